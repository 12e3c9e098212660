-- mart: node
-- grain: one row per node of the hierarchy: organisation, divisions, programmes, reporting units, teams
-- sources: team_current, staff_period, session_period
-- columns:
--   node_id: varchar, key, team_id; unit:<reporting_unit_id> for a reporting unit; org for an organisation the teams do not name
--   parent_id: varchar, key, node above; null for the organisation
--   kind: varchar, words, organisation | division | programme | unit | team
--   name: varchar, words, the latest name; org where the teams do not name the organisation
--   setting: varchar, words, setting; of a unit, its teams' common one
--   service_model: varchar, words, service model; of a unit, its teams' common one
--   valid_from: date, day, when it began, if known
--   valid_to: date, day, when it ended, if it did
--   became: varchar, key, team it was renamed to or merged into

-- A team that only another export names, and one whose parents lead in a circle or to
-- nowhere, stands directly under the organisation: no figure is lost from the total.
create or replace temp table node as
with recursive latest as (
    select
        *,
        min(valid_from) over (partition by team_id) as began,
    from team_current
    qualify row_number() over (
        partition by team_id
        order by valid_from desc nulls last, load_id desc, source_row desc
    ) = 1
),

root as (
    select coalesce(min(team_id) filter (kind = 'organisation'), 'org') as node_id
    from latest
),

named as (
    select team_id from staff_period where team_id is not null
    union
    select team_id from session_period where team_id is not null
),

placed as (
    select
        t.team_id as node_id,
        coalesce('unit:' || t.reporting_unit_id, t.parent_id, r.node_id) as parent_id,
        t.parent_id as own_parent_id,
        t.reporting_unit_id,
        t.kind,
        t.name,
        t.setting,
        t.service_model,
        t.began as valid_from,
        t.valid_to,
        t.became,
    from latest t
    cross join root r
    where t.team_id <> r.node_id
    union all
    select n.team_id, r.node_id, null, null, 'team', n.team_id, null, null, null, null, null
    from named n
    cross join root r
    where n.team_id <> r.node_id and n.team_id not in (select l.team_id from latest l)
),

unit as (
    select
        p.parent_id as node_id,
        case
            when count(distinct coalesce(p.own_parent_id, r.node_id)) = 1 then min(coalesce(p.own_parent_id, r.node_id))
            else any_value(r.node_id)
        end as parent_id,
        min(p.reporting_unit_id) as name,
        case when count(distinct coalesce(p.setting, '')) = 1 then min(p.setting) end as setting,
        case when count(distinct coalesce(p.service_model, '')) = 1 then min(p.service_model) end as service_model,
    from placed p
    cross join root r
    where p.reporting_unit_id is not null
    group by p.parent_id
),

linked as (
    select node_id, parent_id, kind, name, setting, service_model, valid_from, valid_to, became from placed
    union all
    select node_id, parent_id, 'unit', name, setting, service_model, null, null, null from unit
),

reached as (
    select node_id from root
    union
    select l.node_id
    from linked l
    join reached a on a.node_id = l.parent_id
)

select
    l.node_id::varchar as node_id,
    (case when l.node_id in (select a.node_id from reached a) then l.parent_id else r.node_id end)::varchar as parent_id,
    l.kind::varchar as kind,
    l.name::varchar as name,
    l.setting::varchar as setting,
    l.service_model::varchar as service_model,
    l.valid_from::date as valid_from,
    l.valid_to::date as valid_to,
    l.became::varchar as became,
from linked l
cross join root r
union all
select
    r.node_id,
    null,
    'organisation',
    coalesce(t.name, r.node_id),
    t.setting,
    t.service_model,
    t.began,
    t.valid_to,
    t.became,
from root r
left join latest t on t.team_id = r.node_id
order by all;
