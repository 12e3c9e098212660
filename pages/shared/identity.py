"""Who looks: signed in through a provider or a proxy, or anybody in local mode.

Checked on every run of a page, not only when somebody arrives: a token that has run
out, a session that is too old or a role that was taken away ends at the next click.
"""

from __future__ import annotations

import hmac
import os
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from definitions.roles import (
    ROLES,
    Granted,
    Role,
    Roles,
    RolesError,
    SignIn,
    granted,
    read_roles,
    read_sign_in,
)

SECONDS_AN_HOUR = 3600
LOCAL = "local mode"


@dataclass(frozen=True)
class Visitor:
    """Whoever looks, and the roles they may look as.

    `why_not` says why somebody who is not signed in is not, in words for them.
    """

    name: str
    roles: tuple[Granted, ...]
    signed_in: bool
    why_not: str = ""


def data_folder() -> Path:
    """The data folder the dashboard was started on."""
    return Path(os.environ.get("BALLAST_DATA", "data"))


def sign_in() -> SignIn:
    """How people sign in here."""
    return _sign_in(str(data_folder()), _changed("settings.toml"))


def roles() -> Roles:
    """Who holds which role here."""
    return _roles(str(data_folder()), _changed("roles.toml"))


def purpose_agreed_on() -> date | None:
    """When staff representatives agreed to what scores are for, by the settings."""
    path = data_folder() / "settings.toml"
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("purpose_agreed_on")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return found if isinstance(found, date) else None


def provider_asks() -> bool:
    """Whether people sign in with a provider, here, and not through a proxy."""
    try:
        return sign_in().method == "oidc"
    except RolesError:
        return False


def _changed(name: str) -> int:
    try:
        return (data_folder() / name).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=4)
def _sign_in(folder: str, _changed_at: int) -> SignIn:
    return read_sign_in(Path(folder))


@lru_cache(maxsize=4)
def _roles(folder: str, _changed_at: int) -> Roles:
    return read_roles(Path(folder))


def visitor() -> Visitor:
    """Whoever looks, as of this run."""
    return of_request(lambda: st.context.headers, st.user.to_dict)


def of_request(
    headers: Callable[[], Mapping[str, str]], claims: Callable[[], Mapping[str, Any]]
) -> Visitor:
    """Whoever asks for a page or a file, by its headers or the token's claims."""
    try:
        how = sign_in()
        if how.method == "none":
            return Visitor(LOCAL, tuple(Granted(role) for role in ROLES), True)
        known = roles()
    except RolesError:
        return _out("Sign-in is not set up properly. Tell whoever runs Ballast here.")
    if how.method == "header":
        return _by_header(how, known, headers(), _proxy_secret())
    return _by_token(how, known, claims(), time.time())


def looked_as() -> Role:
    """The role looked as: the one chosen among those held, else the first of them."""
    return looked_by().role


def looked_by() -> Granted:
    """The same with its units; as staff of no team where nothing is held."""
    held = {grant.role: grant for grant in visitor().roles}
    chosen = st.session_state.get("role")
    if chosen in held:
        return held[chosen]
    return next(iter(held.values()), Granted("staff"))


def _out(why: str) -> Visitor:
    return Visitor("", (), False, why)


def _proxy_secret() -> str:
    """The secret that the proxy must send; empty where none is set."""
    path = data_folder() / "secrets.toml"
    if not path.exists():
        return ""
    found = tomllib.loads(path.read_text("utf-8")).get("proxy", {})
    return str(found.get("secret", ""))


def _by_header(
    how: SignIn, known: Roles, headers: Mapping[str, str], secret: str
) -> Visitor:
    """Whoever the proxy says it is; nobody without the proxy's secret."""
    shown = headers.get(how.secret_header) or ""
    if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
        return _out("This address is reached through your organisation's sign-in only.")
    email = (headers.get(how.email_header) or "").strip()
    if not email:
        return _out("Your organisation's sign-in did not say who you are.")
    said = headers.get(how.groups_header) or ""
    groups = [group.strip() for group in said.split(",") if group.strip()]
    return Visitor(email, tuple(granted(known, email, groups)), True)


def _by_token(
    how: SignIn, known: Roles, claims: Mapping[str, Any], now: float
) -> Visitor:
    """Whoever the provider's token names, as long as it holds."""
    if not claims.get("is_logged_in"):
        return _out("")
    if _over(claims, now, how.hours):
        return _out("Your session has ended. Please sign in again.")
    email = str(claims.get("email") or "").strip()
    if not email or not _confirmed(claims.get("email_verified")):
        return _out("The sign-in gave no confirmed e-mail address.")
    said = claims.get(how.groups_claim) or ()
    groups = [said] if isinstance(said, str) else [str(group) for group in said]
    return Visitor(email, tuple(granted(known, email, groups)), True)


def _confirmed(said: object) -> bool:
    """Whether a provider that says anything of the address says that it is confirmed.

    Some say so in words ("true"), which is no reason to take "false" for a yes.
    """
    return said is None or said is True or str(said).lower() == "true"


def _over(claims: Mapping[str, Any], now: float, hours: float) -> bool:
    """Whether a token has run out, or is older than a session may be, or cannot tell."""
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(ends, int | float):
        return True
    return now >= ends or now - issued >= hours * SECONDS_AN_HOUR or issued > now + 60
