-- mart: freshness
-- grain: one row per source (the profile an export was read with)
-- sources: load, unit_measure
-- columns:
--   source varchar       name of the export
--   profile varchar      its profile
--   files bigint         files in force
--   rows bigint          rows loaded from them
--   rejects bigint       rows rejected
--   last_load timestamp  when the last was loaded, UTC
--   last_date date       last day covered
--   state varchar        stale: further behind the newest source than such exports are apart
-- A monthly export may be 45 days behind, one by quarter or wave 135, aggregated figures
-- one and a half times their own period.
create or replace temp table freshness as
with source as (
    select
        profile,
        any_value(target) as target,
        count(*)::bigint as files,
        sum(rows_loaded)::bigint as rows,
        sum(rows_rejected)::bigint as rejects,
        max(loaded_at) as last_load,
        max(last_date) as last_date,
    from load
    where undone_at is null
    group by profile
),
supplied as (
    select
        l.profile,
        max(u.period_end - u.period_start + 1) as days,
    from unit_measure u
    join load l using (load_id)
    group by l.profile
),
allowed as (
    select
        s.profile,
        case
            when s.target in ('survey_response', 'leave_balance') then 135
            when s.target = 'unit_measure' then greatest(45, 1.5 * u.days)
            when s.target in ('team', 'team_alias', 'action', 'survey_invite') then null
            else 45
        end as days,
    from source s
    left join supplied u using (profile)
)
select
    s.profile as source,
    s.profile,
    s.files,
    s.rows,
    s.rejects,
    s.last_load,
    s.last_date,
    if(
        (select max(last_date) from source) - s.last_date > a.days,
        'stale',
        'fresh'
    ) as state,
from source s
join allowed a using (profile)
order by all;
