-- mart: exposure_week
-- grain: one row per person x wave x week on the roster, of the twelve that end the day before the anchor day
-- sources: anchor, exposure_clients, staff_day, session_day, team_habit, time_day, time_activity, head_day, contact_day, vacation_day, leave_request_current
-- slices: wave_id
-- columns:
--   staff_key: ubigint, key, the person
--   wave_id: varchar, key, the wave
--   week_no: integer, weeks before the anchor day, 1 to 12
--   at_work_days: double, days, scheduled and not wholly on leave or long absent; a week with one is a worked week
--   same_team: boolean, claim, in the team of the anchor day on all days of the week
--   fte_weeks: double, FTE-weeks, available clinical time
--   available_hours: double, hours, contracted less leave; null where the contract is not known
--   contract_hours: double, hours, contracted in months covered by leave records
--   sick_hours: double, hours, of these, off sick
--   noted_fte_weeks: double, FTE-weeks, where the team's source has notes
--   timed_fte_weeks: double, FTE-weeks, where it has the minutes of notes
--   sessions: double, sessions, as in session_day
--   due: double, sessions, as in session_day
--   no_shows: double, sessions, as in session_day
--   crisis_sessions: double, sessions, as in session_day
--   crisis_days: double, days, as in session_day
--   crisis_cluster_days: double, days, as in session_day
--   crisis_ended: double, sessions, as in session_day
--   crisis_recovered: double, sessions, as in session_day
--   followed_sessions: double, sessions, as in session_day
--   back_to_back: double, sessions, as in session_day
--   ended_sessions: double, sessions, as in session_day
--   overruns: double, sessions, as in session_day
--   sessions_booked: double, sessions, as in session_day
--   booked_hours: double, hours, as in session_day; null where the contract is not known
--   overbooked: double, sessions, as in session_day
--   overbooked_attended: double, sessions, as in session_day
--   session_days: double, days, as in session_day
--   long_days: double, days, as in session_day
--   long_spans: double, days, as in session_day
--   free_middles: double, days, as in session_day
--   rests: double, nights, as in session_day
--   short_rests: double, nights, as in session_day
--   sessions_off_call: double, sessions, as in session_day
--   after_hours_sessions: double, sessions, as in session_day
--   remote_known: double, sessions, as in session_day
--   remote_sessions: double, sessions, as in session_day
--   fit_known: double, sessions, as in session_day
--   fit_sessions: double, sessions, as in session_day
--   notes_due: double, notes, as in session_day
--   notes_open: double, notes, as in session_day
--   after_hours_notes: double, notes, as in session_day
--   after_hours_note_hours: double, hours, as in session_day
--   worked_hours: double, hours, as in time_day
--   admin_hours: double, hours, as in time_day
--   one_to_one_hours: double, hours, as in time_day
--   peer_support_hours: double, hours, as in time_day
--   training_chosen_hours: double, hours, as in time_day
--   admin_block_hours: double, hours, as in time_day
--   admin_block_planned_hours: double, hours, as in time_day
--   clinical_supervision_hours: double, hours, received after licence
--   supervision_before_licence_hours: double, hours, received before it
--   head_months: double, person-months, as in time_period
--   licensed_head_months: double, person-months, as in time_period
--   unlicensed_head_months: double, person-months, as in time_period
--   head_weeks: double, four person-weeks, as in time_period
--   overtime: double, hours, as in time_period
--   own_contacts: double, contacts, as in contact_day
--   after_hours_contacts: double, contacts, as in contact_day
--   on_call_contacts: double, contacts, as in contact_day
--   worked_leave_days: double, days, of vacation, worked on
--   full_leave_days: double, days, of whole vacation
--   active_clients: double, clients, of the latest snapshot up to the week's last day, at most 45 days old
--   weighted_clients: double, clients, of the latest snapshot up to the week's last day, at most 45 days old
--   open_clients: double, clients, of the latest snapshot up to the week's last day, at most 45 days old
--   dormant_clients: double, clients, of the latest snapshot up to the week's last day, at most 45 days old
--   fte: double, FTE, available clinical FTE of the week; null without such a snapshot

-- The person-week facts that exposure is made of. Null is not measured. Steps group by one
-- number, 16 x anchor_no + week, and meet the few anchors of a person day by day.
create or replace temp table exposure_week as
with leave_covered as (
    select
        date_trunc('month', min(first_day))::date as first_day,
        last_day(max(last_day)) as last_day,
    from leave_request_current
),

