-- one row per score x similar team of $group_id, itself among them, that this reader may see
with own as (
    select
        setting,
        service_model,
    from grp
    where group_id = $group_id
)
select
    similar_teams.measure,
    similar_teams.group_id = $group_id as own,
    estimate.value,
    estimate.n_band,
    coalesce(estimate.n_band, estimate.n::varchar) as answers,
    similar_teams.target,
    similar_teams.lower,
    similar_teams.upper,
    similar_teams.alarm_lower,
    similar_teams.alarm_upper,
    standing.value as drawn_in,
from similar_teams
join grp using (group_id)
join own
    on own.setting is not distinct from grp.setting
    and own.service_model is not distinct from grp.service_model
join estimate
    on estimate.measure = similar_teams.measure
    and estimate.group_id = similar_teams.group_id
    and estimate.period_start = similar_teams.period_start
    and estimate.period_kind = 'wave'
    and estimate.state = 'shown'
left join standing
    on standing.measure = similar_teams.measure
    and standing.group_id = similar_teams.group_id
    and standing.period_start = similar_teams.period_start
where similar_teams.target is not null
and estimate.value is not null
order by similar_teams.measure, own, estimate.value, answers;
