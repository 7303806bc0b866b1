-- Population from outside, once for each figure period: the latest year-end at or before the date, else the nearest within 12 months after.
with population as (
    select
        *,
        case
            when subject = '户籍人口' or (subject in ('人口', '总人口') and definition = '户籍') then '户籍'
            when subject = '常住人口' or (subject in ('人口', '总人口') and definition = '常住') then '常住'
        end                                                             as basis,
        case unit when '万人' then value * 10000 when '人' then value end as persons,
        coalesce(month(data_date) = 12 and day(data_date) = 31, false)  as is_year_end
    from {{ ref('fct_observation') }}
    where kind = 'actual' and source_kind = 'external' and member is null
),

candidate as (
    select
        population.*,
        figure.period                                                   as figure_period,
        figure.as_of_date,
        is_delivery_counted and is_year_end
            and data_date <= {{ months_after('figure.as_of_date', 12) }} as is_eligible
    from population
    cross join {{ ref('int_figure_period') }} as figure
    where basis is not null and persons is not null
)

select
    delivery_id,
    row_id,
    unit_code,
    area_code,
    figure_period                                                       as period,
    basis,
    cast(persons as decimal(18, 4))                                     as persons,
    data_date,
    publication_date,
    is_delivery_counted,
    is_eligible and data_date = first_value(data_date) over (
        partition by basis, area_code, figure_period
        order by is_eligible desc, data_date > as_of_date, {{ days_apart('data_date', 'as_of_date') }}
    )                                                                   as is_chosen_date
from candidate
