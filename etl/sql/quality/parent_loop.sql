-- check: parent_loop
-- section: Teams
-- title: teams whose groups above lead in a circle
-- unit: teams
-- weight: mend
-- mend: Correct parent_id in the teams file so that every group leads up to the organisation. Until then these teams stand directly under it, and a wave cannot be closed.
-- sources: team_current, staff_day
-- grain: one row per team of 5 people or more in a circle of two or more, and one for all others
create or replace temp table quality_check as
with recursive latest as (
    from team_current
    qualify row_number() over (
        partition by team_id order by valid_from desc nulls last, load_id desc, source_row desc
    ) = 1
),

above as (
    select team_id, parent_id, 1 as steps
    from latest
    where parent_id is not null and parent_id <> team_id
    union
    select a.team_id, l.parent_id, a.steps + 1
    from above a
    join latest l on l.team_id = a.parent_id
    where a.parent_id <> a.team_id and l.parent_id is not null and a.steps < 20
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
from (select distinct team_id from above where parent_id = team_id) c
left join staffed s on s.team_id = c.team_id
group by s.team_id
order by all;
