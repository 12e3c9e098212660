"""Sentences made from numbers: every combination of sign, size and certainty."""

import doctest
from itertools import product

import pytest

from analytics import relation_words as module
from analytics.between import Between
from analytics.relation_words import (
    Names,
    between_sentence,
    break_sentence,
    opposed_sentence,
    reading,
    slope_sentence,
    within_sentence,
)
from analytics.repeated import Repeated
from analytics.segmented import Break
from analytics.two_level import Slope

NAMES = Names("caseload per FTE", "exhaustion")
SIZES = {"slightly ": 0.12, "": 0.41, "clearly ": 0.62}
CAUSAL = ("cause", "effect", "impact", "lead", "because", "drive")


def relation(r, *, certain):
    reach = abs(r) / 2 if certain else abs(r) * 2
    return Between(46, r, r - reach, r + reach, 0.4)


def slope(value, *, certain=True):
    reach = abs(value) / 2 if certain else abs(value) * 2
    return Slope(value, reach / 2, 40, value - reach, value + reach, 0.01)


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("sign", "word"), list(product((1, -1), SIZES)))
def test_a_sure_relation_says_its_sign_and_size(sign, word):
    r = sign * SIZES[word]
    said = between_sentence(relation(r, certain=True), slope(r), NAMES)
    direction = "higher" if sign > 0 else "lower"
    assert said.startswith(
        f"Between teams, higher caseload per FTE goes with {word}{direction} exhaustion (r = "
    )
    assert said.endswith("; 46 teams).")
    assert "cannot tell" not in said


@pytest.mark.parametrize(("sign", "word"), list(product((1, -1), SIZES)))
def test_an_unsure_one_says_so_and_what_could_have_been_seen(sign, word):
    r = sign * SIZES[word]
    said = between_sentence(relation(r, certain=False), slope(r), NAMES)
    assert said.startswith("Ballast cannot tell whether caseload per FTE goes with")
    assert "46 teams could have shown r = .40 or more (80 % power)" in said
    assert "higher" not in said


def test_both_intervals_must_leave_out_zero():
    sure = relation(0.4, certain=True)
    assert reading(sure, slope(1.0)) == "more"
    assert reading(sure, slope(1.0, certain=False)) == "cannot_tell"
    assert reading(sure, None) == "cannot_tell"
    assert reading(relation(-0.4, certain=True), slope(-1.0)) == "less"


@pytest.mark.parametrize(("sign", "certain"), list(product((1, -1), (True, False))))
def test_how_steeply_is_told_only_where_the_slope_leaves_out_zero(sign, certain):
    said = slope_sentence(
        slope(sign * 2.0, certain=certain), step="3 clients", outcome="exhaustion"
    )
    way = "more" if sign > 0 else "less"
    if certain:
        assert (
            said == f"3 clients more go with 2.0 points {way} exhaustion (1.0 to 3.0)."
        )
    else:
        assert said.startswith("How steeply cannot be told either: ")
    assert slope_sentence(None, step="3 clients", outcome="exhaustion") == ""


def test_too_few_teams_say_what_it_takes():
    said = between_sentence(Between(9, None, None, None, None), None, NAMES)
    assert said.startswith("Ballast cannot tell")
    assert "at least 10 teams" in said


@pytest.mark.parametrize(
    ("sign", "word", "beside"),
    list(product((1, -1), SIZES, ("more", "less", "cannot_tell", "too_few"))),
)
def test_within_says_sign_and_size_and_whether_it_turns(sign, word, beside):
    r = sign * SIZES[word]
    found = Repeated(482, 1930, 1447, r, 0.001, r - 0.05, r + 0.05, 0.07)
    said = within_sentence(found, NAMES, beside=beside)
    turns = (beside == "more" and sign < 0) or (beside == "less" and sign > 0)
    assert ("other way round" in said) == turns
    assert f"report {word}{'higher' if sign > 0 else 'lower'} exhaustion" in said
    assert "482 people, 1930 answers" in said


@pytest.mark.parametrize("beside", ["more", "less", "cannot_tell", "too_few"])
def test_within_that_cannot_be_told_says_so(beside):
    unsure = Repeated(30, 60, 29, 0.1, 0.6, -0.3, 0.4, 0.45)
    said = within_sentence(unsure, NAMES, beside=beside)
    assert "cannot tell" in said
    assert "r = .45 or more" in said
    none = within_sentence(Repeated(2, 4, 0), NAMES, beside=beside)
    assert "too few people" in none


@pytest.mark.parametrize("above", [2.0, -1.0])
def test_a_break_is_named_only_where_it_is_claimed(above):
    at, ends = "28 clients", "25 to 31"
    sure = Break(28, 25, 31, 0.01, 0.2, above, 46, claimed=True)
    said = break_sentence(sure, NAMES, at=at, ends=ends)
    assert f"From {at} on ({ends})" in said
    assert ("more steeply" if above > 0.2 else "less steeply") in said
    unsure = Break(28, 25, 31, 0.2, 0.2, above, 46, claimed=False)
    for found in (unsure, None):
        assert at not in break_sentence(found, NAMES, at=at, ends=ends)


def test_signs_that_differ_within_kinds_are_said():
    parts = {"Acute": "less", "Community": "cannot_tell", "Ambulance": "more"}
    said = opposed_sentence("more", parts, "units")
    assert "within Acute it is the other way round" in said
    assert "Community" not in said
    assert opposed_sentence("more", {"Acute": "more"}, "units") == ""
    assert opposed_sentence("cannot_tell", parts, "units") == ""


def test_no_sentence_says_causes():
    made = [
        between_sentence(relation(r, certain=c), slope(r), NAMES)
        for r, c in product((0.1, -0.4, 0.7), (True, False))
    ]
    assert not [word for word in CAUSAL for said in made if word in said.lower()]
