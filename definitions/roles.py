"""Who may see what: roles.toml and [sign_in] of settings.toml, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Role = Literal[
    "leader",
    "HR",
    "quality",
    "survey steward",
    "data steward",
    "administrator",
    "staff",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
# those who load or run Ballast; by that role they read no figure
STEWARDS: Final[tuple[Role, ...]] = ("survey steward", "data steward", "administrator")
LOADERS: Final[tuple[Role, ...]] = ("survey steward", "data steward")
# who loads answers, or reads how they go together, manages nobody and holds no HR file
APART: Final[dict[Role, tuple[Role, ...]]] = {
    "survey steward": ("leader", "HR"),
    "quality": ("leader", "HR"),
    "HR": ("leader",),
}
ROLES_FILE: Final = "roles.toml"


class RolesError(ValueError):
    """roles.toml or [sign_in] is wrong; the message names file, place and fix."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignIn(_Strict):
    """How people sign in. Without it the dashboard is in local mode, on loopback alone."""

    method: Literal["none", "oidc", "header"] = Field(
        "none",
        description="none: local mode; oidc: an OpenID Connect provider; "
        "header: a proxy that has signed people in",
    )
    hosts: tuple[str, ...] = Field(
        (), description="names the dashboard is reached by, e.g. ballast.practice.org"
    )
    hours: float = Field(
        8, gt=0, le=24, description="longest time between two sign-ins, in hours"
    )
    groups_claim: str = Field(
        "groups", description="oidc: the claim that lists a person's groups"
    )
    email_header: str = Field(
        "X-Forwarded-Email", description="header: who the proxy says it is"
    )
    groups_header: str = Field(
        "X-Forwarded-Groups", description="header: their groups, with commas between"
    )
    secret_header: str = Field(
        "X-Ballast-Proxy", description="header: carries the proxy's secret"
    )


class Member(_Strict):
    """A person or a group, and one role."""

    email: str | None = None
    group: str | None = None
    role: Role
    units: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.email is None) == (self.group is None):
            raise ValueError("give email or group, one of them")
        if self.role == "leader" and not self.units:
            raise ValueError("a leader needs units: the team_ids they lead")
        if self.role not in {"leader", "staff"} and self.units:
            raise ValueError(f"units mean nothing for the role {self.role}")
        return self

    @property
    def who(self) -> str:
        """The person or group, for messages."""
        return self.email or f"group {self.group}"


class Roles(_Strict):
    """The whole of roles.toml."""

    member: tuple[Member, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> Self:
        held: dict[str, set[Role]] = {}
        for member in self.member:
            held.setdefault(member.who.lower(), set()).add(member.role)
        for who, roles in held.items():
            for role, others in APART.items():
                clash = sorted(roles.intersection(others))
                if role in roles and clash:
                    raise ValueError(f"{who}: {role} and {clash[0]} exclude each other")
        return self


@dataclass(frozen=True)
class Granted:
    """A role that a person holds, and of which units."""

    role: Role
    units: tuple[str, ...] = ()


def read_roles(data: Path) -> Roles:
    """The roles of a data folder; nobody holds any where it has no roles.toml.

    Raises:
        RolesError: not TOML, an unknown role or key, a leader without units, roles in
            one hand that exclude each other. All problems at once.
    """
    path = data / ROLES_FILE
    if not path.exists():
        return Roles()
    try:
        return Roles.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RolesError(f"{ROLES_FILE}: not valid TOML: {error}") from error
    except ValidationError as error:
        raise RolesError(_problems(ROLES_FILE, error)) from error


def read_sign_in(data: Path) -> SignIn:
    """[sign_in] of a data folder's settings.toml; local mode without it.

    Raises:
        RolesError: not TOML, or an unknown key.
    """
    path = data / "settings.toml"
    if not path.exists():
        return SignIn()
    try:
        whole = tomllib.loads(path.read_text("utf-8"))
        return SignIn.model_validate(whole.get("sign_in", {}))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RolesError(f"settings.toml: not valid TOML: {error}") from error
    except ValidationError as error:
        raise RolesError(_problems("settings.toml: sign_in", error)) from error


def _problems(name: str, error: ValidationError) -> str:
    found = [
        f"  {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors()
    ]
    return "\n".join([f"{name}: {len(found)} problem(s)", *found])


def granted(roles: Roles, email: str, groups: Collection[str] = ()) -> list[Granted]:
    """The roles somebody holds, by e-mail address or group, in the order of ROLES.

    Everybody who signs in is staff. Roles that exclude each other, one by name and one
    by group, are taken by name; if both come by groups, neither is held.
    """
    named = [m for m in roles.member if (m.email or "").lower() == email.lower()]
    grouped = [m for m in roles.member if m.group in groups and m.group]
    by_name = {member.role for member in named}
    grouped = [m for m in grouped if not _excluded(m.role, by_name)]
    by_group = {member.role for member in grouped}
    grouped = [m for m in grouped if not _excluded(m.role, by_group)]
    units: dict[Role, list[str]] = {"staff": []}
    for member in (*named, *grouped):
        units.setdefault(member.role, []).extend(member.units)
    return [
        Granted(role, tuple(dict.fromkeys(units[role])))
        for role in ROLES
        if role in units
    ]


def _excluded(role: Role, held: Collection[Role]) -> bool:
    return any(
        (role == one and other in held) or (role == other and one in held)
        for one, others in APART.items()
        for other in others
    )


def unknown_units(roles: Roles, known: Iterable[str]) -> list[str]:
    """Units of roles.toml that no published group has, in file order."""
    there = set(known)
    named = dict.fromkeys(unit for member in roles.member for unit in member.units)
    return [unit for unit in named if unit not in there]
