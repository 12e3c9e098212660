"""The filters that hold across pages; their state stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import queries
from pages.shared.reader import Reader
from pages.shared.words import period_words

ALL = "All"
LATEST = "Latest by then"
# Page files, as st.switch_page wants them.
OVERVIEW = "pages/watch/overview.py"
TEAM = "pages/watch/team.py"
TRENDS = "pages/watch/trends.py"
RELATION = "pages/understand/workload_burnout.py"
ALL_PAIRS = "pages/understand/all_pairs.py"
GOES_WITH = "pages/understand/goes_with.py"
LAG = "pages/understand/lag.py"
PAPERS = "pages/understand/papers.py"
SURVEY_QUALITY = "pages/understand/survey_quality.py"
NEXT = "pages/watch/next_weeks.py"
LEAVE = "pages/leave/leave_use.py"
REST = "pages/leave/leave_rest.py"
DECISIONS = "pages/leave/leave_decisions.py"
BALANCES = "pages/leave/leave_balances.py"
LISTS = "pages/leave/leave_lists.py"
LOADED = "pages/data/loaded.py"
IMPORT = "pages/data/load.py"
HISTORY = "pages/data/history.py"
QUALITY = "pages/data/quality.py"
MEASURES = "pages/about/measures.py"
PRIVACY = "pages/about/privacy.py"
ROLES = "pages/about/roles.py"


@dataclass(frozen=True)
class Chosen:
    """What the filters say: which groups, up to which day, which wave.

    `focus` is the programme, division or organisation chosen; `latest` says that the
    month is the newest there is; `role` is a role of the whole organisation, if one is
    chosen: roles are never crossed with teams.
    """

    all_groups: pl.DataFrame
    groups: pl.DataFrame
    focus: dict[str, Any] | None
    by: date
    by_words: str
    wave_by: date
    latest: bool
    setting: str
    role: dict[str, Any] | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What tells one choice from another."""
        focus = self.focus["group_id"] if self.focus else ""
        setting = "" if self.setting == ALL else self.setting
        role = self.role["group_id"] if self.role else ""
        return (focus, setting, role, str(self.by), str(self.wave_by))

    @property
    def teams(self) -> pl.DataFrame:
        """Teams and reporting units within the choice that existed on its day."""
        return self.groups.filter(
            pl.col("kind").is_in(["team", "unit"]),
            pl.col("valid_to").is_null() | (pl.col("valid_to") >= self.by),
        )

    @property
    def number_of_teams(self) -> int:
        """Teams within the choice, without the units some of them report in."""
        return self.teams.filter(pl.col("kind") == "team").height

    @property
    def names(self) -> dict[str, str]:
        """The unique label of each group."""
        return dict(self.all_groups.select("group_id", "label").rows())

    def label_of(self, group_id: str) -> str:
        """How addresses write a group."""
        return self.names.get(group_id, group_id)


def address(**changes: str) -> dict[str, str]:
    """The address's parameters with `changes` laid over them, for links."""
    return {**st.query_params.to_dict(), **changes}


def lead(page: str, **changes: str) -> None:
    """Leads to a page with the address as it is and `changes` laid over it.

    What a widget of this page holds stays with it: Streamlit refuses to set it beside
    the widget, whose value goes along where the other page has it too.
    """
    kept = {
        key: value
        for key, value in st.query_params.to_dict().items()
        if key not in st.session_state
    }
    st.switch_page(page, query_params={**kept, **changes})


def one_of(label: str, options: list[str], *, key: str, **more: Any) -> str:
    """A choice bound to the address; the first option is the default."""
    return st.selectbox(label, options, key=key, bind="query-params", **more)


def one_key(label: str, options: dict[str, str], *, key: str) -> str:
    """The key of a choice of labels; the address holds the label."""
    keys = {name: each for each, name in options.items()}
    return keys[one_of(label, list(keys), key=key)]


def slider(label: str, *, lowest: int, highest: int, usual: int, key: str) -> int:
    """A whole number set by the reader, bound to the address."""
    return st.slider(
        label, lowest, highest, usual, key=key, bind="query-params", width=520
    )


def toggle(label: str, options: tuple[str, ...], *, key: str) -> str:
    """A choice of few, all seen; the first is the default."""
    return st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
    )


