"""Who may see what, and the newest lines of the audit log, as the Roles page shows them."""

from __future__ import annotations

import json
from itertools import islice

import polars as pl

from definitions.roles import RolesError, unknown_units
from etl import trail
from pages.shared import identity
from pages.shared.reader import open_reader

NEWEST = 500
HOW = (
    "Roles stand in `roles.toml` in the data folder: one `[[member]]` with `email` or "
    "`group`, `role`, and for leaders `units`. Everybody who signs in is staff. A change "
    "counts from the reader's next click."
)


def finding() -> str:
    """How people sign in and how many hold a role, in one sentence."""
    try:
        how = identity.sign_in()
        known = identity.roles()
    except RolesError as error:
        return f"Nobody can sign in: {error}"
    if how.method == "none":
        return "Local mode: no sign-in, this computer alone; a role is a view, no lock."
    unknown = unknown_units(known, _units())
    wrong = f" Not published: {', '.join(unknown)}." if unknown else ""
    return f"{len(known.member)} roles are given.{wrong}"


def _units() -> list[str]:
    reader = open_reader("leader")
    return reader.ask("groups")["node_id"].to_list() if reader else []


def members() -> pl.DataFrame:
    """One row per role given."""
    try:
        known = identity.roles().member
    except RolesError:
        known = ()
    return pl.DataFrame(
        [{"Who": m.who, "Role": m.role, "Units": ", ".join(m.units)} for m in known],
        schema={"Who": pl.String, "Role": pl.String, "Units": pl.String},
    )


def whole() -> str:
    """Whether every line of the log follows from the one before."""
    found = trail.verify(identity.data_folder())
    if found.broken_at is not None:
        return f"Line {found.broken_at} of the log was changed or taken out."
    return f"{found.lines:,} lines, each follows from the one before."


def log() -> pl.DataFrame:
    """The newest lines, newest first."""
    found = list(trail.lines(identity.data_folder()))
    rows = [
        {
            "When, UTC": line.get("at", ""),
            "Who": line.get("who", ""),
            "As": line.get("role", ""),
            "What": line.get("what", ""),
            "Detail": json.dumps(line.get("detail", {}), ensure_ascii=False),
        }
        for line in islice(reversed(found), NEWEST)
    ]
    return pl.DataFrame(rows)
