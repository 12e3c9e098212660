-- mart: incident_team
-- grain: one row per team that the register of incidents names x period it covers
-- sources: incident_current, team_name, period
-- columns:
--   team_id: varchar, key, the team
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   incidents: double, incidents, serious ones; a complaint is none
--   incidents_due: double, incidents, of these, whose 72 hours have passed; null where no debriefing is recorded
--   incidents_debriefed: double, incidents, of these, debriefed within three days

-- A register covers the months from its first to its last entry. A debriefing before the
-- incident cannot be: such an incident is not judged.
create or replace temp table incident_team as
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

register_row as (
    select
        coalesce(n.team_id, i.team_id) as team_id,
        i.on_date,
        i.kind <> 'complaint' as serious,
        i.on_date + 3 <= $last_day and coalesce(i.debriefed_on >= i.on_date, true) as due,
        coalesce(i.debriefed_on - i.on_date between 0 and 3, false) as debriefed,
        i.debriefed_on,
    from incident_current i
    left join team_name n on n.name = lower(trim(i.team_id))
),

register as (
    select
        date_trunc('month', min(on_date))::date as first_day,
        last_day(max(on_date)) as last_day,
        count(debriefed_on) > 0 as records_debriefs,
    from register_row
    having count(*) > 0
),

named_team as (
    select distinct team_id
    from register_row
)

select
    t.team_id::varchar as team_id,
    d.period_kind::varchar as period_kind,
    d.period_start::date as period_start,
    d.period_end::date as period_end,
    count(i.on_date)::double as incidents,
    (case when any_value(r.records_debriefs) then count(i.on_date) filter (i.due) end)::double as incidents_due,
    (case when any_value(r.records_debriefs) then count(i.on_date) filter (i.due and i.debriefed) end)::double
        as incidents_debriefed,
from dated d
join register r on d.from_day >= r.first_day and d.to_day <= r.last_day
cross join named_team t
left join register_row i on i.team_id = t.team_id and i.on_date between d.from_day and d.to_day and i.serious
group by t.team_id, d.period_kind, d.period_start, d.period_end
order by all;
