-- mart: vacancy_team
-- grain: one row per team x period with posts that are to be filled
-- sources: position_current, team_name, staff_day, stretch_day, period_stretch, period
-- columns:
--   team_id: varchar, key, the team
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   fte_established: double, FTE, of these posts, mean over the days
--   fte_vacant: double, FTE, of these, not filled, role by role; bank staff fill no post

-- A role with more people than posts makes up for no other role's vacancy. Who is on leave,
-- however long, holds a post.
create or replace temp table vacancy_team as
with dated as (
    select
        period_kind,
        period_start,
        period_end,
        from_day,
        to_day,
    from period
    where period_kind <> 'year'
),

position_row as (
    select
        coalesce(n.team_id, p.team_id) as team_id,
        lower(trim(p.role)) as role,
        p.valid_from,
        max(p.fte_established) as fte,
        max(coalesce(p.valid_to, date '9999-12-30')) as valid_to,
    from position_current p
    left join team_name n on n.name = lower(trim(p.team_id))
    where p.fte_established is not null
    group by all
),

position_in_force as (
    select
        team_id,
        role,
        fte,
        valid_from,
        least(
            valid_to,
            coalesce(lead(valid_from) over (partition by team_id, role order by valid_from) - 1, valid_to)
        ) as valid_until,
    from position_row
),

established as (
    select
        p.team_id,
        p.role,
        d.period_kind,
        d.period_start,
        d.period_end,
        sum(p.fte * (least(p.valid_until, d.to_day) - greatest(p.valid_from, d.from_day) + 1))
        / any_value(d.to_day - d.from_day + 1) as fte,
    from position_in_force p
    join dated d on p.valid_from <= d.to_day and p.valid_until >= d.from_day
    group by p.team_id, p.role, d.period_kind, d.period_start, d.period_end
),

staffed as (
    select
        d.team_id,
        lower(trim(d.role)) as role,
        s.stretch_no,
        sum(d.fte) filter (not d.bank) as fte_days,
    from staff_day d
    join stretch_day s on s.on_date = d.on_date
    where d.team_id is not null
    group by all
),

filled as (
    select
        s.team_id,
        s.role,
        d.period_kind,
        d.period_start,
        sum(s.fte_days) / any_value(d.to_day - d.from_day + 1) as fte,
    from staffed s
    join period_stretch p on p.stretch_no = s.stretch_no
    join dated d on d.period_kind = p.period_kind and d.period_start = p.period_start
    group by s.team_id, s.role, d.period_kind, d.period_start
)

select
    e.team_id::varchar as team_id,
    e.period_kind::varchar as period_kind,
    e.period_start::date as period_start,
    e.period_end::date as period_end,
    sum(e.fte)::double as fte_established,
    sum(greatest(0, e.fte - coalesce(f.fte, 0)))::double as fte_vacant,
from established e
left join filled f
    on f.team_id = e.team_id
    and f.role = e.role
    and f.period_kind = e.period_kind
    and f.period_start = e.period_start
group by e.team_id, e.period_kind, e.period_start, e.period_end
having sum(e.fte) > 0
order by all;
