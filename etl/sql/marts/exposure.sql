-- mart: exposure
-- grain: one row per person x wave x measure x window in which at least half the weeks were worked
-- sources: exposure_week, anchor, leave_standing, wave, measure_def
-- columns:
--   staff_key: ubigint, key, the person
--   wave_id: varchar, key, the wave
--   measure: varchar, key, the measure
--   window_weeks: integer, weeks, 4 | 8 | 12, that end the day before the anchor day
--   answered: boolean, claim, as in anchor
--   team_id: varchar, key, team on the anchor day
--   moved: boolean, claim, in another team on some day of the window's worked weeks: to be left out within teams
--   weeks: integer, weeks, worked ones in the window
--   numerator: double, as the component, sum over the worked weeks
--   denominator: double, as the component, sum over the worked weeks
--   value: double, unit of the measure, factor x numerator / denominator

-- METHODS: a ratio of sums over the worked weeks. Vacation taken and weeks off look back 12
-- and 6 months by themselves: they are those of the wave, the same in every window.
-- A view: written out, these are millions of rows that few ask for.
create or replace temp view exposure as
with windowed as (
    select
        e.staff_key,
        e.wave_id,
        n.window_weeks,
        not bool_and(e.same_team) as moved,
        count(*) as weeks,
        sum(columns(e.* exclude (staff_key, wave_id, week_no, at_work_days, same_team))),
    from exposure_week e
    join (values (4), (8), (12)) n(window_weeks) on e.week_no <= n.window_weeks
    where e.at_work_days > 0
    group by e.staff_key, e.wave_id, n.window_weeks
    having count(*) * 2 >= n.window_weeks
),

standing as (
    select
        l.staff_key,
        w.wave_id,
        l.vacation_taken_hours,
        l.vacation_entitled_hours,
        l.no_week_off,
        l.people_six_months,
    from leave_standing l
    join wave w on w.first_day = l.period_start
    where l.period_kind = 'wave'
),

wide as (
    select
        d.*,
        s.* exclude (staff_key, wave_id),
    from windowed d
    left join standing s on s.staff_key = d.staff_key and s.wave_id = d.wave_id
),

long as (
    unpivot wide
    on columns(* exclude (staff_key, wave_id, window_weeks, moved, weeks))
    into name component value value
)

select
    n.staff_key::ubigint as staff_key,
    n.wave_id::varchar as wave_id,
    m.measure::varchar as measure,
    n.window_weeks::integer as window_weeks,
    a.answered::boolean as answered,
    a.team_id::varchar as team_id,
    n.moved::boolean as moved,
    n.weeks::integer as weeks,
    n.value::double as numerator,
    d.value::double as denominator,
    (m.factor * n.value / d.value)::double as value,
from measure_def m
join long n on n.component = m.numerator
join long d
    on d.component = m.denominator
    and d.staff_key = n.staff_key
    and d.wave_id = n.wave_id
    and d.window_weeks = n.window_weeks
join anchor a on a.staff_key = n.staff_key and a.wave_id = n.wave_id
where
    d.value > 0
    and (m.applies_to = 'all' or a.clinical)
    and (m.applies_to <> 'not_managers' or not a.manager);
