"""FHIR exports: encounters, appointments, and the resources beside them."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from etl.errors import UserError

from .vendor_files import (
    EMAIL,
    NAME,
    SECRET,
    client_of,
    file,
    key_of,
    ndjson,
    read_file,
)

NPI = "http://hl7.org/fhir/sid/us-npi"


def encounter(number: str, **fields: object) -> dict[str, object]:
    """An encounter of 14:00 to 14:50 in UTC, with a patient's name planted."""
    return {
        "resourceType": "Encounter",
        "id": number,
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p1", "display": NAME},
        "participant": [practitioner(f"Practitioner?identifier={NPI}|111")],
        "period": {"start": "2026-03-02T14:00:00Z", "end": "2026-03-02T14:50:00Z"},
        "serviceProvider": {"reference": "Organization/north", "display": "North"},
        "text": {"div": SECRET},
    } | fields


def practitioner(reference: str, part: str = "PPRF") -> dict[str, object]:
    return {
        "type": [{"coding": [{"code": part}]}],
        "individual": {"reference": reference, "display": NAME},
    }


def test_fhir_encounters_become_appointments_in_local_time(tmp_path: Path) -> None:
    found = read_file(ndjson(tmp_path, encounter("e1")))
    assert found.profile == "fhir_encounters"
    # 14:00 UTC in March, before the clocks change, is 09:00 in New York
    assert found.rows(
        "appointment", "staff_key", "client_key", "team_id", "starts_at", "ends_at", "status", "modality"
    ) == [(key_of("ehr", "111"), client_of("p1"), "north", "2026-03-02 09:00", "2026-03-02 09:50", "kept", "in_person")]  # fmt: skip
    assert found.problems == ()


@pytest.mark.parametrize(
    "reference",
    [
        f"Practitioner?identifier={NPI}|111",
        "Practitioner/111",
        "Practitioner/111/_history/2",
        "https://ehr.example/fhir/Practitioner/111",
        "urn:uuid:111",
    ],
)
def test_a_practitioner_is_the_same_in_every_form_of_reference(
    tmp_path: Path, reference: str
) -> None:
    found = read_file(
        ndjson(tmp_path, encounter("e1", participant=[practitioner(reference)]))
    )
    assert found.rows("appointment", "staff_key") == [(key_of("ehr", "111"),)]


def test_each_practitioner_has_a_row_and_relatives_and_referrers_none(
    tmp_path: Path,
) -> None:
    people = [
        practitioner("Practitioner/111"),
        practitioner("Practitioner/222", "SPRF"),
        practitioner("Practitioner/333", "REF"),
        practitioner("RelatedPerson/r1", "PART"),
    ]
    found = read_file(ndjson(tmp_path, encounter("e1", participant=people)))
    assert found.rows("appointment", "appointment_key", "staff_key") == [
        ("e1|111", key_of("ehr", "111")),
        ("e1|222", key_of("ehr", "222")),
    ]


def test_fhir_statuses_and_classes(tmp_path: Path) -> None:
    path = ndjson(
        tmp_path,
        encounter("e1", status="planned"),
        encounter("e2", status="cancelled"),
        encounter("e3", status="in-progress", **{"class": {"code": "VR"}}),
        encounter("e4", **{"class": {"code": "EMER"}}),
        encounter("e5", **{"class": {"code": "IMP"}}),  # a stay is no session
        encounter("e6", status="entered-in-error"),  # a slip
    )
    found = read_file(path)
    assert found.rows("appointment", "appointment_key", "status", "kind", "modality") == [
        ("e1|111", "planned", "other", "in_person"),
        ("e2|111", "cancelled", "other", "in_person"),
        ("e3|111", "kept", "other", "video"),
        ("e4|111", "kept", "crisis", "in_person"),
    ]  # fmt: skip


def test_a_finished_encounter_in_the_future_is_planned(tmp_path: Path) -> None:
    period = {"start": "2027-01-04T14:00:00Z", "end": "2027-01-04T14:50:00Z"}
    found = read_file(ndjson(tmp_path, encounter("e1", period=period)))
    assert found.rows("appointment", "status") == [("planned",)]


