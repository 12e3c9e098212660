-- The warehouse: every input table, keyed by pseudonym. Only the ETL opens this file.
--
-- Every input table carries source_file (base name), source_row (1 = first line of the
-- file's table, header included, as a spreadsheet counts), load_id, and superseded_by:
-- the first later load that said the same thing again, null while the row is current.
-- Rows are only ever added; a correction marks, an undo unmarks. `<table>_current`
-- shows the rows in force.
--
-- staff_key and client_key: first 8 bytes of HMAC-SHA256 of system and identifier. A row
-- keeps the key of the identifier it came with; `<table>_current` puts the person's own key
-- (that of the roster's identifier) in its place, once staff_identity knows it. So files
-- may come in any order. The same holds for team names and team_alias.
-- Times are local wall time; *_offset_min is the offset from UTC on that clock.
-- Natural keys are stated per table; large tables carry no index for them (loading
-- checks them), small ones have a primary key.

-- columns that warehouses made before them lack
alter table if exists leave_balance add column if not exists entitlement_days double;
alter table if exists leave_balance add column if not exists accrued_days double;
alter table if exists leave_balance add column if not exists used_days double;
alter table if exists leave_balance add column if not exists forfeited_days double;
alter table if exists leave_balance add column if not exists balance_days double;

create table if not exists load (
    load_id bigint primary key,
    source_file varchar not null,
    content_hash varchar not null,
    profile varchar not null,
    target varchar not null,
    loaded_at timestamp not null,
    rows_read bigint not null,
    rows_loaded bigint not null,
    rows_rejected bigint not null,
    rows_dropped bigint not null,
    first_date date,
    last_date date,
    undone_at timestamp,
);

-- one row per rejected row x rule. `kept` holds the allowed columns of operational
-- rows as JSON; of a survey row only the keyed hash of the row.
create table if not exists reject (
    load_id bigint not null,
    source_file varchar not null,
    source_row bigint not null,
    target varchar not null,
    column_name varchar,
    rule varchar not null,
    message varchar not null,
    kept varchar,
    row_hash ubigint,
);

-- one row per table and day on which rows were deleted because the settings keep them
-- no longer
create table if not exists retired (
    table_name varchar not null,
    retired_on date not null,
    rows bigint not null,
);

create table if not exists wave (
    wave_id varchar primary key,
    name varchar not null,
    first_day date not null,
    last_day date not null,
    anonymous boolean not null,
    closed_at timestamp,
    withdrawn_at timestamp,
    check (last_day >= first_day),
);

-- reporting units of the settings: teams whose survey answers are shown together
create table if not exists reporting_unit (
    team_id varchar primary key,
    unit_id varchar not null,
    name varchar not null,
);

-- public holidays that count: those of the settings' country, and `loaded_holiday`
create table if not exists holiday (
    on_date date primary key,
    name varchar not null,
);

-- natural key: on_date. Public holidays that an export or a calendar feed names.
create table if not exists loaded_holiday (
    on_date date not null,
    name varchar not null,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: source profile x valid_from (a snapshot says who is there, and who is gone)
create table if not exists roster (
    staff_key ubigint not null,
    display_name varchar,
    team_id varchar,
    role varchar,
    discipline varchar,
    fte double check (fte > 0 and fte <= 1.5),
    clinical_fte double check (clinical_fte >= 0 and clinical_fte <= 1.5),
    contract_hours_week double check (contract_hours_week between 0 and 80),
    contract_type varchar check (contract_type in ('permanent', 'fixed', 'bank', 'contractor', 'trainee')),
    pay_basis varchar check (pay_basis in ('salary', 'per_session')),
    licence_status varchar,
    flexible_hours boolean,
    preferred_populations varchar,
    manager_key ubigint,
    hired_on date,
    left_on date,
    leaving_reason varchar check (leaving_reason in ('voluntary', 'end_of_contract', 'transfer', 'other')),
    valid_from date not null,
    valid_to date,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
    check (valid_to is null or valid_to >= valid_from),
);

-- natural key: system x id_hash. A person's staff_key is the hash of the roster's own
-- identifier; the other systems' identifiers lead to it.
create table if not exists staff_identity (
    staff_key ubigint not null,
    system varchar not null,
    id_hash ubigint not null,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: staff_key x weekday x valid_from
create table if not exists work_pattern (
    staff_key ubigint not null,
    weekday tinyint not null check (weekday between 1 and 7),
    starts time not null,
    ends time not null,
    valid_from date not null,
    valid_to date,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: system x name
create table if not exists team_alias (
    system varchar not null,
    name varchar not null,
    team_id varchar not null,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: source profile x team_id x valid_from
create table if not exists team (
    team_id varchar not null,
    name varchar not null,
    parent_id varchar,
    kind varchar not null check (kind in ('organisation', 'division', 'programme', 'team')),
    setting varchar,
    service_model varchar,
    led_by_key ubigint,
    reporting_unit_id varchar,
    valid_from date,
    valid_to date,
    became varchar,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
    check (valid_to is null or valid_from is null or valid_to >= valid_from),
);

-- natural key: team_id x role x valid_from
create table if not exists position (
    team_id varchar not null,
    role varchar not null,
    fte_established double check (fte_established >= 0),
    staffing_minimum double check (staffing_minimum >= 0),
    valid_from date not null,
    valid_to date,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: response_id (hash of the vendor's own). staff_key is null in an anonymous wave.
create table if not exists survey_response (
    response_id ubigint not null,
    wave_id varchar not null,
    instrument varchar not null,
    staff_key ubigint,
    team_id varchar,
    role varchar,
    submitted_at timestamp not null,
    too_fast boolean,
    late boolean not null,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: response_id x item
create table if not exists survey_answer (
    response_id ubigint not null,
    item varchar not null,
    value double,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: wave_id x team_id
create table if not exists survey_invite (
    wave_id varchar not null,
    team_id varchar not null,
    invited integer not null check (invited >= 0),
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: appointment_key (keyed hash of system and the vendor's appointment number).
-- session_key is the same for one clinician and one start, however many clients.
create table if not exists appointment (
    appointment_key ubigint not null,
    session_key ubigint not null,
    staff_key ubigint not null,
    client_key ubigint,
    team_id varchar,
    starts_at timestamp not null,
    ends_at timestamp,
    actual_end_at timestamp,
    utc_offset_min smallint not null,
    end_offset_min smallint,
    status varchar not null check (status in ('kept', 'no_show', 'late_cancel', 'cancelled', 'clinician_cancelled', 'planned')),
    kind varchar check (kind in ('individual', 'group', 'family', 'intake', 'crisis', 'other')),
    modality varchar,
    location varchar,
    population varchar,
    acuity varchar,
    cancelled_at timestamp,
    note_finished_at timestamp,
    note_minutes double check (note_minutes >= 0),
    cosigned boolean,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: source profile x on_date
create table if not exists caseload (
    staff_key ubigint not null,
    on_date date not null,
    open_clients integer check (open_clients >= 0),
    active_clients integer check (active_clients >= 0),
    weighted_clients double check (weighted_clients >= 0),
    high_risk_clients integer check (high_risk_clients >= 0),
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: source profile x on_date
create table if not exists team_caseload (
    team_id varchar not null,
    on_date date not null,
    without_clinician integer check (without_clinician >= 0),
    discharged integer check (discharged >= 0),
    waiting integer check (waiting >= 0),
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: staff_key x on_date (a later time sheet replaces the day)
create table if not exists time_entry (
    staff_key ubigint not null,
    on_date date not null,
    activity varchar not null check (activity in (
        'direct', 'documentation', 'scheduling', 'billing', 'records', 'meeting',
        'clinical_supervision', 'management_supervision', 'supervision_given', 'one_to_one',
        'peer_support', 'training_chosen', 'training_mandatory', 'admin_block',
        'admin_block_planned', 'on_call', 'break', 'other_admin'
    )),
    hours double not null check (hours >= 0 and hours <= 24),
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: staff_key x on_date x channel
create table if not exists contact (
    staff_key ubigint not null,
    on_date date not null,
    channel varchar not null check (channel in ('e-mail', 'message', 'call')),
    in_hours integer check (in_hours >= 0),
    after_hours integer check (after_hours >= 0),
    on_call integer check (on_call >= 0),
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: source profile x team_id x on_date x kind
create table if not exists incident (
    team_id varchar not null,
    on_date date not null,
    kind varchar not null check (kind in ('client_death', 'violence', 'complaint', 'other')),
    debriefed_on date,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: request_key
create table if not exists leave_request (
    request_key ubigint not null,
    staff_key ubigint not null,
    kind varchar not null check (kind in ('vacation', 'sick', 'personal', 'parental', 'training', 'toil', 'other')),
    paid boolean,
    first_day date not null,
    last_day date not null,
    hours double check (hours >= 0),
    days double check (days >= 0),
    status varchar not null check (status in ('requested', 'approved', 'denied', 'cancelled', 'taken')),
    cancelled_by varchar check (cancelled_by in ('person', 'employer')),
    requested_on date,
    decided_on date,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
    check (last_day >= first_day),
);

-- natural key: source profile x as_of
create table if not exists leave_balance (
    staff_key ubigint not null,
    kind varchar not null,
    as_of date not null,
    entitlement_hours double,
    accrued_hours double,
    used_hours double,
    forfeited_hours double,
    balance_hours double,
    cap_hours double,
    entitlement_days double,
    accrued_days double,
    used_days double,
    forfeited_days double,
    balance_days double,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- natural key: team_id x measure x period_start x period_end. Figures that arrive aggregated.
create table if not exists unit_measure (
    team_id varchar not null,
    period_start date not null,
    period_end date not null,
    measure varchar not null,
    value double,
    numerator double,
    denominator double,
    n double,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
    check (period_end >= period_start),
);

-- natural key: action_id
create table if not exists action (
    action_id ubigint not null,
    team_id varchar not null,
    started_on date not null,
    ended_on date,
    lever varchar not null,
    target_measure varchar,
    note varchar,
    source_file varchar not null,
    source_row bigint not null,
    load_id bigint not null,
    superseded_by bigint,
);

-- identifier -> person: one row per identifier hash. A name that two people share leads
-- to neither of them.
create or replace view person as
select
    id_hash,
    arg_max(staff_key, load_id) as staff_key,
from staff_identity
where superseded_by is null
group by id_hash
having max(system) <> 'name' or count(distinct staff_key) = 1;

-- name or identifier of a team, as any export writes it -> team_id: one row per lower-case name
create or replace view team_name as
with named as (
    select lower(trim(team_id)) as name, team_id, 1 as preference, load_id from team where superseded_by is null
    union all
    select lower(trim(name)), team_id, 2, load_id from team_alias where superseded_by is null
    union all
    select lower(trim(name)), team_id, 3, load_id from team where superseded_by is null
)
select
    name,
    arg_min(team_id, (preference, -load_id)) as team_id,
from named
group by name;

create or replace view roster_current as
from roster where superseded_by is null;

create or replace view staff_identity_current as
from staff_identity where superseded_by is null;

create or replace view team_alias_current as
from team_alias where superseded_by is null;

create or replace view position_current as
from position where superseded_by is null;

create or replace view survey_answer_current as
from survey_answer where superseded_by is null;

-- invitations name a wave as people do
create or replace view survey_invite_current as
select i.* replace (
    coalesce(w.wave_id, i.wave_id) as wave_id,
    coalesce(n.team_id, i.team_id) as team_id
)
from survey_invite i
left join wave w on lower(w.name) = lower(trim(i.wave_id))
left join team_name n on n.name = lower(trim(i.team_id))
where i.superseded_by is null;

create or replace view team_caseload_current as
from team_caseload where superseded_by is null;

create or replace view incident_current as
from incident where superseded_by is null;

create or replace view unit_measure_current as
from unit_measure where superseded_by is null;

create or replace view action_current as
from action where superseded_by is null;

-- a unit that only aggregated figures name is a team too, of no known kind of organisation
-- the settings' reporting units go before the teams file's
create or replace view team_current as
select t.* replace (coalesce(r.unit_id, t.reporting_unit_id) as reporting_unit_id)
from team t
left join reporting_unit r on r.team_id = t.team_id
where t.superseded_by is null
union all by name
select
    u.team_id,
    coalesce(any_value(a.name order by a.name), u.team_id) as name,
    'team' as kind,
    min(u.source_file) as source_file,
    min(u.source_row) as source_row,
    min(u.load_id) as load_id,
from unit_measure u
left join team_alias a on a.team_id = u.team_id and a.superseded_by is null
where u.superseded_by is null
    and u.team_id not in (select team_id from team where superseded_by is null)
group by u.team_id;

create or replace view work_pattern_current as
select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
from work_pattern t
left join person p on p.id_hash = t.staff_key
where t.superseded_by is null;

create or replace view caseload_current as
select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
from caseload t
left join person p on p.id_hash = t.staff_key
where t.superseded_by is null;

create or replace view time_entry_current as
select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
from time_entry t
left join person p on p.id_hash = t.staff_key
where t.superseded_by is null;

create or replace view contact_current as
select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
from contact t
left join person p on p.id_hash = t.staff_key
where t.superseded_by is null;

-- a request counted in days becomes hours with the contract in force on its first day
create or replace view leave_request_current as
with requested as (
    select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
    from leave_request t
    left join person p on p.id_hash = t.staff_key
    where t.superseded_by is null
)
select
    q.* replace (coalesce(q.hours, q.days * r.contract_hours_week / 5) as hours)
from requested q
asof left join roster_current r
    on r.staff_key = q.staff_key and r.valid_from <= q.first_day;

-- days of leave become hours with the person's contract on that day
create or replace view leave_balance_current as
with held as (
    select t.* replace (coalesce(p.staff_key, t.staff_key) as staff_key)
    from leave_balance t
    left join person p on p.id_hash = t.staff_key
    where t.superseded_by is null
)
select
    b.* replace (
        coalesce(b.entitlement_hours, b.entitlement_days * r.contract_hours_week / 5) as entitlement_hours,
        coalesce(b.accrued_hours, b.accrued_days * r.contract_hours_week / 5) as accrued_hours,
        coalesce(b.used_hours, b.used_days * r.contract_hours_week / 5) as used_hours,
        coalesce(b.forfeited_hours, b.forfeited_days * r.contract_hours_week / 5) as forfeited_hours,
        coalesce(b.balance_hours, b.balance_days * r.contract_hours_week / 5) as balance_hours
    )
from held b
asof left join roster_current r
    on r.staff_key = b.staff_key and r.valid_from <= b.as_of;

create or replace view loaded_holiday_current as
from loaded_holiday where superseded_by is null;

create or replace view appointment_current as
select t.* replace (
    coalesce(p.staff_key, t.staff_key) as staff_key,
    coalesce(n.team_id, t.team_id) as team_id
)
from appointment t
left join person p on p.id_hash = t.staff_key
left join team_name n on n.name = lower(trim(t.team_id))
where t.superseded_by is null;

create or replace view survey_response_current as
select t.* replace (
    coalesce(p.staff_key, t.staff_key) as staff_key,
    coalesce(n.team_id, t.team_id) as team_id
)
from survey_response t
left join person p on p.id_hash = t.staff_key
left join team_name n on n.name = lower(trim(t.team_id))
where t.superseded_by is null;
