-- mart: team_habit
-- grain: one row per team with sessions, one for people of no team: what its source of appointments records
-- sources: worked_day, clinician
-- columns:
--   team_id: varchar, key, the team
--   records_ends: boolean, claim, when sessions end; where over 90 % ended to the second as booked, nobody wrote it down
--   records_notes: boolean, claim, when notes are finished
--   records_minutes: boolean, claim, how long they take, for at least 60 % of them

-- Judged over all days of a team.
create or replace temp table team_habit as
select
    coalesce(d.team_id, c.team_id)::varchar as team_id,
    coalesce(sum(d.ended_as_booked) <= 0.9 * sum(d.ended_sessions), false)::boolean as records_ends,
    (sum(d.notes_finished) > 0)::boolean as records_notes,
    (sum(d.notes_timed) > 0 and sum(d.notes_timed) >= 0.6 * sum(d.notes_finished))::boolean as records_minutes,
from worked_day d
join clinician c on c.staff_key = d.staff_key
group by coalesce(d.team_id, c.team_id)
order by all;
