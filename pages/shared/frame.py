"""What stands around every page: title, scope, staleness, help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from definitions.roles import LOADERS, STEWARDS, Role
from pages.shared import filters, identity, queries, trail
from pages.shared.reader import Reader, open_reader
from pages.shared.sources import source_name
from pages.shared.words import HELP, PROTECTION, day_words, span_words

HERE = Path(__file__).parent
ROLE_WORDS: dict[Role, str] = {
    "leader": "sees the figures of teams and above",
    "HR": "sees leave by group and by name, and no survey figure",
    "quality": "sees all shown figures and the relations between them",
    "staff": "sees the organisation as a whole, and the brief of their own team",
    "survey steward": "loads survey files and sees no figure",
    "data steward": "loads all other files and sees no figure",
    "administrator": "sets roles and reads the audit log; sees no figure",
}
FIRST_PAGE: dict[Role, tuple[str, str]] = {
    "HR": (filters.LEAVE, "Leave use"),
    "survey steward": (filters.IMPORT, "Import"),
    "data steward": (filters.IMPORT, "Import"),
    "administrator": (filters.ROLES, "Roles"),
}
NEEDS = (
    (
        "A roster, and any of: appointments, caseload, time, leave, survey exports (CSV "
        "or XLSX, as your systems write them)."
    ),
    (
        "A steward drops them on Data > Import, or `ballast load FOLDER` reads them; both "
        "say what they understood before anything changes."
    ),
    "Or look around first: `ballast demo` makes up a practice and shows it.",
)


def role() -> Role:
    """The role looked as."""
    return identity.looked_as()


def reader() -> Reader | None:
    """The reader of this visitor in the role looked as; none if nothing is published,
    or nobody has signed in."""
    looked_as = role()
    held = [g for g in identity.visitor().roles if g.role == looked_as]
    found = open_reader(looked_as, held[0].units) if held else None
    if found and found.older:
        too_little(
            "What is published was made by an earlier Ballast. Whoever runs it publishes "
            "anew with: ballast publish"
        )
        st.stop()
    return found


def sidebar() -> None:
    """Who looks and as what, under the navigation."""
    who = identity.visitor()
    held = [grant.role for grant in who.roles]
    with st.sidebar:
        if not who.signed_in:
            return
        if len(held) > 1:
            # an address may name a role that this reader does not hold
            if st.session_state.get("role") not in held:
                st.session_state["role"] = held[0]
            chosen: Role = st.selectbox(
                "Look as", held, key="role", bind="query-params", width="stretch"
            )
            st.caption(f"{chosen} {ROLE_WORDS[chosen]}.")
        if who.name != identity.LOCAL:
            st.text(who.name)
        if identity.provider_asks():
            st.button("Sign out", on_click=st.logout, width="stretch")


def body() -> DeltaGenerator:
    """Where a page is drawn; around it what stays in the browser from page to page.

    Below it how figures are protected, and whom to talk to. Style sheet and foot belong
    to no page, so that moving between pages neither sends nor draws them again.
    """
    st.html(HERE / "page.css")
    found = st.container()
    with st.container(key="foot"):
        st.caption(f"{PROTECTION} {HELP}")
        st.page_link(
            filters.PRIVACY,
            label="How figures are protected, and who sees what",
            query_params=filters.address(),
        )
    return found


def sign_in() -> None:
    """The page of somebody who has not signed in."""
    st.title("Sign in", anchor=False)
    why = identity.visitor().why_not
    if why:
        st.text(why)
    st.text(
        "Ballast shows an organisation where the load is. What can be seen of you, and "
        "by whom, stands under Privacy, which needs no sign-in."
    )
    if identity.provider_asks():
        st.button("Sign in", type="primary", on_click=st.login)


def begin(
    title: str, *, closed_to: tuple[Role, ...] = (), stewards: bool = False
) -> Reader:
    """Title and scope line of a page, and its reader; stops the page without one.

    `stewards`: whether the page is open to those who load and read no figure.
    """
    found = reader()
    _scope(found)
    st.title(title, anchor=False)
    if not identity.visitor().signed_in:
        st.stop()
    if found is None:
        nothing_loaded()
        st.stop()
    if found.role in closed_to or (found.role in STEWARDS and not stewards):
        not_for(found.role)
        st.stop()
    trail.saw(found.role)
    return found


def begin_steward(title: str) -> Role:
    """Title of a page for those who load, and which of them looks; stops for others."""
    _scope(reader())
    st.title(title, anchor=False)
    if role() not in LOADERS or not identity.visitor().signed_in:
        with st.container(border=True, key="empty"):
            st.subheader("For those who load", anchor=False)
            st.text(
                "Survey files are loaded by the survey steward, all others by the data "
                "steward. In local mode, choose one under Look as."
            )
        st.stop()
    trail.saw(role())
    done = st.session_state.pop("import-done", None)
    if done:
        st.success(done)
    return role()


def begin_for(title: str, needed: Role) -> Role:
    """Title of a page for one role; stops for all others."""
    _scope(reader())
    st.title(title, anchor=False)
    if role() != needed or not identity.visitor().signed_in:
        not_for(role())
        st.stop()
    trail.saw(needed)
    return needed


def begin_open(title: str) -> Reader | None:
    """Title and scope line of a page that needs nothing published, and no sign-in."""
    signed_in = identity.visitor().signed_in
    # without sign-in: the manifest, and no figure of anybody
    found = reader() if signed_in else open_reader("administrator")
    if signed_in:
        _scope(found)
    st.title(title, anchor=False)
    return found


def too_little(why: str) -> None:
    """What a page says instead of an empty figure."""
    with st.container(border=True, key="empty"):
        st.subheader("Not enough to show yet", anchor=False)
        st.text(why)


def _scope(reader: Reader | None) -> None:
    if reader is None:
        return
    said = queries.manifest(reader)
    with st.container(key="scope"):
        local = "  ·  local mode" if identity.visitor().name == identity.LOCAL else ""
        st.text(
            f"{said['organisation']}  ·  published {day_words(said['published_at'])}"
            f"  ·  you look as {reader.role}{local}"
        )


def nothing_loaded() -> None:
    """The empty state: what Ballast needs, in three lines."""
    with st.container(border=True, key="empty"):
        st.subheader("Nothing is published yet", anchor=False)
        for number, need in enumerate(NEEDS, start=1):
            st.markdown(f"{number}. {need}")


def not_for(reader: Role) -> None:
    """Why this page is empty for a role, and where to go instead."""
    with st.container(border=True, key="empty"):
        st.subheader("Not part of this role", anchor=False)
        st.text(f"Looking as {reader}: {reader} {ROLE_WORDS[reader]}.")
        target, label = FIRST_PAGE.get(reader, (filters.OVERVIEW, "Overview"))
        st.page_link(target, label=f"Go to {label}", query_params=filters.address())


def stale(reader: Reader) -> None:
    """A banner for each source whose last export is old."""
    old = queries.freshness(reader).filter(pl.col("state") == "stale")
    for source, last in old.select("source", "last_date").rows():
        with st.container(key=f"stale-{source}"):
            st.text(
                f"Stale: the last export of {source_name(source)} reaches {day_words(last)}. Figures "
                f"made from it stop there."
            )


def finding(sentence: str) -> None:
    """The headline: what the page found, in words."""
    with st.container(key="finding"):
        st.text(sentence)


def lines(title: str, said: list[str], key: str) -> None:
    """A short list under its title; nothing where there is nothing to say."""
    if said:
        with st.container(key=f"lines-{key}", gap="small"):
            st.subheader(title, anchor=False)
            for line in said:
                st.text(line)


def facts(parts: list[str]) -> None:
    """The quiet line: dates, people counted, how many answered."""
    with st.container(key="facts"):
        st.text("  ·  ".join(part for part in parts if part))


def no_finding(chosen: filters.Chosen) -> str:
    """What stands in place of a headline where none was published."""
    if not chosen.latest:
        return f"Figures as they stood in {chosen.by_words}."
    return (
        "Nothing is singled out: no team's last months are surely past an agreed level, "
        "or no level is agreed for a headline measure."
    )


def behind_figures(reader: Reader, chosen: filters.Chosen) -> list[str]:
    """Dates, people counted, teams, and how many answered the wave in question."""
    focus = chosen.focus
    if focus is None:
        return []
    said = queries.facts(reader, focus["group_id"], chosen.by)
    people = said["people"] or focus["people_band"]
    waves = queries.responses(reader, focus["group_id"])
    answered = waves.filter(pl.col("last_day") <= chosen.wave_by).rows(named=True)
    return [
        span_words(said["first_day"], said["last_day"]),
        f"{people} people counted" if people else "",
        f"{chosen.number_of_teams} teams in {chosen.by_words}"
        if chosen.number_of_teams > 1
        else "",
        _answered(answered[0]) if answered else "",
    ]


def about_group(reader: Reader, group: dict[str, Any]) -> list[str]:
    """Where a group belongs, how many people, when it existed, who answered."""
    waves = queries.responses(reader, group["group_id"]).rows(named=True)
    ended = group["valid_to"]
    return [
        group["parent"] or "",
        f"{group['people_band']} people" if group["people_band"] else "",
        group["service_model"] or group["setting"] or "",
        f"until {day_words(ended)}" if ended else "",
        f"became {group['became']}" if group.get("became") else "",
        _answered(waves[0]) if waves else "",
    ]


def _answered(wave: dict[str, Any]) -> str:
    rate = f"{wave['rate_band']} answered" if wave["rate_band"] else "[c]"
    kind = "anonymous" if wave["anonymous"] else "confidential"
    return f"{wave['wave_name']} ({kind}): {rate}"
