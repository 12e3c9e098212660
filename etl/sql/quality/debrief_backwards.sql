-- check: debrief_backwards
-- section: Values
-- title: incidents that were talked over before they happened
-- unit: rows
-- weight: mend
-- mend: Correct the day of the incident or of its debriefing where it is kept, and export the list again. Until then such an incident is left out of debriefing.
-- sources: incident_current, load
-- grain: one row per source x month with such a row
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    date_trunc('month', r.on_date)::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    (count(*) filter (r.debriefed_on < r.on_date))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    false as survey,
from incident_current r
left join load l on l.load_id = r.load_id
group by l.profile, date_trunc('month', r.on_date)
having count(*) filter (r.debriefed_on < r.on_date) > 0
order by all;
