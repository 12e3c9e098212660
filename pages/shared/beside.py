"""What stands beside a relation: what stays, from which level on, and what to mind."""

from __future__ import annotations

from typing import Any

from charts.yardstick import Yardstick
from definitions.measures import measures
from pages.shared import queries
from pages.shared.r_words import p_words, plain_r, written
from pages.shared.reader import Reader
from pages.shared.relations import ALL_WAVES, OVERALL, found_in, of_pair, rows_at
from pages.shared.words import in_sentence, listed


def beside(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, row: dict[str, Any]
) -> list[str]:
    """Sentences on what stays, from which level on, what a resource does, over all waves."""
    known = queries.yardsticks(reader)
    pair = of_pair(reader, stressor, outcome)
    over_all = found_in(pair, ALL_WAVES, OVERALL)
    lines = [
        _stays(one, known)
        for one in rows_at(reader, "adjusted", stressor, outcome, row["wave_id"])
    ]
    lines += [
        one["sentence"]
        for one in rows_at(reader, "break_point", stressor, outcome, row["wave_id"])
    ]
    lines += [
        _buffers(one, known)
        for one in rows_at(reader, "buffer", stressor, outcome, row["wave_id"])
    ]
    if over_all is not None:
        q = f" q = {p_words(over_all['q'])}." if over_all["q"] is not None else ""
        lines.append(f"Over all waves, each team once: {over_all['sentence']}{q}")
    return lines


def cautions(row: dict[str, Any]) -> list[str]:
    """What a reader must keep in mind with this very relation."""
    found = []
    noise = row["reliability"]
    if noise is not None:
        found.append(_noisy(noise))
    return found


def _noisy(noise: float) -> str:
    if noise == 0:
        return (
            "Team means do not differ detectably in this wave (reliability 0): a "
            "correlation of them can only be small."
        )
    return (
        f"Team means are noisy (reliability {plain_r(noise)}): a correlation shows at "
        f"about {plain_r(noise**0.5)} of its size."
    )


def elsewhere(stressor: Yardstick) -> str:
    """What was published of a stressor, in words: another measure or another level."""
    defined = measures().get(stressor.measure)
    if defined is None or not defined.evidence:
        return ""
    return (
        f"{defined.evidence} ({defined.citation}.) Not comparable with the "
        "figures here: another measure, another level or other people, so it is not drawn."
    )


def _stays(one: dict[str, Any], known: dict[str, Yardstick]) -> str:
    out = [
        in_sentence(known[key].label)
        for key in one["taken_out"].split(",")
        if key in known
    ]
    if one["r"] is None or not out:
        return f"What stays after taking out {listed(out) or 'others'} cannot be told from {one['teams']} teams."
    return f"After taking out {listed(out)}: r = {written(one)}; {one['teams']} teams."


def _buffers(one: dict[str, Any], known: dict[str, Yardstick]) -> str:
    resource = (
        in_sentence(known[one["resource"]].label)
        if one["resource"] in known
        else one["resource"]
    )
    if one["lower"] <= 0 <= one["upper"]:
        return f"Whether {resource} changes how steeply the two go together cannot be told ({one['teams']} teams)."
    less = abs(one["where_much"]) < abs(one["where_little"])
    return (
        f"Where there is more {resource} the two go together {'less' if less else 'more'} "
        f"steeply: {one['where_little']:.1f} points by a standard deviation of load where there is little, "
        f"{one['where_much']:.1f} where there is much ({one['teams']} teams; exploratory)."
    )
