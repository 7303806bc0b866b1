"""Header words that no contract knows, with what stands below them; and those that mean a field in other words.

Foreign words mean nothing that is asked for: whoever maps one is wrong. Many look like something: 监护人身份证号 is an ID number,
but of somebody else; 报考级别 is a level that nobody holds yet; 开放时间 is no day on which a station opened.
"""

FOREIGN: dict[str, dict[str, str]] = {
    "worker": {
        "民族": "nation", "籍贯": "county", "家庭住址": "address", "户籍所在地": "address", "现居住地": "address",
        "毕业院校": "school", "毕业院校及专业": "school", "所学专业": "major", "毕业时间": "month", "学位": "degree",
        "是否全日制": "yes", "参加工作时间": "month", "入党时间": "month", "从事社工年限": "small", "任现职时间": "month",
        "婚姻状况": "married", "健康状况": "health", "是否住站": "yes", "经费卡号": "card", "工资卡开户行": "bank",
        "用工类别": "contract", "合同起止时间": "span", "月工资标准": "money", "年度考核结果": "grade", "紧急联系人": "person",
        "紧急联系人电话": "phone", "电子邮箱": "mail", "邮政编码": "postcode", "职称": "post_title", "职称取得时间": "month",
        "登记机关": "bureau", "登记状态": "grade", "继续教育学时": "small", "其他证书名称": "other_certificate",
        "其他证书编号": "card", "教师资格证编号": "card", "退伍证号": "card", "配偶姓名": "person", "监护人身份证号": "id",
        "所在党支部": "branch", "入职时间": "month", "特长": "skill", "志愿服务时长": "small", "志愿者注册号": "card",
        "网格编号": "small", "服务对象数量": "small", "督导老师": "person", "报考级别": "level", "准考证号": "card",
        "报考科目": "subject", "年龄": "age", "工龄": "small", "单位联系电话": "phone", "单位地址": "address",
        "离职原因": "reason", "档案编号": "card", "职业津贴标准": "money", "培训次数": "small", "是否兼职": "yes",
        "是否退役军人": "yes", "招录批次": "batch", "岗位等级": "small", "缺岗原因": "reason", "社保缴纳单位": "company",
        "推荐单位意见": "opinion", "体检日期": "month", "服装尺码": "size", "工牌号": "small", "车牌号": "plate",
        "宗教信仰": "religion", "残疾证号": "card", "首次登记时间": "month", "督导时长": "small", "外语水平": "grade",
    },
    "agency": {
        "法定代表人": "person", "注册地址": "address", "开办资金": "money", "业务主管单位": "bureau", "登记管理机关": "bureau",
        "评估等级": "star", "年检结论": "grade", "服务项目数": "small", "承接项目金额": "money", "志愿者人数": "small",
        "党组织书记": "person", "办公面积": "small", "支部成立时间": "month", "负责人电话": "phone", "理事人数": "small",
        "公益创投次数": "small", "财务人员数": "small", "受助人次": "small", "证书有效期至": "month", "微信公众号": "mail",
    },
    "station": {
        "场地面积": "small", "资金来源": "fund", "项目金额": "money", "服务半径": "small", "服务人次": "small", "站长": "person",
        "督导人数": "small", "开放时间": "hours", "评估日期": "month", "门牌号": "small", "网络带宽": "small",
        "未持证人数": "small", "个案数": "small", "小组数": "small", "站点电话": "phone", "是否独立场地": "yes",
        "合同到期日": "month", "志愿者队伍数": "small",
    },
    "community": {
        "户数": "small", "常住人口数": "big", "辖区面积": "small", "书记姓名": "person", "办公电话": "phone",
        "邮政编码": "postcode", "网格数": "small", "小区数": "small", "换届时间": "month", "村账号": "card",
        "支部数": "small", "办公地点": "address",
    },
    "observation": {
        "上年同期": "small", "同比增减": "small", "填表单位": "bureau", "审核意见": "opinion", "页码": "small", "文号": "card",
    },
}  # fmt: skip

# When these were written no contract listed them, but a person knows the field: to map them so or to ask is right, all else wrong.
SYNONYMS: dict[str, dict[str, str]] = {
    "worker": {
        "身份证件号": "id_number", "员工名": "name", "受教育情况": "education", "任职机构": "employer", "通讯电话": "phone",
        "拿证时间": "certificate_date", "社工资格级别": "certificate_level", "资格证书号": "certificate_number",
        "所在机构类型": "employer_type", "承担职务": "role", "政治情况": "political_status", "生辰年月": "birth_date",
        "离任日期": "left_on",
    },
    "agency": {"机构注册名": "name", "设立年月日": "registered_on", "党建方式": "party_form"},
    "station": {"站室全名": "name", "站点分级": "tier", "托管机构": "operator", "揭牌时间": "opened_on"},
    "community": {"村(居)名称": "name", "城乡区分": "urban_rural"},
    "observation": {"量纲": "unit", "统计截止时点": "data_date"},
}  # fmt: skip

PLAIN = ("序号", "备注")

# How a clerk dresses a word: blanks, line breaks, stars, brackets with what to fill in.
SPACED = {
    "姓名": "姓  名",
    "性别": "性 别",
    "学历": "学　历",
    "单位": "单 位",
    "电话": "电  话",
    "层级": "层 级",
    "类别": "类 别",
}
BROKEN = {
    "身份证号码": "身份证\n号码", "身份证号": "身份\n证号", "政治面貌": "政治\n面貌", "出生年月": "出生\n年月",
    "工作单位": "工作\n单位", "联系电话": "联系\n电话", "证书编号": "证书\n编号", "统一社会信用代码": "统一社会\n信用代码",
    "是否在岗": "是否\n在岗", "服务领域": "服务\n领域", "证书等级": "证书\n等级", "城乡属性": "城乡\n属性",
}  # fmt: skip
REMARKS = {
    "身份证号码": ("身份证号码（18位）", "身份证号码(必填)", "*身份证号码"), "姓名": ("姓名（必填）", "*姓名", "姓名*"),
    "驻站人数": ("驻站人数（人）", "驻站人数(单位:人)"), "专职人员数": ("专职人员数（人）",), "持证人数": ("持证人数(人)", "持证人数（个）"),
    "取得证书时间": ("取得证书时间（年月）", "取得证书时间\n（年月）"), "学历": ("学历（最高）", "学历【必填】"),
    "是否在岗": ("是否在岗（是/否）", "是否在岗\n(是/否)"), "服务领域": ("服务领域（可多选）", "服务领域:"),
    "证书等级": ("证书等级（从高）", "证书等级："), "党员人数": ("党员人数(名)",), "联系电话": ("联系电话（选填）",),
    "工作单位": ("工作单位（全称）", "★工作单位"), "出生年月": ("出生年月（年/月）",),
}  # fmt: skip