present as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - s.on_date) // 7 as week_key,
        any_value(e.team_id) as team_id,
        any_value(e.staff_key) as staff_key,
        any_value(e.wave_id) as wave_id,
        count(*) filter (s.scheduled and not s.long_absent and s.leave_share < 0.9) as at_work_days,
        bool_and(s.team_id is not distinct from e.team_id) as same_team,
        sum(s.fte_weeks) as fte_weeks,
        case
            when bool_and(s.contract_hours is not null)
                then coalesce(sum(s.contract_hours * (1 - s.leave_share)) filter (not s.long_absent), 0)
        end as available_hours,
        sum(s.contract_hours) filter (s.on_date between c.first_day and c.last_day) as contract_hours,
        sum(s.contract_hours * s.sick_share) filter (s.on_date between c.first_day and c.last_day) as sick_hours,
    from staff_day s
    join anchor e on e.staff_key = s.staff_key and s.on_date between e.anchor_day - 84 and e.anchor_day - 1
    cross join leave_covered c
    group by week_key
),

held as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - s.on_date) // 7 as week_key,
        sum(s.sessions) as sessions,
        sum(s.due) as due,
        sum(s.no_shows) as no_shows,
        sum(s.crisis_sessions) as crisis_sessions,
        sum(s.crisis_days) as crisis_days,
        sum(s.crisis_cluster_days) as crisis_cluster_days,
        sum(s.crisis_ended) as crisis_ended,
        sum(s.crisis_recovered) as crisis_recovered,
        sum(s.followed_sessions) as followed_sessions,
        sum(s.back_to_back) as back_to_back,
        sum(s.ended_sessions) as ended_sessions,
        sum(s.overruns) as overruns,
        sum(s.sessions_booked) as sessions_booked,
        sum(s.booked_hours) as booked_hours,
        sum(s.overbooked) as overbooked,
        sum(s.overbooked_attended) as overbooked_attended,
        sum(s.session_days) as session_days,
        sum(s.long_days) as long_days,
        sum(s.long_spans) as long_spans,
        sum(s.free_middles) as free_middles,
        sum(s.rests) as rests,
        sum(s.short_rests) as short_rests,
        sum(s.sessions_off_call) as sessions_off_call,
        sum(s.after_hours_sessions) as after_hours_sessions,
        sum(s.remote_known) as remote_known,
        sum(s.remote_sessions) as remote_sessions,
        sum(s.fit_known) as fit_known,
        sum(s.fit_sessions) as fit_sessions,
        sum(s.notes_due) as notes_due,
        sum(s.notes_open) as notes_open,
        sum(s.after_hours_notes) as after_hours_notes,
        sum(s.after_hours_note_hours) as after_hours_note_hours,
    from session_day s
    join anchor e on e.staff_key = s.staff_key and s.on_date between e.anchor_day - 84 and e.anchor_day - 1
    group by week_key
),

recorded as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - t.on_date) // 7 as week_key,
        sum(t.worked_hours) as worked_hours,
        sum(t.admin_hours) as admin_hours,
        sum(t.one_to_one_hours) as one_to_one_hours,
        sum(t.peer_support_hours) as peer_support_hours,
        sum(t.training_chosen_hours) as training_chosen_hours,
        sum(t.admin_block_hours) as admin_block_hours,
        sum(t.admin_block_planned_hours) as admin_block_planned_hours,
        sum(t.clinical_supervision_hours) filter (not t.before_licence) as clinical_supervision_hours,
        sum(t.clinical_supervision_hours) filter (t.before_licence) as supervision_before_licence_hours,
    from time_day t
    join anchor e on e.staff_key = t.staff_key and t.on_date between e.anchor_day - 84 and e.anchor_day - 1
    group by week_key
),

head as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - h.on_date) // 7 as week_key,
        sum(h.head_months) as head_months,
        coalesce(sum(h.head_months) filter (not h.before_licence), 0) as licensed_head_months,
        coalesce(sum(h.head_months) filter (h.before_licence), 0) as unlicensed_head_months,
        sum(h.head_weeks) as head_weeks,
        sum(h.set_against_hours) - coalesce(sum(h.available_hours), 0) as overtime,
    from head_day h
    join anchor e on e.staff_key = h.staff_key and h.on_date between e.anchor_day - 84 and e.anchor_day - 1
    group by week_key
),

answered as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - k.on_date) // 7 as week_key,
        sum(k.own_contacts) as own_contacts,
        sum(k.after_hours_contacts) as after_hours_contacts,
        sum(k.on_call_contacts) as on_call_contacts,
    from contact_day k
    join anchor e on e.staff_key = k.staff_key and k.on_date between e.anchor_day - 84 and e.anchor_day - 1
    group by week_key
),