def test_an_encounter_that_names_no_practitioner_is_rejected(tmp_path: Path) -> None:
    path = ndjson(tmp_path, encounter("e1"), encounter("e2", participant=[]))
    found = read_file(path)
    assert len(found.rows("appointment", "staff_key")) == 1
    assert [(p.row, p.column, p.rule) for p in found.problems] == [
        (3, "practitioner", "required")
    ]


def test_a_history_older_than_asked_for_is_left_out(tmp_path: Path) -> None:
    old = {"start": "1936-05-23T23:58:16-04:00", "end": "1936-05-24T00:58:16-04:00"}
    path = ndjson(tmp_path, encounter("e1"), encounter("e2", period=old))
    found = read_file(path, history_from=date(2020, 1, 1))
    assert found.rows("appointment", "appointment_key") == [("e1|111",)]
    assert found.problems == ()


def bundle(kind: str, *resources: dict[str, object]) -> str:
    entries = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources]
    whole = {"resourceType": "Bundle", "type": kind, "entry": entries}
    return json.dumps(whole, indent=2)


def appointment(number: str, **fields: object) -> dict[str, object]:
    return {
        "resourceType": "Appointment",
        "id": number,
        "status": "booked",
        "start": "2026-03-02T09:00:00-05:00",
        "minutesDuration": 50,
        "participant": [
            {
                "actor": {"reference": "Patient/p1", "display": NAME},
                "status": "accepted",
            },
            {"actor": {"reference": "Practitioner/111"}, "status": "accepted"},
            {"actor": {"reference": "Location/room-4"}, "status": "accepted"},
        ],
        "comment": SECRET,
    } | fields


@pytest.mark.parametrize("kind", ["searchset", "transaction", "batch"])
def test_a_printed_bundle_resolves_its_own_addresses(tmp_path: Path, kind: str) -> None:
    people: dict[str, object] = {"resourceType": "Practitioner", "id": "doc"}
    patient: dict[str, object] = {
        "resourceType": "Patient",
        "id": "p9",
        "name": [{"family": NAME}],
        "telecom": [{"value": EMAIL}],
    }
    booked = appointment(
        "a1",
        participant=[
            {"actor": {"reference": "urn:uuid:p9"}, "status": "accepted"},
            {"actor": {"reference": "urn:uuid:doc"}, "status": "accepted"},
        ],
    )
    found = read_file(file(tmp_path, "b.json", bundle(kind, people, patient, booked)))
    assert found.profile == "fhir_appointments"
    # 50 minutes from 09:00, for there is no end
    assert found.rows("appointment", "staff_key", "client_key", "starts_at", "ends_at", "status") == [
        (key_of("ehr", "doc"), client_of("p9"), "2026-03-02 09:00", "2026-03-02 09:50", "planned")
    ]  # fmt: skip


def test_fhir_appointment_statuses(tmp_path: Path) -> None:
    by_clinic = {"coding": [{"code": "prov-pers"}]}
    by_client = {"coding": [{"code": "pat"}]}
    path = ndjson(
        tmp_path,
        appointment("a1", status="fulfilled", end="2026-03-02T09:45:00-05:00"),
        appointment("a2", status="noshow"),
        appointment("a3", status="cancelled", cancelationReason=by_client),
        appointment("a4", status="cancelled", cancelationReason=by_clinic),
        appointment("a5", status="cancelled", cancellationReason=by_clinic),  # as in R5
        appointment("a6", status="checked-in"),
        appointment("a7", status="proposed"),
    )
    found = read_file(path)
    assert found.rows("appointment", "appointment_key", "status") == [
        ("a1|111", "kept"),
        ("a2|111", "no_show"),
        ("a3|111", "cancelled"),
        ("a4|111", "clinician_cancelled"),
        ("a5|111", "clinician_cancelled"),
        ("a6|111", "kept"),
        ("a7|111", "planned"),
    ]
    ends = found.rows("appointment", "ends_at", "location")
    assert ends[:2] == [("2026-03-02 09:45", "room-4"), ("2026-03-02 09:50", "room-4")]


