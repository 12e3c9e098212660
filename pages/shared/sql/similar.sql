-- one row per measure of $group_id that similar teams can be told of
select
    similar_teams.measure,
    similar_teams.period_start,
    similar_teams.teams,
    similar_teams.half,
    similar_teams.target,
    similar_teams.lower,
    similar_teams.upper,
    similar_teams.alarm_lower,
    similar_teams.alarm_upper,
    similar_teams.unlike,
from similar_teams
where group_id = $group_id
order by measure;
