-- mart: turnover_team
-- grain: one row per team x period with somebody on the roster in the 12 months to the period's end; none unless the roster covers them and tells why people left
-- sources: roster_current, staff_day, presence, period
-- columns:
--   team_id: varchar, key, the team
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   voluntary_leavers: double, people, who left of their own will in these 12 months; trainees and transfers apart
--   headcount_12m: double, people, mean over the days of these 12 months; trainees apart

-- The roster tells why people left if it gives a reason for at least 60 % of those who are
-- not on it any more.
create or replace temp table turnover_team as
with dated as (
    select
        period_kind,
        period_start,
        period_end,
        (to_day + 1 - interval 12 month)::date as year_from,
        to_day,
    from period
    where period_kind <> 'year'
),

gone as (
    select
        staff_key,
        max(to_day) as to_day,
    from presence
    group by staff_key
    having max(to_day) < $last_day
),

left_row as (
    select
        staff_key,
        left_on,
        arg_max(leaving_reason, (valid_from, load_id, leaving_reason)) as leaving_reason,
    from roster_current
    where left_on is not null
    group by staff_key, left_on
),

reasons as (
    select count(r.staff_key) >= 0.6 * count(*) as recorded
    from gone g
    left join left_row r on r.staff_key = g.staff_key and r.left_on = g.to_day and r.leaving_reason is not null
),

-- a notice that was withdrawn, or whose day was changed, ended nothing
leaver as (
    select
        d.team_id,
        r.left_on,
    from left_row r
    join presence p on p.staff_key = r.staff_key and p.to_day = r.left_on
    join staff_day d on d.staff_key = r.staff_key and d.on_date = r.left_on and not d.trainee
    where r.leaving_reason = 'voluntary'
),

left_in_year as (
    select
        l.team_id,
        d.period_kind,
        d.period_start,
        count(*) as voluntary_leavers,
    from leaver l
    join dated d on l.left_on between d.year_from and d.to_day
    group by l.team_id, d.period_kind, d.period_start
),

headed_day as (
    select
        team_id,
        on_date,
        count(*) as heads,
    from staff_day
    where team_id is not null and not trainee
    group by team_id, on_date
),

headcount as (
    select
        h.team_id,
        d.period_kind,
        d.period_start,
        d.period_end,
        sum(h.heads) / any_value(d.to_day - d.year_from + 1) as headcount_12m,
    from headed_day h
    join dated d on h.on_date between d.year_from and d.to_day and d.year_from >= $first_day
    cross join reasons r
    where r.recorded
    group by h.team_id, d.period_kind, d.period_start, d.period_end
)

select
    h.team_id::varchar as team_id,
    h.period_kind::varchar as period_kind,
    h.period_start::date as period_start,
    h.period_end::date as period_end,
    coalesce(l.voluntary_leavers, 0)::double as voluntary_leavers,
    h.headcount_12m::double as headcount_12m,
from headcount h
left join left_in_year l
    on l.team_id = h.team_id and l.period_kind = h.period_kind and l.period_start = h.period_start
order by all;
