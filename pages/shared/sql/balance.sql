-- one row per month of one group's balances, oldest first
select
    month,
    ahead,
    people,
    owed,
    forfeited,
    carried,
    money,
    currency,
    state,
    if(balance.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from balance
left join grp on grp.group_id = balance.shown_in
where balance.group_id = $group_id
order by month;
