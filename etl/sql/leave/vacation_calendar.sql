-- mart: vacation_calendar
-- grain: one row per team x day of the thirteen months to $last_day on which somebody is on its roster
-- sources: staff_day
-- columns:
--   team_id: varchar, key, the team
--   on_date: date, day, the day
--   people: bigint, people, on the roster
--   work_day: boolean, claim, a working day of the organisation and not a public holiday
--   scheduled: double, people, of these, at work by their own pattern if not on leave; nobody on a public holiday
--   away: double, people, of these, on vacation; half a day counts half

-- Vacation alone: sickness and other leave are told by quarter, not by day.
create or replace temp table vacation_calendar as
select
    team_id::varchar as team_id,
    on_date::date as on_date,
    count(*)::bigint as people,
    (list_contains($work_days, isodow(on_date)) and not bool_or(holiday))::boolean as work_day,
    (count(*) filter (scheduled))::double as scheduled,
    coalesce(sum(vacation_share) filter (scheduled), 0)::double as away,
from staff_day
where
    team_id is not null
    and on_date between date_trunc('month', $last_day) - interval 12 month and $last_day
    and exists (select 1 from leave_request_current)
group by team_id, on_date
order by all;
