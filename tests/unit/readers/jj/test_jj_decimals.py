"""JJ files with decimals: read exactly, proved in the smallest unit of their values, and told in their own units."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError
from fanlight.figures.cells.numbers.decimals import measured, text_of
from fanlight.readers.jj.file import read_jj, write_jj
from fanlight.readers.jj.lines import Lines

TOP = 2**53

INVESTMENT = [[20, 50, 10, 80], [8, 19, 22, 49], [17, 32, 12, 61], [45, 101, 44, 190]]
"""By region and activity, totals last; region B, activity III must be uncertain by 3 either way: 37 is the least loss."""


def written(places: int, cost_places: int = 0) -> str:
    """The table of the textbooks with the decimal point so many places to the left."""

    def shown(units: int, places: int = places) -> str:
        return f"{units / 10**places:.{places}f}"

    lines = ["0", "16"]
    for number, value in enumerate(value for row in INVESTMENT for value in row):
        levels = f"{shown(3)} {shown(3)} 0" if value == 22 else "0 0 0"
        status = "u" if value == 22 else "z" if number % 4 == 3 or number >= 12 else "s"
        lines.append(f"{number} {shown(value)} {shown(value, cost_places)} {status} 0 {shown(999)} {levels}")
    lines.append("8")
    lines += [f"0 4 : {4 * r + 3} (-1) " + " ".join(f"{4 * r + c} (1)" for c in range(3)) for r in range(4)]
    lines += [f"0 4 : {12 + c} (-1) " + " ".join(f"{4 * r + c} (1)" for r in range(3)) for c in range(4)]
    return "\n".join(lines) + "\n"


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cell(number: int, value: str, rest: str = "1 s 0 99 0 0 0") -> str:
    return f"{number} {value} {rest}"


def table(*cells: str, equations: tuple[str, ...] = ("0 3 : 0 (-1) 1 (1) 2 (1)",)) -> str:
    return "\n".join(["0", str(len(cells)), *cells, str(len(equations)), *equations, ""])


def read(folder: Path, text: str):
    (folder / "x.jj").write_text(text)
    return read_jj(folder / "x.jj")


@pytest.mark.parametrize(("places", "cost_places"), [(0, 0), (1, 0), (2, 1), (4, 7)])
def test_what_is_protected_audited_and_verified_is_told_in_the_files_units(
    folder: Path, places: int, cost_places: int
) -> None:
    (folder / "x.jj").write_text(written(places, cost_places))
    unit = text_of(1, places)
    code, text = run("protect", "x.jj", "--out", "x.csv", "--report", "r.json")
    assert code == 0, text
    report = json.loads((folder / "r.json").read_text())
    assert Fraction(report["cost"]) == Fraction(report["lower_bound"]) == Fraction(37, 10**cost_places)
    assert isinstance(report["cost"], str if cost_places else int)
    assert report["optimal"]
    withheld = [row[0] for row in csv.reader((folder / "x.csv").open()) if row[1] == "c"]
    assert withheld == ["4", "6", "8", "10"]
    assert any(f"multiples of {unit}," in one for one in report["assumptions"]) == bool(places)

    code, text = run("audit", "x.jj", "x.csv", "--json", "--certificate", "paper.json", "--report", "r.txt")
    assert code == 0, text
    said = json.loads(text)
    assert said.get("unit") == (unit if places else None)
    ends = {one["cell"][0]: (one["lo"], one["hi"]) for one in said["intervals"]}
    # 8 and 17 make 25 with what else is in their column, 22 and 8 make 30, 22 and 12 make 34.
    assert {name: tuple(Fraction(end) * 10**places for end in pair) for name, pair in ends.items()} == {
        "4": (0, 25),
        "6": (5, 30),
        "8": (0, 25),
        "10": (4, 29),
    }
    assert all(one["kind"] == "whole-number" and one["reached"] == [one["lo"], one["hi"]] for one in said["intervals"])
    assert said["assumptions"] == report["assumptions"]
    words = (folder / "r.txt").read_text()
    assert f"it lies from {text_of(5, places)} to {text_of(30, places)}." in words
    assert (f"tables in whole multiples of {unit}" in words) == bool(places)
    assert ("whole-number tables" in words) == (not places)

    paper = json.loads((folder / "paper.json").read_text())
    assert paper.get("unit") == (unit if places else None)
    assert [count for _, count in paper["base"]] == [8, 22, 17, 12]
    code, text = run("verify-certificate", "paper.json", "x.jj", "x.csv", "--sha256", said["certificate_sha256"])
    assert code == 0, text
    assert all(f"Assumed: {sentence}" in text for sentence in said["assumptions"])
    if places:
        (folder / "whole.jj").write_text(written(0))
        code, text = run("verify-certificate", "paper.json", "whole.jj", "x.csv")
        assert (code, "another unit" in text) == (2, True)


def test_a_figure_that_can_be_worked_out_is_told_with_its_decimals(folder: Path) -> None:
    (folder / "x.jj").write_text(written(2))
    (folder / "x.csv").write_text("cell,status\n" + "".join(f"{n},{'c' * (n == 6)}\n" for n in range(16)))
    code, text = run("audit", "x.jj", "x.csv", "--report", "r.html", "--certificate", "paper.json")
    assert code == 1
    assert "0.22" not in text
    page = (folder / "r.html").read_text()
    assert "anybody can work out that it is 0.22." in page
    assert "6 is at most 0.22" in page
    assert run("verify-certificate", "paper.json", "x.jj", "x.csv")[0] == 1


def test_numbers_of_several_places_and_with_exponents_are_the_same_table(folder: Path) -> None:
    plain = table(cell(0, "16.25"), cell(1, "12.5"), cell(2, "3.75", "4 u -1.25 99.99 0.5 0.25 0.75"))
    other = table(
        cell(0, "1.625e1", "1.0 s 0.000 9.9e1 0 0.0 0e7"),
        cell(1, "125000e-4"),
        cell(2, "+0.375E+1", "4 u -125e-2 99.990 5e-1 25e-2 0.7500"),
        equations=("0.000 3 : 0 (-1.0) 1 (1e0) 2 (1)",),
    )
    first = read(folder, plain)
    assert (first.places, first.cost_places) == (2, 0)
    assert first.values.tolist() == [1625, 1250, 375]
    assert [int(array[2]) for array in (first.cost, first.lower, first.upper, first.lpl, first.upl, first.spl)] == [
        *(4, -125, 9999, 50, 25, 75)
    ]
    assert write_jj(read(folder, other)) == write_jj(first)
    assert "2 3.75 4 u -1.25 99.99 0.5 0.25 0.75" in write_jj(first)


def test_the_unit_is_that_of_the_values_and_levels_and_bounds_are_taken_to_it(folder: Path) -> None:
    """Everybody sees that values are whole or tenths: tables with hundredths would prove nothing."""
    found = read(
        folder, table(cell(0, "7.5"), cell(1, "4", "1 u 0.01 8.99 0.25 0.75 1.01"), cell(2, "3.5", "1 s -0.99 9 0 0 0"))
    )
    assert found.places == 1
    assert [int(array[1]) for array in (found.lower, found.upper, found.lpl, found.upl, found.spl)] == [1, 89, 3, 8, 11]
    assert int(found.lower[2]) == -9
    whole = read(folder, table(cell(0, "7"), cell(1, "4", "1 u 0.5 8.9 0.25 0.75 1.01"), cell(2, "3")))
    assert whole.places == 0
    assert [int(array[1]) for array in (whole.lower, whole.upper, whole.lpl, whole.upl, whole.spl)] == [1, 8, 1, 1, 2]


def test_counts_with_levels_in_halves_are_not_safe_by_tables_in_halves(folder: Path) -> None:
    """4 of 4 and 1, the 1 at most 1 and a half: readers know that it is no 3 and a half."""
    rest = table(cell(0, "5", "1 z 0 9 0 0 0"), cell(1, "4", "1 u 0 9 0.5 0 0"), cell(2, "1", "1 s 0 1.5 0 0 0"))
    (folder / "x.jj").write_text(rest)
    (folder / "x.csv").write_text("cell,status\n0,\n1,c\n2,c\n")
    assert run("audit", "x.jj", "x.csv")[0] == 1


def test_bounds_without_limit_may_be_written_as_large_as_in_other_files(folder: Path) -> None:
    for bound in (str(TOP), "9e15", "999999999999999", "900719925474099.3"):
        rest = f"1 s -{bound} {bound} 0 0 0"
        text = table(cell(0, "7.5", rest), cell(1, "4.0", rest.replace("s", "u")), cell(2, "3.5", rest))
        found = read(folder, text)
        assert found.upper.tolist() == [TOP] * 3
        assert found.lower.tolist() == [-TOP] * 3
        assert f"0 7.5 1 s -{TOP} {TOP} 0 0 0" in write_jj(found)
        assert write_jj(read(folder, write_jj(found))) == write_jj(found)
    below = read(folder, table(cell(0, "7.5", f"1 s 0 {TOP // 10}.1 0 0 0"), cell(1, "4"), cell(2, "3.5")))
    assert int(below.upper[0]) == TOP // 10 * 10 + 1


@pytest.mark.parametrize("bound", ["1e16", "1e400", "9007199254740993"])
def test_bounds_beyond_what_any_file_may_have_are_refused(folder: Path, bound: str) -> None:
    with pytest.raises(BadInput, match=r"x.jj, line 3: The upper bound"):
        read(folder, table(cell(0, "7.5", f"1 s 0 {bound} 0 0 0"), cell(1, "4"), cell(2, "3.5")))


@pytest.mark.parametrize(("lower", "words"), [("-0.05", " of at least 0"), ("-0.1", " within the bounds stated")])
def test_what_may_be_below_zero_is_said_alike_by_both(folder: Path, lower: str, words: str) -> None:
    rest = f"1 s {lower} 99 0 0 0"
    (folder / "x.jj").write_text(table(cell(0, "7.5"), cell(1, "4.0", "1 u 0 99 1 1 0"), cell(2, "3.5", rest)))
    (folder / "x.csv").write_text("cell,status\n0,\n1,c\n2,c\n")
    code, text = run("audit", "x.jj", "x.csv", "--json", "--certificate", "paper.json")
    assert (code, words in " ".join(json.loads(text)["assumptions"])) == (0, True)
    assert run("verify-certificate", "paper.json", "x.jj", "x.csv")[0] == 0


def test_safe_beside_bounds_without_limit(folder: Path) -> None:
    rest = f"1 s 0 {TOP} 0 0 0"
    cells = [cell(0, "7.5", rest.replace("s", "z")), cell(1, "4.0", f"1 u 0 {TOP} 1.5 1.5 1"), cell(2, "3.5", rest)]
    (folder / "x.jj").write_text(table(*cells, equations=("0 3 : 0 (-1) 1 (1) 2 (1)",)))
    assert run("protect", "x.jj", "--out", "x.csv", "--report", "r.json")[0] == 0
    code, text = run("audit", "x.jj", "x.csv", "--json", "--certificate", "paper.json")
    assert code == 0
    assert [(one["lo"], one["hi"]) for one in json.loads(text)["intervals"]] == [("0", "7.5"), ("0", "7.5")]
    assert run("verify-certificate", "paper.json", "x.jj", "x.csv")[0] == 0


@pytest.mark.parametrize(
    ("cells", "line", "said"),
    [
        ((cell(0, "900719925474099.5", f"1 s 0 {TOP} 0 0 0"), cell(1, "4"), cell(2, "3")), 3, "The value is beyond"),
        ((cell(0, "7.123"), cell(1, "9e14", f"1 s 0 {TOP} 0 0 0"), cell(2, "3")), 4, "The value is beyond"),
        ((cell(0, "7.5"), cell(1, "4", f"1 u 0 99 0 {TOP - 1} 0"), cell(2, "3.5")), 4, "A protection level is beyond"),
        ((cell(0, "7", "0.12345678901234567 s 0 99 0 0 0"), cell(1, "4"), cell(2, "3")), 3, "The cost is beyond"),
        ((cell(0, "7e-60"), cell(1, "4"), cell(2, "3")), 4, "The value is beyond"),
    ],
)
def test_too_many_digits_are_refused_with_their_line(
    folder: Path, cells: tuple[str, ...], line: int, said: str
) -> None:
    (folder / "x.jj").write_text(table(*cells))
    code, text = run("protect", "x.jj", "--out", "x.csv", "--report", "r.json")
    assert code == 2
    assert f"x.jj, line {line}: {said} 9,007,199,254,740,992 (2^53) units of 10^-" in text
    assert "for line 3)" in text
    assert "fewer decimals" in text
    assert not (folder / "x.csv").exists()


def test_what_adds_up_by_binary_fractions_alone_is_no_sum_and_the_other_way_round(folder: Path) -> None:
    assert 0.1 + 0.2 != 0.3
    found = read(folder, table(cell(0, "0.3"), cell(1, "0.1"), cell(2, "0.2")))
    assert found.values.tolist() == [3, 1, 2]
    assert 1e15 + 0.01 == 1e15 + 0.02
    with pytest.raises(BadInput, match="line 6"):
        read(
            folder,
            table(
                cell(0, "10000000000000.01", f"1 s 0 {TOP} 0 0 0"),
                cell(1, "10000000000000.02", f"1 s 0 {TOP} 0 0 0"),
                equations=("0 2 : 0 (-1) 1 (1)",),
            ),
        )


@pytest.mark.parametrize(
    ("whole", "rounding"), [("7.4", True), ("7.5", False), ("7.6", True), ("7.7", True), ("7.8", False), ("3.5", False)]
)
def test_a_sum_that_rounding_leaves_off_is_refused_as_such(folder: Path, whole: str, rounding: bool) -> None:
    """By how much is not said: it is the missing figure where a term is missing."""
    text = table(cell(0, whole), cell(1, "4.1"), cell(2, "3.4"), cell(3, "1"))
    if whole == "7.5":
        assert read(folder, text).places == 1
        return
    with pytest.raises(BadInput, match=r"x.jj, line 8: .* add up") as refused:
        read(folder, text)
    assert ("rounding" in str(refused.value)) == rounding
    assert "4.1" not in str(refused.value)


def test_costs_in_a_file_are_in_the_units_of_the_instance(folder: Path) -> None:
    (folder / "x.jj").write_text(written(1, 2))
    # Another square, of 19, 32 and 12, costs less than one with this cell.
    (folder / "costs.csv").write_text("cell,cost\n4,3\n")
    words = ("protect", "x.jj", "--out", "x.csv", "--report", "r.json")
    for costs, cost in (("costs.csv", "0.63"), ("count", "0.37"), ("cells", 3)):
        assert run(*words, "--costs", costs)[0] == 0
        assert json.loads((folder / "r.json").read_text())["cost"] == cost
    (folder / "costs.csv").write_text(f"cell,cost\n4,{TOP}\n")
    code, text = run(*words, "--costs", "costs.csv")
    assert (code, "costs.csv, line 2: The cost is beyond" in text) == (2, True)


def test_published_counts_and_what_is_known_are_read_with_decimals(folder: Path) -> None:
    (folder / "x.jj").write_text(written(2))
    values = [value for row in INVESTMENT for value in row]
    shown = "cell,count,status\n" + "".join(
        f"{n},{'' if n in (4, 6, 8, 10) else value / 100},{'c' * (n in (4, 6, 8, 10))}\n"
        for n, value in enumerate(values)
    )
    (folder / "x.csv").write_text(shown)
    (folder / "known.csv").write_text("cell,at_least,at_most\n4,0.07,0.1\n")
    assert run("audit", "x.jj", "x.csv")[0] == 0
    code, text = run("audit", "x.jj", "x.csv", "--known", "known.csv", "--json", "--certificate", "paper.json")
    assert code == 1
    ends = {one["cell"][0]: [one["lo"], one["hi"]] for one in json.loads(text)["intervals"]}
    assert ends == {"4": ["0.07", "0.1"], "6": ["0.2", "0.23"], "8": ["0.15", "0.18"], "10": ["0.11", "0.14"]}
    assert run("verify-certificate", "paper.json", "x.jj", "x.csv")[0] == 1
    for old, new, said in (
        ("0,0.2,", "0,0.21,", "x.csv, line 2: The count is not the instance's"),
        ("0,0.2,", "0,0.205,", "x.csv, line 2: The count is not a multiple of 0.01"),
        ("0,0.2,", "0,0.2x,", "x.csv, line 2: The count is not a multiple of 0.01"),
        ("0,0.2,", "0,,", "x.csv, line 2: The count is not"),
    ):
        assert old in shown
        (folder / "y.csv").write_text(shown.replace(old, new, 1).replace("y.csv", "x.csv"))
        code, text = run("audit", "x.jj", "y.csv")
        assert (code, said.replace("x.csv", "y.csv") in text) == (2, True), text
    (folder / "known.csv").write_text("cell,at_least,at_most\n4,0.075,\n")
    code, text = run("audit", "x.jj", "x.csv", "--known", "known.csv")
    assert (code, "known.csv, line 2: The bound at_least is not a multiple of 0.01" in text) == (2, True)


def test_zeros_that_are_shown_leave_one_unit(folder: Path) -> None:
    rest = "1 s 0 9 0 0 0"
    (folder / "x.jj").write_text(
        table(cell(0, "0.5", "1 z 0 9 0 0 0"), cell(1, "0.4", "1 u 0 9 0.3 0.1 0"), cell(2, "0.1", rest))
    )
    (folder / "x.csv").write_text("cell,status\n0,\n1,c\n2,c\n")
    assert run("audit", "x.jj", "x.csv")[0] == 0
    code, text = run("audit", "x.jj", "x.csv", "--zeros-shown", "--json", "--certificate", "paper.json")
    said = json.loads(text)
    assert code == 1
    assert said["assumptions"][0].endswith("a withheld inner count is at least 0.1.")
    assert [(one["lo"], one["hi"]) for one in said["intervals"]] == [("0.1", "0.4"), ("0.1", "0.4")]
    assert run("verify-certificate", "paper.json", "x.jj", "x.csv", "--zeros-shown")[0] == 1


def test_what_is_about_counts_is_refused(folder: Path) -> None:
    (folder / "x.jj").write_text(written(1).replace(" u ", " s "))
    (folder / "x.csv").write_text("cell,status\n" + "".join(f"{n},\n" for n in range(16)))
    code, text = run("audit", "x.jj", "x.csv", "--threshold", "5")
    assert (code, "--threshold: A threshold, and marks" in text) == (2, True), text
    code, text = run("protect", "x.jj", "--method", "round", "--base", "5", "--out", "p.csv", "--report", "r.json")
    assert (code, "have decimals" in text) == (2, True), text
    assert not (folder / "p.csv").exists()


def test_numbers_are_told_exactly() -> None:
    assert [text_of(*one) for one in ((1250, 2), (-5, 1), (0, 3), (7, 0), (-1205, 3), (TOP - 1, 1))] == [
        *("12.5", "-0.5", "0", "7", "-1.205", "900719925474099.1")
    ]
    for units in (0, 1, -1, 1250, -99, TOP, -TOP):
        for places in (0, 1, 5, 20):
            assert measured(text_of(units, places), "It", "here", places) == units
    assert Fraction(text_of(TOP - 1, 17)) == Fraction(TOP - 1, 10**17)


def test_a_number_keeps_all_its_digits(folder: Path) -> None:
    (folder / "x.jj").write_text("0.30000000000000004")
    reader = Lines(folder / "x.jj")
    assert reader.number("0.30000000000000004", "It") == Fraction("0.30000000000000004")
    assert reader.number("12.50e1", "It") == 125
