-- mart: leave_decision
-- grain: one row per outcome x person x first and last day of a vacation request in $from_day to $last_day
-- sources: leave_request_current, staff_day
-- columns:
--   outcome: varchar, words, denied (of those decided) | undecided (of those that begin) | cancelled (by the employer, of those granted)
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team on the day of the decision; else on the first day asked for
--   role: varchar, words, role there
--   on_date: date, day, that day
--   happened: boolean, claim, denied at last, undecided on its first day, cancelled at last
--   notice: varchar, words, from the first request for these days to their first day
--   season: varchar, words, quarter of the year of the first day
--   length: varchar, words, calendar days asked for

-- Requests count as in leave_person: the same days asked for again are one request, and its
-- last answer counts (there within a period, here within the whole span).
create or replace temp table leave_decision as
with vacation as (
    select *
    from leave_request_current
    where kind = 'vacation'
),

deciding as (
    select count(*) filter (decided_on = requested_on) <= 0.9 * count(*) as recorded
    from vacation
    where decided_on is not null and requested_on is not null
),

cancelling as (
    select count(cancelled_by) > 0 as recorded
    from vacation
),

decided as (
    select
        'denied' as outcome,
        staff_key,
        first_day,
        last_day,
        max(decided_on) as on_date,
        arg_max(status = 'denied', (decided_on, status = 'denied', request_key)) as happened,
    from vacation
    where status in ('approved', 'taken', 'denied') and decided_on between $from_day and $last_day
    group by staff_key, first_day, last_day
),

begun as (
    select
        'undecided',
        staff_key,
        first_day,
        last_day,
        first_day,
        coalesce(min(decided_on) filter (status <> 'requested') > first_day, true),
    from vacation
    cross join deciding d
    where status <> 'cancelled' and first_day between $from_day and $last_day and d.recorded
    group by staff_key, first_day, last_day
    having count(*) filter (status <> 'requested' and decided_on is not null) > 0 or bool_and(status = 'requested')
),

granted as (
    select
        'cancelled',
        staff_key,
        first_day,
        last_day,
        first_day,
        arg_max(
            status = 'cancelled',
            (coalesce(decided_on, requested_on, first_day), status = 'cancelled', request_key)
        ),
    from vacation
    cross join cancelling c
    where
        (status in ('approved', 'taken') or (status = 'cancelled' and cancelled_by = 'employer'))
        and first_day between $from_day and $last_day
        and c.recorded
    group by staff_key, first_day, last_day
),

judged as (
    select * from decided
    union all
    select * from begun
    union all
    select * from granted
),

asked as (
    select
        staff_key,
        first_day,
        last_day,
        min(requested_on) as requested_on,
    from vacation
    group by staff_key, first_day, last_day
)

select
    j.outcome::varchar as outcome,
    j.staff_key::ubigint as staff_key,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    j.on_date::date as on_date,
    j.happened::boolean as happened,
    (case
        when a.requested_on is null then 'notice not recorded'
        when j.first_day - a.requested_on < 14 then 'under two weeks'
        when j.first_day - a.requested_on < 28 then 'two to four weeks'
        when j.first_day - a.requested_on < 84 then 'four to twelve weeks'
        else 'twelve weeks or more'
    end)::varchar as notice,
    (case quarter(j.first_day)
        when 1 then 'January to March'
        when 2 then 'April to June'
        when 3 then 'July to September'
        else 'October to December'
    end)::varchar as season,
    (case
        when j.last_day - j.first_day + 1 < 2 then 'one day'
        when j.last_day - j.first_day + 1 < 5 then 'two to four days'
        when j.last_day - j.first_day + 1 < 10 then 'about a week'
        else 'longer'
    end)::varchar as length,
from judged j
join staff_day d on d.staff_key = j.staff_key and d.on_date = j.on_date
join asked a
    on a.staff_key = j.staff_key and a.first_day = j.first_day and a.last_day = j.last_day
order by all;
