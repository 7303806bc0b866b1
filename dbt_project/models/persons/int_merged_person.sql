-- Persons that decisions have made one: each root with the root of all that it is tied to, over however many decisions.
with recursive tie as (
    select distinct one.root, other.root as tied
    from {{ ref('int_decided_row') }} as one
    inner join {{ ref('int_decided_row') }} as other on one.decision = other.decision
    where one.action = 'merge' and other.action = 'merge' and one.root <> other.root
),

reached as (
    select root, tied from tie
    union
    select reached.root, tie.tied
    from reached
    inner join tie on reached.tied = tie.root
)

select root, first_root
from (
    select
        root,
        tied                                                            as first_root,
        row_number() over (partition by root order by {{ root_order('tied') }}) as place
    from reached
) as ordered
where place = 1
