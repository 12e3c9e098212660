"""Every scale is a measure, with words made from its instrument."""

from __future__ import annotations

from pathlib import Path

import pytest

from definitions.instruments import instruments, instruments_of
from definitions.measures import (
    MEASURES_FILE,
    in_use,
    measures,
    measures_of,
    read_measures,
    with_scores,
)
from definitions.score_measures import score_measures
from tests.unit.test_instruments import OURS, own

WRITTEN = {measure.key: measure for measure in read_measures(MEASURES_FILE)}


def test_every_scale_is_a_measure():
    scales = {s.measure for kind in instruments().values() for s in kind.scale}
    scores = {m.key for m in measures().values() if m.section == "Scores"}
    assert scores == scales


def test_a_measure_written_by_hand_keeps_its_words():
    for key in ("cbi_work", "cbi_personal", "single_item_burnout", "intent_to_leave"):
        without = measures()[key].model_copy(update={"published": ()})
        assert without == WRITTEN[key]
    assert [key for key in measures() if key in WRITTEN] == list(WRITTEN)


def test_sections_stay_together():
    sections = [measure.section for measure in measures().values()]
    changes = [
        one for one, last in zip(sections[1:], sections, strict=False) if one != last
    ]
    assert len(changes) == len(set(sections)) - 1


def test_labels_tell_measures_apart():
    for names in (
        [measure.label for measure in measures().values()],
        [measure.short_label for measure in measures().values()],
    ):
        assert len(set(names)) == len(names)


def test_a_generated_measure_says_how_it_is_made_and_which_way_it_runs():
    measure = measures()["mbi_hss_pa"]
    assert measure.label == "Personal accomplishment (MBI-HSS)"
    assert measure.definition == (
        "Sum of 8 items (Maslach Burnout Inventory, Human Services Survey), 0 to 48, "
        "given on 0 to 100; higher is more sense of accomplishment."
    )
    assert (measure.direction, measure.area) == ("protects", "outcome")
    assert (measure.origin, measure.source) == ("answers", "survey")
    assert (measure.section, measure.periods) == ("Scores", ("wave",))


def test_what_is_published_is_told_with_its_standing():
    lines = measures()["mbi_hss_ee"].published
    assert lines[0].startswith(
        "Published mean 21.11 on 0 to 54, 39 on 0 to 100: mental"
    )
    assert "confirmed" not in lines[0]
    assert lines[1].endswith("[from memory or a third party, to be confirmed]")
    assert any('"high", discouraged;' in line for line in lines)
    assert lines[-1].startswith("Scored from 5 of 9 answered items on: none published")


def test_conditions_of_work_stand_in_their_area_and_warn_of_one_survey():
    workload = measures()["hrsa_workload"]
    assert (workload.area, workload.direction) == ("workload", "strain")
    assert "common method" in workload.fooled_by
    assert "r = .68" in workload.evidence
    areas = {
        measures()[f"hrsa_{name}"].area for name in ("recognition", "compensation")
    }
    assert areas == {"reward"}
    assert measures()["hse_peer_support"].area == "community"
    assert measures()["hrsa_moral_distress"].area == "values"


def test_enps_asks_for_more_people_as_a_share_does():
    assert measures()["enps"].minimum_people == 10


def test_scores_that_nobody_answered_are_not_in_use():
    every = measures().values()
    kept = in_use(every, {"cbi_work", "caseload_per_fte"})
    assert [m.key for m in kept if m.origin == "answers"] == ["cbi_work"]
    others = [m.key for m in every if m.origin != "answers"]
    assert [m.key for m in in_use(every, ())] == others


def test_an_own_instrument_makes_its_measure(tmp_path: Path):
    own(tmp_path, OURS)
    assert set(measures_of(tmp_path)) - set(measures()) == {"our_question"}
    assert measures_of(None) == measures()


def test_an_own_scale_may_not_take_the_key_of_a_measure_of_work(tmp_path: Path):
    text = OURS.replace('measure = "our_question"', 'measure = "caseload_per_fte"')
    own(tmp_path, text)
    with pytest.raises(
        ValueError, match="scale caseload_per_fte: a measure that is no"
    ):
        measures_of(tmp_path)


def test_a_measure_of_no_instrument_is_left_as_it_is():
    [kind] = [instruments_of(None)["cbi"]]
    found = with_scores(WRITTEN.values(), [kind])
    assert found["intent_to_leave"].published == ()
    assert found["cbi_work"].published == score_measures(kind)[1].published
