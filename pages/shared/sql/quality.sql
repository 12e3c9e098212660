-- one row per check x source x month x team in which it found something; one for a check that found nothing
select
    check_key,
    section,
    source,
    period_start,
    team_id,
    team_name,
    unit,
    count,
    count_words,
    people_words,
    of,
    share,
    detail,
    title,
    mend,
    weight,
from quality
order by section, check_key, source nulls first, detail nulls first, period_start nulls first, lower(team_name), team_id;
