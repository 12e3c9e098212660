-- check: two_teams
-- section: Roster
-- title: people in two teams at once
-- unit: people
-- weight: look
-- mend: Right for somebody with two posts: the larger one counts, and their FTE add up. If it is a transfer, give the earlier row an end (valid_to) before the later one begins.
-- sources: roster_current, load
-- grain: one row per source x month in which such a row begins
-- only numbered by: load
create or replace temp table quality_check as
with entry as (
    select distinct
        coalesce(l.profile, '') as source,
        r.staff_key,
        r.team_id,
        r.valid_from,
        r.valid_to,
    from roster_current r
    left join load l on l.load_id = r.load_id
),

twice as (
    select distinct
        b.source,
        b.valid_from,
        b.staff_key,
    from entry a
    join entry b on b.staff_key = a.staff_key and b.team_id <> a.team_id
    where (b.valid_from = a.valid_from and b.source = a.source)
        or (b.valid_from > a.valid_from and b.valid_from <= a.valid_to)
),

there as (
    select
        source,
        date_trunc('month', valid_from)::date as period_start,
        count(distinct staff_key) as people,
    from entry
    group by all
)

select
    h.source::varchar as source,
    h.period_start::date as period_start,
    null::varchar as team_id,
    count(distinct t.staff_key)::bigint as people,
    count(distinct t.staff_key)::bigint as count,
    h.people::bigint as of,
    null::varchar as detail,
    false as survey,
from twice t
join there h on h.source = t.source and h.period_start = date_trunc('month', t.valid_from)
group by h.source, h.period_start, h.people
order by all;
