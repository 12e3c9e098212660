-- mart: team_ahead
-- grain: one row per team x seven days of the 28 after $last_day
-- sources: staff_ahead, appointment_current, position_current, team_name
-- columns:
--   team_id: varchar, key, the team
--   week_no: bigint, 0 to 3, which seven days after $last_day
--   week_start: date, day, first of these days
--   people: bigint, people, on the roster
--   available_hours: double, hours, contracted by clinical staff less approved leave and public holidays; null where no contract is known
--   booked_hours: double, hours, sessions that these people have planned, as booked; null where nothing is planned in any team
--   holidays: bigint, days, public holidays on working days
--   short_days: bigint, days, on which leave brings FTE at work under the staffing minimum, which without leave it would meet; null where no minimum is stated

-- Under the minimum is judged by role where the role has five people or more in the team;
-- smaller roles are taken together, with the whole team where they stay under five: a day
-- that is short must not say which of two colleagues is away.
create or replace temp table team_ahead as
with planned as (
    select
        a.staff_key,
        a.session_key,
        ((min(a.starts_at)::date - $last_day - 1) // 7)::bigint as week_no,
        max(epoch(coalesce(a.ends_at, a.starts_at) - a.starts_at)) / 3600 as hours,
    from appointment_current a
    where
        a.status = 'planned'
        and a.starts_at >= $last_day + 1
        and a.starts_at < $last_day + 29
    group by a.staff_key, a.session_key
),

booked as (
    select
        p.staff_key,
        p.week_no,
        sum(p.hours) filter (p.hours between 0 and 12) as hours,
    from planned p
    group by p.staff_key, p.week_no
),

available as (
    select
        staff_key,
        team_id,
        week_no,
        bool_or(clinical) as clinical,
        bool_and(contract_hours is not null) as contract_known,
        sum(contract_hours * (1 - leave_share)) as hours,
    from staff_ahead
    where team_id is not null
    group by staff_key, team_id, week_no
),

hours as (
    select
        a.team_id,
        a.week_no,
        count(*) as people,
        sum(a.hours) filter (a.clinical and a.contract_known) as available_hours,
        coalesce(sum(b.hours) filter (a.clinical and a.contract_known), 0) as booked_hours,
    from available a
    left join booked b on b.staff_key = a.staff_key and b.week_no = a.week_no
    group by a.team_id, a.week_no
),

role_size as (
    select
        team_id,
        lower(trim(role)) as role,
        count(distinct staff_key) as people,
    from staff_ahead
    where team_id is not null and role is not null
    group by all
),

small as (
    select team_id, sum(people) as people
    from role_size
    where people < 5
    group by team_id
),

pooled as (
    select
        r.team_id,
        r.role,
        case
            when s.people between 1 and 4 then 'all'
            when r.people < 5 then 'small'
            else r.role
        end as pool,
    from role_size r
    left join small s on s.team_id = r.team_id
),

minimum_row as (
    select
        coalesce(n.team_id, p.team_id) as team_id,
        lower(trim(p.role)) as role,
        arg_max(p.staffing_minimum, p.valid_from) as fte,
    from position_current p
    left join team_name n on n.name = lower(trim(p.team_id))
    where
        p.staffing_minimum is not null
        and p.valid_from <= $last_day
        and (p.valid_to is null or p.valid_to > $last_day)
    group by all
),

minimum_pool as (
    select
        p.team_id,
        p.pool,
        sum(m.fte) as fte,
    from minimum_row m
    join pooled p on p.team_id = m.team_id and p.role = m.role
    group by all
),

staffed as (
    select
        p.team_id,
        p.pool,
        a.on_date,
        a.week_no,
        sum(a.day_fte * (1 - a.leave_share)) as at_work,
        sum(a.day_fte) as without_leave,
    from staff_ahead a
    join pooled p on p.team_id = a.team_id and p.role = lower(trim(a.role))
    where list_contains($work_days, isodow(a.on_date)) and not a.holiday
    group by all
),

short as (
    select
        s.team_id,
        s.week_no,
        count(distinct s.on_date) filter (
            s.at_work < m.fte - 1e-9 and s.without_leave >= m.fte - 1e-9
        ) as short_days,
    from staffed s
    join minimum_pool m on m.team_id = s.team_id and m.pool = s.pool
    group by all
),

free_day as (
    select
        week_no,
        count(distinct on_date) as holidays,
    from staff_ahead
    where holiday and list_contains($work_days, isodow(on_date))
    group by week_no
)

select
    h.team_id::varchar as team_id,
    h.week_no::bigint as week_no,
    ($last_day + 1 + 7 * h.week_no::integer)::date as week_start,
    h.people::bigint as people,
    h.available_hours::double as available_hours,
    (case when (select count(*) from planned) > 0 then h.booked_hours end)::double as booked_hours,
    coalesce(f.holidays, 0)::bigint as holidays,
    s.short_days::bigint as short_days,
from hours h
left join short s on s.team_id = h.team_id and s.week_no = h.week_no
left join free_day f on f.week_no = h.week_no
order by all;
