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
    coalesce(grp.name, balance.shown_in) as shown_in,
from balance
left join grp on grp.group_id = balance.shown_in
where balance.group_id = $group_id
order by month;