def chosen(
    reader: Reader,
    *,
    wave: bool = True,
    month: bool = True,
    roles: pl.DataFrame | None = None,
) -> Chosen | None:
    """The row of filters, and what it chose; none if the version has no period.

    `month`, `wave`: whether the page can be read at an earlier one. `roles`: the roles that may be chosen, one row each; none: no such filter.
    """
    months, waves = queries.periods(reader), queries.waves(reader)
    groups = queries.groups(reader)
    if months.is_empty():
        return None
    with st.container(
        horizontal=True, key="filters", gap="small", vertical_alignment="bottom"
    ):
        kept = {
            column: choice(groups, column)
            for column in ("division", "programme", "setting")
        }
        by, by_words = _month(months) if month else _newest(months)
        wave_by = _wave(waves, by) if wave else by
        role = _role(roles)
    within = groups
    for column, value in kept.items():
        within = within if value == ALL else within.filter(pl.col(column) == value)
    return Chosen(
        all_groups=groups,
        groups=within,
        focus=_focus(groups, kept),
        by=by,
        by_words=by_words,
        wave_by=wave_by,
        latest=by == months["period_end"].max(),
        setting=kept["setting"],
        role=role,
    )


def group(groups: pl.DataFrame, *, first: str | None = None) -> dict[str, Any] | None:
    """The group chosen by name, bound to the address; teams first. None: no groups.

    `first`: the group_id chosen where the address names none; else the first by name.
    """
    order = {"team": 0, "unit": 1, "programme": 2, "division": 3, "organisation": 4}
    rank = pl.col("kind").replace_strict(order, default=0, return_dtype=pl.Int8)
    listed = groups.sort(rank, maintain_order=True)
    if listed.is_empty():
        return None
    ids, labels = listed["group_id"].to_list(), listed["label"].to_list()
    usual = labels[ids.index(first) if first in ids else 0]
    asked, held = st.query_params.get("team"), st.session_state.get("team")
    if asked not in labels and held not in labels:
        # no default of the widget's own: an address leaves a default out, and which
        # team is opened first changes from one publication to the next
        st.query_params["team"] = st.session_state["team"] = usual
    label = one_of("Team, programme or division", labels, key="team", index=None)
    label = label or usual  # a team that is not there any more
    return listed.filter(pl.col("label") == label).row(0, named=True)


def of_programme(groups: pl.DataFrame) -> pl.DataFrame:
    """The groups of the programme chosen, all without a choice; bound to the address."""
    value = choice(groups, "programme")
    return groups if value == ALL else groups.filter(pl.col("programme") == value)


def choice(groups: pl.DataFrame, column: str) -> str:
    """What is chosen of a column of the groups, bound to the address; `ALL` without."""
    options = groups[column].drop_nulls().unique().sort().to_list()
    if not options:
        return ALL
    return one_of(column.capitalize(), [ALL, *options], key=column)


def _role(roles: pl.DataFrame | None) -> dict[str, Any] | None:
    if roles is None or roles.is_empty():
        return None
    said = {row["split_value"].replace("_", " "): row for row in roles.rows(named=True)}
    # `role` in an address is who looks, not who is looked at
    return said.get(one_of("Role", [ALL, *said], key="of_role"))


def _month(months: pl.DataFrame) -> tuple[date, str]:
    ends = {
        period_words(kind, start, end): end for kind, start, end in months.iter_rows()
    }
    label = "Year" if months["period_kind"][0] == "year" else "Month"
    words = one_of(label, list(ends), key="month")
    return ends[words], words


def _newest(months: pl.DataFrame) -> tuple[date, str]:
    last = months.row(by_predicate=pl.col("period_end") == months["period_end"].max())
    return last[2], period_words(*last)


def _wave(waves: pl.DataFrame, by: date) -> date:
    if waves.is_empty():
        return by
    last_days = dict(waves.select("wave_name", "last_day").rows())
    name = one_of("Wave", [LATEST, *last_days], key="wave")
    return last_days.get(name, by)


def _focus(groups: pl.DataFrame, kept: dict[str, str]) -> dict[str, Any] | None:
    for kind in ("programme", "division"):
        found = groups.filter(
            (pl.col("kind") == kind) & (pl.col("name") == kept[kind])
        ).rows(named=True)
        if found:
            return found[0]
    return queries.organisation(groups)
