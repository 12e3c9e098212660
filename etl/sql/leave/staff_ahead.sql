-- mart: staff_ahead
-- grain: one row per person on the roster on $last_day x day of the 28 days after it
-- sources: person_now, own_week, holiday, leave_ahead
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team
--   role: varchar, words, role
--   on_date: date, day, the day
--   week_no: bigint, 0 to 3, which seven days after $last_day
--   clinical: boolean, claim, some clinical FTE
--   scheduled: boolean, claim, own working day and not a public holiday
--   holiday: boolean, claim, public holiday
--   contract_hours: double, hours, contracted on this day; 0 on days off, null where the contract is not known
--   day_fte: double, FTE, of a full-time colleague's day; 0 on days off
--   leave_share: double, 0 to 1, share of the day that is approved leave of any kind

-- Whoever has a known last day is not there after it.
create or replace temp table staff_ahead as
with day_ahead as (
    select
        p.*,
        $last_day + 1 + d.n::integer as on_date,
        d.n // 7 as week_no,
    from person_now p
    cross join range(28) d(n)
)

select
    d.staff_key::ubigint as staff_key,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    d.on_date::date as on_date,
    d.week_no::bigint as week_no,
    (coalesce(d.clinical_fte, 0) > 0)::boolean as clinical,
    (coalesce(w.works, list_contains($work_days, isodow(d.on_date))) and h.on_date is null)::boolean as scheduled,
    (h.on_date is not null)::boolean as holiday,
    (case
        when coalesce(w.works, list_contains($work_days, isodow(d.on_date))) and h.on_date is null
            then d.contract_hours_week / coalesce(w.own_days, len($work_days))
        else 0
    end)::double as contract_hours,
    (case
        when coalesce(w.works, list_contains($work_days, isodow(d.on_date))) and h.on_date is null
            then d.fte * len($work_days) / coalesce(w.own_days, len($work_days))
        else 0
    end)::double as day_fte,
    coalesce(l.leave_share, 0)::double as leave_share,
from day_ahead d
left join own_week w
    on w.staff_key = d.staff_key and w.weekday = isodow(d.on_date) and d.on_date between w.from_day and w.to_day
left join holiday h on h.on_date = d.on_date
left join leave_ahead l on l.staff_key = d.staff_key and l.on_date = d.on_date
where d.ends_on is null or d.on_date <= d.ends_on
order by all;
