-- mart: exposure_clients
-- grain: one row per person x wave x week of the twelve before the anchor day, where a snapshot up to 45 days old names the person
-- sources: anchor, caseload_current
-- columns:
--   week_key: integer, key, the person, wave and week: 16 x anchor_no + weeks before the anchor day, 1 to 12
--   active_clients: double, clients, of the latest snapshot up to the week's last day
--   weighted_clients: double, clients, the same as weighted; null unless the whole source is
--   open_clients: double, clients, open ones; null unless the source has both
--   dormant_clients: double, clients, of these, not active

create or replace temp table exposure_clients as
with source as (
    select count(*) = count(weighted_clients) as is_weighted
    from caseload_current
),

snapshot as (
    select
        c.staff_key,
        c.on_date,
        max(c.active_clients) as active_clients,
        max(case when s.is_weighted then c.weighted_clients end) as weighted_clients,
        greatest(max(c.open_clients), max(c.active_clients)) as open_clients,
        max(c.open_clients) is not null as open_known,
    from caseload_current c
    cross join source s
    group by c.staff_key, c.on_date
    having max(c.active_clients) is not null
),

week_end as (
    select
        16 * anchor_no + week_no::integer as week_key,
        staff_key,
        anchor_day - 7 * (week_no::integer - 1) - 1 as on_date,
    from anchor
    cross join range(1, 13) w(week_no)
)

select
    w.week_key::integer as week_key,
    s.active_clients::double as active_clients,
    s.weighted_clients::double as weighted_clients,
    (case when s.open_known then s.open_clients end)::double as open_clients,
    (case when s.open_known then s.open_clients - s.active_clients end)::double as dormant_clients,
from week_end w
asof join snapshot s on s.staff_key = w.staff_key and s.on_date <= w.on_date
where w.on_date - s.on_date <= 45
order by all;
