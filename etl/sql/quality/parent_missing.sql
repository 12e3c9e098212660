-- check: parent_missing
-- section: Teams
-- title: teams under a group that the teams file does not hold
-- unit: teams
-- weight: mend
-- mend: Add the group above to the teams file, or correct parent_id. Until then such a team stands directly under the organisation.
-- sources: team_current, staff_day
-- grain: one row per team of 5 people or more, and one for all others
create or replace temp table quality_check as
with latest as (
    from team_current
    qualify row_number() over (
        partition by team_id order by valid_from desc nulls last, load_id desc, source_row desc
    ) = 1
),

staffed as (
    select team_id
    from staff_day
    where on_date = (select max(on_date) from staff_day)
    group by team_id
    having count(distinct staff_key) >= 5
)

select
    null::varchar as source,
    null::date as period_start,
    s.team_id::varchar as team_id,
    null::bigint as people,
    count(*)::bigint as count,
    (select count(*) from latest)::bigint as of,
    null::varchar as detail,
    false as survey,
from latest t
left join staffed s on s.team_id = t.team_id
where t.parent_id is not null and t.parent_id not in (select l.team_id from latest l)
group by s.team_id
order by all;
