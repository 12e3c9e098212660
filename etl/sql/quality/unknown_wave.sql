-- check: unknown_wave
-- section: Survey
-- title: invitations to a wave that the settings do not name
-- unit: rows
-- weight: mend
-- mend: Name the wave in settings.toml exactly as invites.csv does. Without its invitations a wave has no response rate.
-- sources: survey_invite_current, wave, load
-- grain: one row per source with such a row
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    null::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    (count(*) filter (w.wave_id is null))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    true as survey,
from survey_invite_current i
left join wave w on w.wave_id = i.wave_id
left join load l on l.load_id = i.load_id
group by l.profile
having count(*) filter (w.wave_id is null) > 0
order by all;
