"""Who may see what: roles.toml, sign-in, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from definitions.roles import (
    Granted,
    Roles,
    RolesError,
    SignIn,
    granted,
    read_roles,
    read_sign_in,
    unknown_units,
)
from pages.shared.identity import _by_header, _by_token


def written(folder: Path, text: str) -> Roles:
    (folder / "roles.toml").write_text(text, "utf-8")
    return read_roles(folder)


LEADER = """
[[member]]
email = "Ann@x.org"
role = "leader"
units = ["adult"]
[[member]]
email = "ann@x.org"
role = "leader"
units = ["crisis"]
[[member]]
group = "people-team"
role = "HR"
"""


def test_roles_come_by_address_in_any_case_and_by_group(tmp_path: Path) -> None:
    roles = written(tmp_path, LEADER)
    assert granted(roles, "ann@X.org") == [
        Granted("leader", ("adult", "crisis")),
        Granted("staff"),
    ]
    assert granted(roles, "bo@x.org", ["people-team"]) == [
        Granted("HR"),
        Granted("staff"),
    ]


def test_everybody_else_is_staff_and_no_more(tmp_path: Path) -> None:
    assert granted(written(tmp_path, LEADER), "cy@x.org") == [Granted("staff")]


def test_a_role_by_group_that_clashes_with_one_by_name_is_not_held(
    tmp_path: Path,
) -> None:
    roles = written(tmp_path, LEADER)
    found = granted(roles, "ann@x.org", ["people-team"])
    assert [grant.role for grant in found] == ["leader", "staff"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[member]]\nemail = "a@x.org"\nrole = "boss"', "role"),
        ('[[member]]\nrole = "HR"', "email or group"),
        ('[[member]]\nemail = "a@x.org"\nrole = "leader"', "units"),
        ('[[member]]\nemail = "a@x.org"\nrole = "HR"\nunits = ["t"]', "mean nothing"),
        ('[[member]]\nemail = "a@x.org"\nrole = "HR"\ncolour = 1', "colour"),
        ("[[member", "not valid TOML"),
        (
            (
                '[[member]]\nemail = "a@x.org"\nrole = "survey steward"\n'
                '[[member]]\nemail = "A@x.org"\nrole = "HR"'
            ),
            "exclude each other",
        ),
    ],
)
def test_a_wrong_roles_file_is_refused_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(RolesError, match=said):
        written(tmp_path, text)


def test_a_unit_that_is_not_published_is_named(tmp_path: Path) -> None:
    assert unknown_units(written(tmp_path, LEADER), ["adult"]) == ["crisis"]


def test_an_unknown_key_of_sign_in_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[sign_in]\nmethod = "magic"\n', "utf-8")
    with pytest.raises(RolesError, match="method"):
        read_sign_in(tmp_path)


NOW = 1_000_000.0
HOW = SignIn(method="oidc", hours=8)
CLAIMS = {
    "is_logged_in": True,
    "email": "ann@x.org",
    "iat": NOW - 60,
    "exp": NOW + 3600,
}


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ({}, True),
        ({"exp": NOW}, False),  # the token has run out
        ({"iat": NOW - 8 * 3600}, False),  # the session is as old as it may be
        ({"iat": NOW - 8 * 3600 + 1, "exp": NOW + 1}, True),
        ({"exp": None}, False),  # cannot tell
        ({"iat": "yesterday"}, False),
        ({"iat": NOW + 3600}, False),  # issued in the future
        ({"email": ""}, False),
        ({"email_verified": False}, False),
        ({"email_verified": "false"}, False),
        ({"email_verified": "no"}, False),
        ({"email_verified": "true"}, True),
        ({"is_logged_in": False}, False),
    ],
)
def test_a_token_counts_only_while_it_holds(
    change: dict[str, object], inside: bool
) -> None:
    found = _by_token(HOW, Roles(), {**CLAIMS, **change}, NOW)
    assert found.signed_in is inside
    assert bool(found.roles) is inside


PROXY = SignIn(method="header")
SAID = {
    "X-Forwarded-Email": "ann@x.org",
    "X-Forwarded-Groups": "a, people-team",
    "X-Ballast-Proxy": "s3cret",
}


@pytest.mark.parametrize(
    ("headers", "secret", "inside"),
    [
        (SAID, "s3cret", True),
        (SAID, "other", False),
        (SAID, "", False),  # without a secret nobody is believed
        ({**SAID, "X-Ballast-Proxy": ""}, "", False),
        ({k: v for k, v in SAID.items() if "Email" not in k}, "s3cret", False),
        ({}, "s3cret", False),
    ],
)
def test_a_header_counts_only_with_the_proxys_secret(
    tmp_path: Path, headers: dict[str, str], secret: str, inside: bool
) -> None:
    found = _by_header(PROXY, written(tmp_path, LEADER), headers, secret)
    assert found.signed_in is inside
    if inside:
        # a leader by name is not HR by group
        assert [grant.role for grant in found.roles] == ["leader", "staff"]
