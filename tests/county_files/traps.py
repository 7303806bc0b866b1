"""Header words that hold a word of a contract and mean something else, with the kind of what stands below them."""

TRAPS: dict[str, str] = {
    "姓名（监护人）": "person", "曾用姓名": "person", "父亲姓名": "person", "推荐人姓名": "person", "联系人姓名": "person", "社工督导姓名": "person",
    "身份证号（配偶）": "id", "监护人身份证号码": "id", "身份证有效期": "span", "身份证签发机关": "bureau", "身份证复印件": "yes",
    "证书等级（教师资格）": "level", "心理咨询师证书等级": "level", "普通话证书等级": "level", "计算机证书等级": "level", "拟报考证书等级": "level",
    "心理咨询师证书编号": "card", "毕业证书编号": "card", "学历证书编号": "card", "学位证书编号": "card", "荣誉证书编号": "card", "工作证编号": "card",
    "取得时间（职称）": "month", "学历取得时间": "month", "驾驶证发证日期": "month", "毕业证发证日期": "month", "聘书发证时间": "month",
    "发证机关": "bureau", "发证单位": "bureau", "证书名称": "other_certificate", "证书状态": "grade", "证书有效期": "span", "证书扫描件": "yes",
    "联系电话（家庭）": "phone", "单位电话": "phone", "社区电话": "phone", "街道办电话": "phone", "紧急联系电话": "phone", "家庭电话": "phone",
    "工作单位（配偶）": "company", "单位地址": "address", "单位负责人": "person", "单位联系人": "person", "单位法人": "person", "原工作单位": "company",
    "第二学历": "school", "学历（学位）专业": "major", "学历认证编号": "card", "入学前学历": "major", "配偶学历": "major",
    "岗位津贴": "money", "岗位编号": "small", "岗位补贴标准": "money", "原岗位": "skill", "拟任岗位": "skill", "岗位培训时间": "month",
    "配偶性别": "skill", "子女性别": "skill", "出生地": "county", "子女出生年月": "month", "配偶政治面貌": "branch", "入职时间": "month",
    "社区书记": "person", "社区人口": "big", "社区户数": "big", "村民小组": "skill", "乡镇街道联系人": "person", "街道审核意见": "opinion",
    "离职原因": "reason", "离岗培训": "yes", "拟退休时间": "month", "合同到期时间": "span", "在岗津贴": "money", "是否在岗培训": "yes",
    "是否党员": "yes", "是否人才库成员": "yes", "是否享受津贴": "yes", "是否持有驾照": "yes", "是否推荐人选": "yes",
    "服务领域编号": "small", "服务对象人数": "small", "认定机关": "bureau", "认定文号": "card", "认定时间": "month",
}  # fmt: skip

# For each field a word that is not its column, to be there when the column is not.
INSTEAD = {
    "name": "姓名（监护人）",
    "id_number": "监护人身份证号码",
    "certificate_level": "心理咨询师证书等级",
    "certificate_number": "毕业证书编号",
    "certificate_date": "学历取得时间",
    "phone": "单位电话",
    "employer": "原工作单位",
    "education": "第二学历",
    "role": "拟任岗位",
    "left_on": "拟退休时间",
    "community": "社区书记",
    "is_professional": "是否人才库成员",
    "is_in_post": "是否在岗培训",
}
