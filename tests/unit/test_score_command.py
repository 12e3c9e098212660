"""`ballast score`: one file, scored and forgotten."""

from __future__ import annotations

import json
import random
import statistics
import sys
from pathlib import Path

import polars as pl
import pytest

from definitions.instruments import instruments
from etl.__main__ import main
from tests.unit.test_instruments import OURS, own
from tests.unit.test_scoring_examples import EXAMPLES, Example

FIVE = 5


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path):
    """Runs `ballast score`: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        data = () if "--data" in words else ("--data", tmp_path / "no-data")
        monkeypatch.setattr(
            sys, "argv", ["ballast", "score", *map(str, (*words, *data))]
        )
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def csv(folder: Path, people: list[dict[str, object]], name: str = "a.csv") -> Path:
    """A CSV file of one row per person, the columns in the order of the first."""
    lines = [",".join(people[0])]
    lines += [",".join(str(person[key]) for key in people[0]) for person in people]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def scales(out: str) -> dict[str, dict[str, object]]:
    return {one["scale"]: one for one in json.loads(out)["scales"]}


CBI = dict.fromkeys(instruments()["cbi"].items, 3)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_every_worked_example_comes_out(call, tmp_path: Path, example: Example) -> None:
    path = csv(tmp_path, [example.given] * FIVE)
    coding = ["--coding", example.coding] if example.coding else []
    code, out, err = call(path, "--instrument", example.instrument, *coding, "--json")
    assert (code, err) == (0, "")
    found = scales(out)
    assert found.keys() == example.scores.keys()
    for scale, (own_score, _) in example.scores.items():
        assert found[scale]["mean"] == pytest.approx(own_score, abs=1e-8)
        assert found[scale]["n"] == FIVE
        assert found[scale]["sd"] == pytest.approx(0, abs=1e-8)
        assert found[scale]["missing_share"] == 0


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_columns_in_any_order_and_under_any_name_come_out_the_same(
    call, tmp_path: Path, example: Example
) -> None:
    """Column names that say nothing, handed over in the instrument's item order."""
    names = {item: f"Frage {place}" for place, item in enumerate(example.given, 1)}
    shuffled = random.Random(3).sample(list(names), len(names))
    person = {"name": "x"} | {names[item]: example.given[item] for item in shuffled}
    coding = ["--coding", example.coding] if example.coding else []
    code, out, _ = call(
        csv(tmp_path, [person] * FIVE),
        *("--instrument", example.instrument, "--items", ",".join(names.values())),
        *coding,
        "--json",
    )
    assert code == 0
    for scale, (own_score, _) in example.scores.items():
        assert scales(out)[scale]["mean"] == pytest.approx(own_score, abs=1e-8)


def test_the_json_holds_these_keys_and_no_others(call, tmp_path: Path) -> None:
    _, out, _ = call(csv(tmp_path, [CBI] * FIVE), "--instrument", "cbi", "--json")
    found = json.loads(out)
    assert list(found) == ["instrument", "scales"]
    assert found["instrument"] == "cbi"
    for one in found["scales"]:
        assert list(one) == [
            *("scale", "n", "mean", "sd"),
            *("alpha", "omega", "missing_share", "warnings"),
        ]


def test_mean_spread_and_alpha_of_different_people(call, tmp_path: Path) -> None:
    # three-item engagement, 0 to 6
    answers = [(1, 2, 3), (2, 2, 2), (4, 5, 6), (3, 3, 0), (6, 5, 4), (5, 6, 6)]
    people = [
        dict(zip(("UWES3_1", "UWES3_2", "UWES3_3"), one, strict=True))
        for one in answers
    ]
    _, out, _ = call(csv(tmp_path, people), "--instrument", "uwes_3", "--json")
    found = scales(out)["uwes_3_total"]
    means = [2, 2, 5, 2, 5, 17 / 3]
    assert found["mean"] == pytest.approx(statistics.mean(means))  # 3.61
    assert found["sd"] == pytest.approx(statistics.stdev(means))
    # items' variances 3.5, 2.967, 5.5; of the sums 6 6 15 6 15 17: 27.767
    items = [statistics.variance(column) for column in zip(*answers, strict=True)]
    total = statistics.variance([sum(one) for one in answers])
    assert found["alpha"] == pytest.approx(1.5 * (1 - sum(items) / total))
    assert 0.8 < found["omega"] < 1


