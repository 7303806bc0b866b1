-- Professional-technical grades with the band of titles to which they belong; other scales are not on this list.
{% set band -%}
    case
        when cast(code as integer) <= 4  then '正高'
        when cast(code as integer) <= 7  then '副高'
        when cast(code as integer) <= 10 then '中级'
        else '初级'
    end as band_zh
{%- endset %}

{{ code_dimension('post_grade', more=band) }}