def test_an_appointment_that_took_place_counts_once_beside_its_encounter(
    tmp_path: Path,
) -> None:
    text = bundle(
        "searchset",
        encounter("e1"),
        appointment("a1", status="fulfilled"),
        appointment("a2", status="noshow"),
    )
    found = read_file(file(tmp_path, "b.json", text))
    assert found.profile == "fhir_encounters_and_appointments"
    assert found.rows("appointment", "appointment_key", "status") == [
        ("e1|111", "kept"),
        ("a2|111", "no_show"),
    ]
    assert found.problems == ()


def test_organizations_lead_from_name_and_identifier_to_their_id(
    tmp_path: Path,
) -> None:
    north = {
        "resourceType": "Organization",
        "id": "o1",
        "identifier": [{"system": "x", "value": "NORTH-1"}],
        "name": "North Clinic",
        "telecom": [{"value": EMAIL}],
    }
    found = read_file(ndjson(tmp_path, north))
    assert found.profile == "fhir_organizations"
    assert found.rows("team_alias", "system", "name", "team_id") == [
        ("ehr", "NORTH-1", "o1"),
        ("ehr", "North Clinic", "o1"),
    ]


@pytest.mark.parametrize(
    ("resource", "profile"),
    [
        ({"resourceType": "Practitioner", "id": "1", "name": [{"family": NAME}]}, "fhir_directory"),
        ({"resourceType": "PractitionerRole", "id": "1"}, "fhir_directory"),
        ({"resourceType": "Patient", "id": "1", "name": [{"family": NAME}]}, "fhir_other"),
    ],
)  # fmt: skip
def test_resources_that_tell_nothing_of_work_are_known_and_not_loaded(
    tmp_path: Path, resource: dict[str, object], profile: str
) -> None:
    found = read_file(ndjson(tmp_path, resource))
    assert (found.profile, found.tables) == (profile, {})


def test_encounters_without_any_participant_are_refused(tmp_path: Path) -> None:
    bare = {k: v for k, v in encounter("e1").items() if k != "participant"}
    doctor: dict[str, object] = {"resourceType": "Practitioner", "id": "1"}
    with pytest.raises(UserError, match=r"Encounter\.participant|no profile") as r:
        read_file(ndjson(tmp_path, bare, doctor))
    assert r.value.exit_code == 3


def test_the_real_fhir_encounters(real_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "Encounter.000.ndjson"
    path.symlink_to(real_data / "formats" / "fhir" / path.name)
    begun = time.perf_counter()
    found = read_file(path, history_from=date(1970, 1, 1))
    assert time.perf_counter() - begun < 2
    assert found.problems == ()
    # by hand, a loop over the lines: of 1,215 encounters 40 began before 1970 and 49 are
    # stays (IMP), none both
    first = found.rows("appointment", "staff_key", "client_key", "team_id", "starts_at", "ends_at", "kind")  # fmt: skip
    assert first[0] == (
        key_of("ehr", "9999974493"),
        client_of("79a66c97-6131-3213-f3c9-4606946ab056"),
        "a261e1fc-9361-3633-a2c4-8569a04b818d",
        "1989-10-04 02:25",
        "1989-10-04 06:20",
        "other",
    )
    assert (found.rows_read, len(first)) == (1215, 1126)


@pytest.mark.parametrize(
    ("name", "profile"),
    [("Practitioner", "fhir_directory"), ("PractitionerRole", "fhir_directory")],
)
def test_the_real_fhir_directories_are_known(
    real_data: Path, tmp_path: Path, name: str, profile: str
) -> None:
    path = tmp_path / f"{name}.000.ndjson"
    path.symlink_to(real_data / "formats" / "fhir" / path.name)
    assert read_file(path).profile == profile


def test_the_real_fhir_organizations(real_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "Organization.000.ndjson"
    path.symlink_to(real_data / "formats" / "fhir" / path.name)
    found = read_file(path).rows("team_alias", "name", "team_id")
    hilltop = "048630ac-ba97-3386-9ac5-d8bf6392db50"
    assert len(found) == 2 * 43
    assert ("HILLTOP MANOR NURSING CENTER", hilltop) in found
    assert (hilltop, hilltop) in found
