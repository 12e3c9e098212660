"""The look-up of known vulnerabilities: found, none, or skipped with a reason."""

from tests.dependencies import verdict

UNKNOWN = "x Dependency not found and could not be audited: x (1)\n"


def test_a_known_vulnerability_fails():
    code, words = verdict(1, "x 1 PYSEC-1\n", "Found 1 known vulnerability\n", 10)
    assert code == 1
    assert "PYSEC-1" in words


def test_none_known_passes():
    assert verdict(0, "", "No known vulnerabilities found\n", 10) == (
        0,
        "no known vulnerability in 10 packages",
    )


def test_a_source_out_of_reach_is_said_and_no_failure():
    code, words = verdict(1, "", "ConnectionError: no route\n", 10)
    assert (code, words[:7]) == (0, "skipped")
    assert "no route" in words


def test_an_index_that_knows_of_none_is_not_taken_for_a_clean_bill():
    code, words = verdict(0, UNKNOWN * 9, "", 10)
    assert (code, words[:7]) == (0, "skipped")
