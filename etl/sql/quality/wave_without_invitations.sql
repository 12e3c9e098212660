-- check: wave_without_invitations
-- section: Survey
-- title: waves with answers and without invitations
-- unit: waves
-- weight: mend
-- mend: Load invites.csv (wave, team, how many were invited). Until then nobody can tell how many answered.
-- sources: survey_response_current, survey_invite_current, wave
-- grain: one row per month in which such a wave was launched
create or replace temp table quality_check as
select
    null::varchar as source,
    date_trunc('month', w.first_day)::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    count(*)::bigint as count,
    null::bigint as of,
    null::varchar as detail,
    true as survey,
from wave w
where w.wave_id in (select r.wave_id from survey_response_current r)
    and w.wave_id not in (select i.wave_id from survey_invite_current i)
group by date_trunc('month', w.first_day)
order by all;
