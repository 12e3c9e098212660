-- The floor: what the least code costs that reads the operational exports, types and
-- keeps every declared column, and answers one question. Nothing is checked, hashed or
-- versioned; a row that doesn't fit its types is dropped. Ballast's own load is measured
-- against this.
--
-- Needs the variable `exports`: the folder of exports.
-- Makes appointment, caseload, time_entry, leave_application, roster as exported, and
-- team_month, one row per team x month: distinct kept sessions by the roster's team.

create table roster as
from read_csv(
    getvariable('exports') || '/roster/roster_*.csv',
    header = true,
    delim = ',',
    quote = '"',
    ignore_errors = true,
    columns = {
        'as_of': 'date',
        'employee_number': 'varchar',
        'name': 'varchar',
        'work_email': 'varchar',
        'provider_id': 'varchar',
        'team_id': 'varchar',
        'role': 'varchar',
        'discipline': 'varchar',
        'fte': 'double',
        'clinical_fte': 'double',
        'contract_hours_week': 'double',
        'contract_type': 'varchar',
        'pay_basis': 'varchar',
        'licence_status': 'varchar',
        'flexible_hours': 'boolean',
        'preferred_populations': 'varchar',
        'manager_employee_number': 'varchar',
        'hired_on': 'date',
        'left_on': 'date',
        'leaving_reason': 'varchar',
    }
);

create table appointment as
from read_csv(
    getvariable('exports') || '/appointments/appointments_*.csv',
    header = true,
    delim = ',',
    quote = '"',
    ignore_errors = true,
    columns = {
        'appointment_id': 'varchar',
        'staff_id': 'varchar',
        'client_id': 'varchar',
        'team': 'varchar',
        'starts_at': 'timestamp',
        'ends_at': 'timestamp',
        'actual_end_at': 'timestamp',
        'status': 'varchar',
        'kind': 'varchar',
        'modality': 'varchar',
        'location': 'varchar',
        'population': 'varchar',
        'acuity': 'varchar',
        'cancelled_at': 'timestamp',
        'note_finished_at': 'timestamp',
        'note_minutes': 'double',
        'cosigned': 'boolean',
    }
);

create table caseload as
from read_csv(
    getvariable('exports') || '/caseload/caseload_*.csv',
    header = true,
    delim = ',',
    quote = '"',
    ignore_errors = true,
    columns = {
        'staff_id': 'varchar',
        'on_date': 'date',
        'open_clients': 'integer',
        'active_clients': 'integer',
        'weighted_clients': 'double',
        'high_risk_clients': 'integer',
    }
);

create table time_entry as
from read_csv(
    getvariable('exports') || '/time/time_*.csv',
    header = true,
    delim = ',',
    quote = '"',
    ignore_errors = true,
    columns = {
        'staff_id': 'varchar',
        'on_date': 'date',
        'activity': 'varchar',
        'hours': 'double',
    }
);

create table leave_application as
from read_csv(
    getvariable('exports') || '/leave/leave_applications.csv',
    header = true,
    delim = ',',
    quote = '"',
    ignore_errors = true,
    columns = {
        'Series': 'varchar',
        'Employee': 'varchar',
        'Employee Name': 'varchar',
        'Leave Type': 'varchar',
        'Department': 'varchar',
        'Leave Balance Before Application': 'double',
        'From Date': 'date',
        'To Date': 'date',
        'Half Day': 'boolean',
        'Half Day Date': 'date',
        'Total Leave Days': 'double',
        'Reason': 'varchar',
        'Leave Approver': 'varchar',
        'Leave Approver Name': 'varchar',
        'Status': 'varchar',
        'Posting Date': 'date',
        'Company': 'varchar',
    }
);

create table team_month as
with kept as (
    select distinct
        staff_id,
        starts_at,
        date_trunc('month', starts_at)::date as month,
    from appointment
    where status = 'kept'
)
select
    roster.team_id,
    kept.month,
    count(*)::bigint as sessions,
from kept
inner join roster
    on roster.provider_id = kept.staff_id
    and roster.as_of = kept.month
group by roster.team_id, kept.month
order by all;
