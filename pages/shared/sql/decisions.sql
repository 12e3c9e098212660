-- one row per level of one outcome: teams by name, other levels in their order
select
    decision.dimension,
    decision.group_id,
    decision.level,
    decision.position,
    decision.period_start,
    decision.period_end,
    decision.people,
    decision.share,
    decision.lower,
    decision.upper,
    decision.reading,
    decision.state,
    if(decision.shown_in is null, null, coalesce(above.name, 'a larger group')) as shown_in,
    if(decision.dimension = 'team', grp.name, decision.level) as name,
from decision
left join grp on grp.group_id = decision.group_id
left join grp above on above.group_id = decision.shown_in
where decision.outcome = $outcome
order by decision.dimension, decision.position, decision.level;
