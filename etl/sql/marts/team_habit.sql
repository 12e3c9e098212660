-- mart: team_habit
-- grain: one row per team with sessions: what its source of appointments records
-- sources: session_day
-- columns:
--   team_id: varchar, key, the team
--   records_notes: boolean, claim, when notes are finished
--   records_minutes: boolean, claim, how long they take, for at least 60 % of them

create or replace temp table team_habit as
select
    team_id::varchar as team_id,
    (count(notes_due) > 0)::boolean as records_notes,
    (count(after_hours_note_hours) > 0)::boolean as records_minutes,
from session_day
where team_id is not null
group by team_id
order by all;