away as (
    select
        16 * e.anchor_no + 1 + (e.anchor_day - 1 - v.on_date) // 7 as week_key,
        count(*) filter (v.worked) as worked_leave_days,
        count(*) as full_leave_days,
    from vacation_day v
    join anchor e on e.staff_key = v.staff_key and v.on_date between e.anchor_day - 84 and e.anchor_day - 1
    group by week_key
),

named as (
    select coalesce(list(activity), []) as activities
    from time_activity
)

select
    p.staff_key::ubigint as staff_key,
    p.wave_id::varchar as wave_id,
    (p.week_key % 16)::integer as week_no,
    p.at_work_days::double as at_work_days,
    p.same_team::boolean as same_team,
    p.fte_weeks::double as fte_weeks,
    p.available_hours::double as available_hours,
    p.contract_hours::double as contract_hours,
    p.sick_hours::double as sick_hours,
    (case when b.records_notes then p.fte_weeks end)::double as noted_fte_weeks,
    (case when b.records_minutes then p.fte_weeks end)::double as timed_fte_weeks,
    h.sessions::double as sessions,
    h.due::double as due,
    h.no_shows::double as no_shows,
    h.crisis_sessions::double as crisis_sessions,
    h.crisis_days::double as crisis_days,
    h.crisis_cluster_days::double as crisis_cluster_days,
    h.crisis_ended::double as crisis_ended,
    h.crisis_recovered::double as crisis_recovered,
    h.followed_sessions::double as followed_sessions,
    h.back_to_back::double as back_to_back,
    h.ended_sessions::double as ended_sessions,
    h.overruns::double as overruns,
    h.sessions_booked::double as sessions_booked,
    (case when p.available_hours is not null then h.booked_hours end)::double as booked_hours,
    h.overbooked::double as overbooked,
    h.overbooked_attended::double as overbooked_attended,
    h.session_days::double as session_days,
    h.long_days::double as long_days,
    h.long_spans::double as long_spans,
    h.free_middles::double as free_middles,
    h.rests::double as rests,
    h.short_rests::double as short_rests,
    h.sessions_off_call::double as sessions_off_call,
    h.after_hours_sessions::double as after_hours_sessions,
    h.remote_known::double as remote_known,
    h.remote_sessions::double as remote_sessions,
    h.fit_known::double as fit_known,
    h.fit_sessions::double as fit_sessions,
    h.notes_due::double as notes_due,
    h.notes_open::double as notes_open,
    h.after_hours_notes::double as after_hours_notes,
    h.after_hours_note_hours::double as after_hours_note_hours,
    (case when g.week_key is not null then coalesce(r.worked_hours, 0) end)::double as worked_hours,
    (case when g.week_key is not null and list_has_any(n.activities, ['scheduling', 'billing', 'records', 'other_admin']) then coalesce(r.admin_hours, 0) end)::double as admin_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'one_to_one') then coalesce(r.one_to_one_hours, 0) end)::double as one_to_one_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'peer_support') then coalesce(r.peer_support_hours, 0) end)::double as peer_support_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'training_chosen') then coalesce(r.training_chosen_hours, 0) end)::double as training_chosen_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'admin_block') then coalesce(r.admin_block_hours, 0) end)::double as admin_block_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'admin_block_planned') then coalesce(r.admin_block_planned_hours, 0) end)::double as admin_block_planned_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'clinical_supervision') then coalesce(r.clinical_supervision_hours, 0) end)::double as clinical_supervision_hours,
    (case when g.week_key is not null and list_contains(n.activities, 'clinical_supervision') then coalesce(r.supervision_before_licence_hours, 0) end)::double as supervision_before_licence_hours,
    g.head_months::double as head_months,
    g.licensed_head_months::double as licensed_head_months,
    g.unlicensed_head_months::double as unlicensed_head_months,
    g.head_weeks::double as head_weeks,
    g.overtime::double as overtime,
    k.own_contacts::double as own_contacts,
    k.after_hours_contacts::double as after_hours_contacts,
    k.on_call_contacts::double as on_call_contacts,
    a.worked_leave_days::double as worked_leave_days,
    a.full_leave_days::double as full_leave_days,
    c.active_clients::double as active_clients,
    c.weighted_clients::double as weighted_clients,
    c.open_clients::double as open_clients,
    c.dormant_clients::double as dormant_clients,
    (case when c.week_key is not null then p.fte_weeks end)::double as fte,
from present p
cross join named n
left join team_habit b on b.team_id = p.team_id
left join held h on h.week_key = p.week_key
left join recorded r on r.week_key = p.week_key
left join head g on g.week_key = p.week_key
left join answered k on k.week_key = p.week_key
left join away a on a.week_key = p.week_key
left join exposure_clients c on c.week_key = p.week_key;