def test_a_decimal_comma_and_marks_for_missing_are_read(call, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = ";".join(CBI)
    rows = [";".join(["4,0"] * 19)] * 4 + [";".join(["NA", " ", "n/a"] + ["2.0"] * 16)]
    path.write_text("\n".join([head, *rows]), "utf-8")
    code, out, _ = call(path, "--instrument", "cbi", "--json")
    assert code == 0
    personal = scales(out)["cbi_personal"]
    assert personal["mean"] == pytest.approx((4 * 75 + 25) / 5)
    assert personal["missing_share"] == pytest.approx(3 / 30)


def test_a_workbook_is_read_as_well(call, tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    pl.DataFrame([CBI] * FIVE).write_excel(path)
    code, out, _ = call(path, "--instrument", "cbi", "--json")
    assert (code, scales(out)["cbi_work"]["mean"]) == (0, 50)


@pytest.mark.parametrize(
    ("instrument", "rename"),
    [
        ("cbi", lambda item: item.lower().replace("_0", "_").replace("_", "")),  # cbi1
        ("cbi", lambda item: item.replace("_", "-")),
        ("hrsa_2022", lambda item: item.removeprefix("HRSA_")),  # as in the public file
        ("nhs_burnout", lambda item: item.removeprefix("NSS_")),  # q12a
        ("bat_12", lambda item: item.replace("BAT12", "BAT")),
        ("uwes_9", lambda item: item.replace("UWES9", "UWES")),
        ("mbi_hss_mp", lambda item: item.replace("MBIMP", "MBI")),
    ],
)
def test_item_codes_are_known_however_written(
    call, tmp_path, instrument, rename
) -> None:
    kind = instruments()[instrument]
    middle = {rename(item): kind.raw.lowest + 1 for item in kind.items}
    path = csv(tmp_path, [middle] * FIVE)
    code, out, err = call(path, "--instrument", instrument, "--json")
    assert (code, err) == (0, "")
    assert len(scales(out)) == len(kind.scale)


@pytest.mark.parametrize("name", ["CBI", "Copenhagen Burnout Inventory", "c-b-i"])
def test_an_instrument_is_known_by_its_names(call, tmp_path: Path, name: str) -> None:
    path = csv(tmp_path, [CBI] * FIVE)
    code, out, _ = call(path, "--instrument", name, "--json")
    assert (code, json.loads(out)["instrument"]) == (0, "cbi")


def test_headers_of_qualtrics_are_passed_over(call, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    ids = ",".join('"{""ImportId"":""Q1""}"' for _ in CBI)
    rows = [",".join(CBI), ",".join("some text" for _ in CBI), ids]
    path.write_text("\n".join([*rows, *[",".join(["3"] * 19)] * 6]), "utf-8")
    code, out, _ = call(path, "--instrument", "cbi", "--json")
    assert (code, scales(out)["cbi_work"]["n"]) == (0, 6)


def test_scales_the_file_knows_nothing_of_are_left_out_and_named(
    call, tmp_path
) -> None:
    work = dict.fromkeys(instruments()["cbi"].scale[1].items, 3)
    path = csv(tmp_path, [work] * FIVE)
    _, out, _ = call(path, "--instrument", "cbi", "--json")
    assert list(scales(out)) == ["cbi_work"]
    _, text, _ = call(path, "--instrument", "cbi")
    assert "Not in the file: cbi_personal, cbi_client" in text


def test_a_total_is_left_out_where_a_part_is_not_in_the_file(call, tmp_path) -> None:
    exhaustion = dict.fromkeys(instruments()["olbi"].scale[0].items, 3)
    path = csv(tmp_path, [exhaustion] * FIVE)
    _, out, _ = call(path, "--instrument", "olbi", "--json")
    assert list(scales(out)) == ["olbi_exhaustion"]


# What is said --------------------------------------------------------------------------


def test_the_text_says_the_direction_and_the_published_mean_of_whom(
    call, tmp_path
) -> None:
    people = [
        {item: 1 + (place + n) % 5 for n, item in enumerate(CBI)} for place in range(40)
    ]
    code, out, _ = call(csv(tmp_path, people), "--instrument", "cbi")
    assert code == 0
    assert out.startswith("Copenhagen Burnout Inventory\n    coded 1 = never")
    assert "higher is more exhaustion that people put down to work" in out
    assert "Published mean 33 (SD 17.7) on 0 to 100: Danish human-service" in out
    assert "from memory or a third party, to be confirmed" in out
    assert "cbi_personal                  40" in out
    assert "warning: reverse coding suspected" in out


def test_fewer_than_five_people_are_counted_and_not_shown(call, tmp_path: Path) -> None:
    path = csv(tmp_path, [CBI] * 4)
    code, out, _ = call(path, "--instrument", "cbi", "--json")
    assert code == 0
    for one in scales(out).values():
        assert one["n"] == 4
        assert (one["mean"], one["sd"], one["alpha"], one["omega"]) == (None,) * 4
        assert one["warnings"] == ["fewer than 5 answers: not shown"]
    _, text, _ = call(path, "--instrument", "cbi")
    assert "fewer than 5 answers: not shown" in text
    assert "50.00" not in text


def test_no_persons_score_is_printed(call, tmp_path: Path) -> None:
    person = (
        CBI | dict.fromkeys(list(CBI)[:6], 5) | {"CBI_01": 4}
    )  # 95.83: found if printed
    path = csv(tmp_path, [CBI] * 9 + [person])
    for words in ((), ("--json",)):
        _, out, _ = call(path, "--instrument", "cbi", *words)
        assert "95.8" not in out


def test_the_unscored_and_the_prorated_are_counted(call, tmp_path: Path) -> None:
    gap = CBI | {"CBI_01": ""}
    nearly_empty = CBI | dict.fromkeys([f"CBI_{n:02}" for n in range(1, 5)], "")
    path = csv(tmp_path, [CBI] * 6 + [gap, nearly_empty])
    _, out, _ = call(path, "--instrument", "cbi")
    assert "1 prorated, 1 unscored" in out


def test_help_says_which_scale_the_mean_is_on(call) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert "own scale" in " ".join(out.split())


def test_nothing_is_written_anywhere(call, tmp_path: Path) -> None:
    path = csv(tmp_path, [CBI] * FIVE)
    call(path, "--instrument", "cbi")
    assert list(tmp_path.iterdir()) == [path]


# What is refused -----------------------------------------------------------------------


def test_an_unknown_instrument_is_wrong_use_and_near_ones_are_named(
    call, tmp_path
) -> None:
    code, _, err = call(csv(tmp_path, [CBI]), "--instrument", "olbbi")
    assert code == 2
    assert "did you mean olbi?" in err
    assert "known are bat_12, bat_23" in err
    code, _, err = call(csv(tmp_path, [CBI]), "--instrument", "--")
    assert code == 2


def test_an_unknown_coding_is_wrong_use(call, tmp_path: Path) -> None:
    path = csv(tmp_path, [CBI])
    code, _, err = call(path, "--instrument", "olbi", "--coding", "agree")
    assert code == 2
    assert "olbi has agree_low, agree_high" in err
    code, _, err = call(path, "--instrument", "cbi", "--coding", "agree_low")
    assert code == 2
    assert "cbi has one coding alone" in err


def test_a_file_that_is_not_there_is_wrong_use(call, tmp_path: Path) -> None:
    code, _, err = call(tmp_path / "none.csv", "--instrument", "cbi")
    assert code == 2
    assert "does not exist" in err


def test_as_many_names_as_items_must_be_given(call, tmp_path: Path) -> None:
    path = csv(tmp_path, [CBI])
    for names in ("CBI_01,CBI_02", ",".join(["CBI_01"] * 19)):
        code, _, err = call(path, "--instrument", "cbi", "--items", names)
        assert code == 2
        assert "has 19 items: CBI_01, CBI_02" in err


def test_missing_items_are_named(call, tmp_path: Path) -> None:
    person = {key: 3 for key in CBI if key not in {"CBI_03", "CBI_11"}}
    code, out, err = call(csv(tmp_path, [person] * 9), "--instrument", "cbi")
    assert (code, out) == (3, "")
    assert (
        "2 item(s) of Copenhagen Burnout Inventory are missing: CBI_03, CBI_11" in err
    )


def test_a_file_without_any_item_is_refused_with_all_named(
    call, tmp_path: Path
) -> None:
    code, _, err = call(csv(tmp_path, [{"a": 1, "b": 2}]), "--instrument", "olbi")
    assert code == 3
    assert "16 item(s)" in err
    assert "OLBI_16" in err


def test_a_column_named_by_hand_that_is_not_there_is_refused(
    call, tmp_path: Path
) -> None:
    names = ",".join([*list(CBI)[:-1], "nowhere"])
    path = csv(tmp_path, [CBI] * FIVE)
    code, _, err = call(path, "--instrument", "cbi", "--items", names)
    assert code == 3
    assert "CBI_19" in err


def test_two_columns_of_one_item_are_refused(call, tmp_path: Path) -> None:
    path = csv(tmp_path, [CBI | {"cbi 1": 4}] * FIVE)
    code, _, err = call(path, "--instrument", "cbi")
    assert code == 3
    assert "2 columns are item CBI_01" in err


def test_numbers_in_the_rows_are_not_mistaken_for_names_of_columns(
    call, tmp_path
) -> None:
    people = [{"1": 1, "2": 2, "3": 1}] * FIVE
    code, out, _ = call(
        csv(tmp_path, people), "--instrument", "uwes_3", "--items", "1,2,3", "--json"
    )
    assert (code, scales(out)["uwes_3_total"]["n"]) == (0, FIVE)


def test_answers_in_words_are_refused_and_not_repeated(call, tmp_path: Path) -> None:
    person = CBI | {"CBI_02": "my boss Jo Smith"}
    code, _, err = call(csv(tmp_path, [CBI] * 8 + [person]), "--instrument", "cbi")
    assert code == 3
    assert "expected numbers, found words" in err
    assert "CBI_02: 1 answer(s)" in err
    assert "export the codes instead (1 = never" in err
    assert "Smith" not in err


def test_answers_out_of_range_are_counted_by_item_with_the_likely_fix(
    call, tmp_path
) -> None:
    items = instruments()["mbi_hss"].items
    people = [
        {item: 1 + (n + place) % 7 for n, item in enumerate(items)}
        for place in range(7)
    ]
    code, out, err = call(csv(tmp_path, people), "--instrument", "mbi_hss")
    assert (code, out) == (3, "")
    assert "MBI_01: 1 answer(s) outside 0 to 6" in err
    assert "seems coded 1 to 7: subtract 1 from every answer" in err


def test_a_file_that_is_no_table_is_refused(call, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    code, _, err = call(path, "--instrument", "cbi")
    assert code == 3
    assert "Traceback" not in err


def test_a_header_alone_scores_nobody(call, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(CBI) + "\n", "utf-8")
    code, out, _ = call(path, "--instrument", "cbi", "--json")
    assert code == 0
    assert scales(out)["cbi_work"]["n"] == 0
    assert scales(out)["cbi_work"]["missing_share"] is None


# Instruments of one's own --------------------------------------------------------------


def test_an_instrument_of_ones_own_is_scored(call, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    own(data, OURS)
    path = csv(tmp_path, [{"OURS_1": value} for value in (1, 2, 3, 4, 5)])
    code, out, _ = call(path, "--instrument", "our_question", "--data", data, "--json")
    assert (code, scales(out)["our_question"]["mean"]) == (0, 3)


def test_a_wrong_instrument_of_ones_own_is_wrong_use(call, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    own(data, 'colour = "red"\n' + OURS)
    path = csv(tmp_path, [CBI])
    code, _, err = call(path, "--instrument", "cbi", "--data", data)
    assert code == 2
    assert "ours.toml" in err
    assert "colour" in err
