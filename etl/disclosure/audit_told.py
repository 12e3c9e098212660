"""What every column of text of the published files may say, as the auditor holds it.

name: of a group, person, source, role or measure, or words of the settings: nothing that
is counted. word: one of few words, without a digit. of check: the same in every row of
one check. band: one of the bands, judged where figures are. people band, chance: likewise,
judged with the texts. sentence: every number in it is a shown figure of its row or group.
"""

from collections.abc import Mapping
from typing import Final

NAME, WORD, BAND, OF_CHECK = "name", "word", "band", "of check"
PEOPLE_BAND, CHANCE, SENTENCE = "people band", "chance", "sentence"

ESTIMATE: Final = {
    **dict.fromkeys(("measure", "group_id", "shown_in"), NAME),
    **dict.fromkeys(("period_kind", "origin", "basis", "state", "reading"), WORD),
    **dict.fromkeys(("band", "n_band"), BAND),
}
GROUP: Final = {"group_id": NAME, "state": WORD, "shown_in": NAME}
PAIR: Final = {"wave_id": NAME, "stressor": NAME, "outcome": NAME}
PERSON: Final = dict.fromkeys(("display_name", "team_id", "team_name"), NAME)

TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "grp": {
        **dict.fromkeys(("group_id", "node_id", "split_value", "name"), NAME),
        **dict.fromkeys(("parent_id", "setting", "service_model", "became"), NAME),
        **dict.fromkeys(("split", "kind"), WORD),
        "people_band": PEOPLE_BAND,
    },
    "estimate": ESTIMATE,
    "leave_estimate": ESTIMATE,
    "response": {
        **dict.fromkeys(("wave_id", "wave_name", "group_id"), NAME),
        **dict.fromkeys(("state", "reading"), WORD),
        "rate_band": BAND,
    },
    "action": {
        **dict.fromkeys(("action_id", "team_id", "lever", "target_measure"), NAME),
        "reading": WORD,
    },
    "reference": {"measure": NAME, "group_id": NAME, "text": NAME},
    "signal": {
        **dict.fromkeys(("group_id", "measure"), NAME),
        **dict.fromkeys(("kind", "status"), WORD),
        "p_band": CHANCE,
        "sentence": SENTENCE,
    },
    "standing": {
        **dict.fromkeys(("group_id", "measure"), NAME),
        "chance": CHANCE,
        "reading": WORD,
    },
    "similar_teams": {"group_id": NAME, "measure": NAME, "unlike": WORD},
    "spc": {
        **dict.fromkeys(("measure", "group_id"), NAME),
        **dict.fromkeys(("period_kind", "state", "meaning", "assurance"), WORD),
    },
    "calendar": GROUP,
    "balance": {**GROUP, "currency": NAME},
    "decision": {
        **GROUP,
        **dict.fromkeys(("outcome", "dimension", "reading"), WORD),
        "level": NAME,
    },
    "ahead": GROUP,
    "waiting": GROUP,
    "headline": {"group_id": NAME, "sentence": SENTENCE},
    "freshness": {"source": NAME, "profile": NAME, "state": WORD},
    "quality": {
        **dict.fromkeys(("check_key", "source", "team_id", "team_name"), NAME),
        **dict.fromkeys(("section", "unit", "title", "mend", "weight"), OF_CHECK),
        **dict.fromkeys(("count_words", "people_words"), BAND),
        "detail": NAME,
    },
    "series_break": {
        **dict.fromkeys(("measure", "says"), NAME),
        **dict.fromkeys(("period_kind", "kind"), WORD),
    },
    "manifest": dict.fromkeys(
        (
            *("version", "organisation", "made_from", "minimums"),
            *("audit", "code_version"),
        ),
        NAME,
    ),
    "catalogue": dict.fromkeys(("table_name", "column_name", "meaning", "unit"), NAME),
    "measure": dict.fromkeys(
        (
            *("measure", "label", "short_label", "unit", "format", "section"),
            *("direction", "area", "origin", "sensitivity", "chart"),
            *("agreed_by", "reference_text"),
        ),
        NAME,
    ),
    "relation": {
        **PAIR,
        **dict.fromkeys(("time_window", "slice", "level"), NAME),
        "reading": WORD,
        **dict.fromkeys(("sentence", "slope_sentence"), SENTENCE),
    },
    "level_of_load": PAIR,
    "break_point": {**PAIR, "sentence": SENTENCE},
    "adjusted": {**PAIR, "taken_out": NAME},
    "buffer": {**PAIR, "resource": NAME},
    "driver": {**PAIR, "level": WORD},
    "level_within": PAIR,
    "budget": {
        **dict.fromkeys(("wave_id", "stressors", "outcome", "slice"), NAME),
        "time_window": NAME,
        **dict.fromkeys(("kind", "state"), WORD),
    },
    "lag": {"stressor": NAME, "outcome": NAME, "direction": WORD},
    "study": {"wave_id": NAME, "part": WORD, "text": NAME},
    "reliability": {
        **dict.fromkeys(("wave_id", "measure", "instrument", "instrument_name"), NAME),
        **dict.fromkeys(("published_source", "warnings", "change"), NAME),
        "state": WORD,
        **dict.fromkeys(("n_band", "missing_band"), BAND),
    },
    "answer_quality": {
        **dict.fromkeys(("wave_id", "instruments"), NAME),
        "state": WORD,
        **dict.fromkeys(("n_band", "straight_lined", "too_fast", "missing"), BAND),
    },
    "person_balance": {**PERSON, "kind": NAME},
    "person_rest": PERSON,
    "person_request": {**PERSON, "kind": NAME},
}
