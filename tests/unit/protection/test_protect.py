"""`fanlight protect`: worked tables, what is refused, and that nothing is half-written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.audit.cells import audit_cells, from_table
from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError, NotProvedSafe, NotSafe, TooLarge
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.moves import Moves
from fanlight.figures.cells.public import public_of
from fanlight.figures.cells.releasable import UnprovedTable
from fanlight.protection import Unproved
from fanlight.protection.methods import registry
from fanlight.protection.request.prepared import prepared
from fanlight.sdc.exact.suppress import NoPatternInTime, suppress
from fanlight.sdc.heuristic import LargeSuppression
from tests.asking import asked, protect

OFFENCES = """offence,year,count
bicycle theft,2022,0
bicycle theft,2023,3
burglary,2022,4
burglary,2023,1
theft from the person,2022,2
theft from the person,2023,3
vehicle crime,2022,2
vehicle crime,2023,3
possession of weapons,2022,7
possession of weapons,2023,13
drugs,2022,575
drugs,2023,681
"""


@pytest.fixture
def offences(tmp_path: Path) -> Path:
    path = tmp_path / "cells.csv"
    path.write_text(OFFENCES)
    return path


def rows(text: str) -> dict[tuple[str, ...], tuple[str, str]]:
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in list(csv.reader(text.splitlines()))[1:]}


def jj_of_investment(tmp_path: Path, *, lpl: int = 3, upl: int = 3) -> Path:
    """The table of investments by region and activity with which Fischetti and Salazar introduce the problem; its one
    sensitive cell is 6 (22). Cells 0 to 15, margins last in row and column."""
    inner = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
    full = [[*row, sum(row)] for row in inner]
    full.append([sum(row[j] for row in full) for j in range(4)])
    lines = ["0", "16"]
    for i in range(4):
        for j in range(4):
            own = (i, j) == (1, 2)
            levels = f"{lpl} {upl} 0" if own else "0 0 0"
            lines.append(f"{4 * i + j} {full[i][j]} {full[i][j]} {'u' if own else 's'} 0 1000 {levels}")
    lines.append("8")
    for i in range(4):
        lines.append(f"0 4 : {4 * i} (1) {4 * i + 1} (1) {4 * i + 2} (1) {4 * i + 3} (-1)")
    for j in range(4):
        lines.append(f"0 4 : {j} (1) {4 + j} (1) {8 + j} (1) {12 + j} (-1)")
    path = tmp_path / "investment.jj"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_small_table_of_the_literature(tmp_path: Path) -> None:
    """Of all patterns around B, III the cheapest withholds C, III and two of column I: 12 + 8 + 17 = 37."""
    done = protect(jj_of_investment(tmp_path), method="suppress")
    status = dict(list(csv.reader(done.public.splitlines()))[1:])
    assert {cell for cell, mark in status.items() if mark == "c"} == {"4", "6", "8", "10"}
    assert done.exit_code == 0
    assert (done.report["cost"], done.report["lower_bound"], done.report["optimal"]) == (37, 37, True)


def test_a_level_that_nothing_reaches_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSafe) as refused:
        protect(jj_of_investment(tmp_path, upl=2000), method="suppress")
    assert "1 cell cannot be protected: 6." in str(refused.value)


def test_a_method_that_names_a_cell_wrongly_is_not_believed(tmp_path: Path) -> None:
    """The audit moves it with everything else withheld: then nobody says that it cannot be protected."""

    def wrong(table: CellTable, request: object, progress: object) -> registry.Protected:
        none = np.zeros(len(table), dtype=np.bool_)
        return registry.Protected("suppress", table, none, 0, 0, False, unprotectable=(6,))

    with patch.dict(registry.METHODS, suppress=wrong), pytest.raises(NotProvedSafe, match="can move as required: 6"):
        protect(jj_of_investment(tmp_path), method="suppress")


def test_published_figures_are_the_true_ones_and_nothing_low_is_given(offences: Path) -> None:
    done = protect(offences, threshold=5, method="suppress")
    found = rows(done.public)
    assert done.exit_code == 0
    assert done.report["proved_safe"] is True
    assert found["drugs", "2022"] == ("575", "")
    assert found["bicycle theft", "2022"] == ("0", "")
    for key, (count, status) in found.items():
        assert (count == "") == (status == "c"), key
        assert count == "" or int(count) == 0 or int(count) >= 5
    assert "575" not in json.dumps(done.report)


@pytest.mark.parametrize("method", ["auto", "suppress"])
def test_it_goes_part_by_part_where_no_safe_pattern_was_found_in_time(offences: Path, method: str) -> None:
    """A table of 10,192 made counts with a limit of 20 s ended without anything."""
    late = NoPatternInTime(3)
    with patch("fanlight.protection.methods.registry.suppress", side_effect=late) as tried:
        done = protect(offences, threshold=5, method=method)
    assert tried.call_args_list[0].kwargs["first"] < 1
    assert done.report["method"] == "large"
    assert done.report["proved_safe"] is True
    # What the search for the best had proved by then is kept, or what is proved since.
    bound = done.report["lower_bound"]
    assert 3 <= bound <= done.report["cost"]
    assert done.report["gap"] == (done.report["cost"] - bound) / done.report["cost"]
    assert any("part by part" in note for note in done.report["notes"])


def test_auto_goes_on_from_what_part_by_part_gave(offences: Path) -> None:
    """The search gives up at once, takes the other method's pattern, and still proves the least loss."""
    with patch("fanlight.protection.methods.registry.FIRST", 1e-9):
        done = protect(offences, threshold=5, method="auto")
    plain = protect(offences, threshold=5, method="suppress")
    assert done.report["optimal"] is True
    assert done.report["cost"] == plain.report["cost"] == done.report["lower_bound"]
    assert any("part by part" in note for note in done.report["notes"])


def test_the_audit_has_to_check_only_what_the_method_found(offences: Path) -> None:
    """No time is left for a search of its own, and yet everything is proved."""
    with asked(offences, threshold=5) as request:
        table = prepared(request).table
    found = suppress(table, seconds=20)
    assert found.tables is not None
    claimed = (found.tables.starts, found.tables.cells, found.tables.deltas)
    audit = audit_cells(
        public_of(table, found.withheld), from_table(table), time_limit=0, ends="needed", claimed=claimed
    )
    assert audit.verdict == "safe"
    assert not audit.exact.any()
    alone = audit_cells(public_of(table, found.withheld), from_table(table), time_limit=0, ends="needed")
    assert alone.verdict == "not_proved"


def test_same_input_same_bytes(offences: Path) -> None:
    assert protect(offences, threshold=5).public == protect(offences, threshold=5).public


def test_pools_alone_are_those_of_the_model_case(offences: Path, tmp_path: Path) -> None:
    """Four categories become one by year; the two with enough are given in full."""
    done = protect(offences, threshold=5, method="pool", choose_pools=True)
    merged = [row[2] for row in list(csv.reader(done.pools.splitlines()))[1:]]
    assert merged == ["bicycle theft", "burglary", "theft from the person", "vehicle crime"]
    found = rows(done.public)
    assert found["bicycle theft and 3 more", "2022"] == ("8", "")
    assert found["bicycle theft and 3 more", "2023"] == ("10", "")
    assert ("burglary", "2022") not in found
    assert done.report["optimal"] is True
    assert done.exit_code == 0


def test_pools_and_withholding_are_weighed_together(offences: Path, tmp_path: Path) -> None:
    alone = protect(offences, threshold=5, method="pool", choose_pools=True)
    both = protect(offences, threshold=5, method="auto", choose_pools=True)
    assert both.report["optimal"] is True
    assert both.report["cost"] <= alone.report["cost"]
    assert both.exit_code == 0


def test_given_pools_are_applied(offences: Path, tmp_path: Path) -> None:
    pools = tmp_path / "pools.csv"
    pools.write_text("dimension,pool,code\noffence,acquisitive,burglary\noffence,acquisitive,vehicle crime\n")
    done = protect(offences, threshold=5, method="suppress", pools=pools)
    assert done.pools == pools.read_text()
    assert ("burglary", "2022") not in rows(done.public)
    assert ("acquisitive", "2022") in rows(done.public)
    assert done.exit_code == 0


def test_periods_are_merged_with_their_neighbours_only(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(
        "year,kind,count\n" + "".join(f"{y},k,{c}\n" for y, c in ((2020, 9), (2021, 2), (2022, 8), (2023, 6)))
    )
    done = protect(path, threshold=5, method="pool", choose_pools=True)
    assert done.pools.splitlines()[1:] in (
        ["year,2021 to 2022,2021", "year,2021 to 2022,2022"],
        ["year,2020 to 2021,2020", "year,2020 to 2021,2021"],
    )


def test_cells_are_given_or_withheld_as_asked(offences: Path, tmp_path: Path) -> None:
    give, hold, both = tmp_path / "give.csv", tmp_path / "hold.csv", tmp_path / "both.csv"
    give.write_text("offence,year\npossession of weapons,2022\nTotal,2022\n")
    hold.write_text("offence,year\ndrugs,2023\n")
    found = rows(protect(offences, threshold=5, publish=give, withhold=hold).public)
    assert found["possession of weapons", "2022"] == ("7", "")
    assert found["drugs", "2023"] == ("", "c")
    both.write_text("offence,year\ndrugs,2023\n")
    with pytest.raises(BadInput, match="both given and withheld"):
        protect(offences, threshold=5, publish=both, withhold=hold)
    low = tmp_path / "low.csv"
    low.write_text("offence,year\nburglary,2023\n")
    with pytest.raises(NotSafe, match="burglary, 2023"):
        protect(offences, threshold=5, publish=low)


def test_where_zeros_are_shown_a_total_of_one_has_no_lower_side(tmp_path: Path) -> None:
    """Its one withheld figure is at least 1 for every reader, so no pattern could bring the total to 0."""
    path = tmp_path / "cells.csv"
    path.write_text("place,year,count\na,1,7\na,2,8\nb,1,9\nb,2,22\nc,1,1\nc,2,0\n")
    done = protect(path, threshold=6, method="suppress", zeros_shown=True)
    found = rows(done.public)
    assert done.exit_code == 0
    assert found["c", "Total"] == found["c", "1"] == ("", "c")
    assert found["c", "2"] == ("0", "")


def test_costs_from_a_file_decide(offences: Path, tmp_path: Path) -> None:
    """Of three totals of 5 any one will do; the one withheld at first is not once it is dear."""
    fives = [(name, "Total") for name in ("burglary", "theft from the person", "vehicle crime")]
    plain = rows(protect(offences, threshold=5).public)
    (taken,) = [key for key in fives if plain[key][1] == "c"]
    costs = tmp_path / "costs.csv"
    costs.write_text(f"offence,year,cost\n{taken[0]},Total,1000\n")
    dear = protect(offences, threshold=5, costs=str(costs))
    assert rows(dear.public)[taken] == ("5", "")
    assert (dear.report["cost"], dear.report["optimal"], dear.exit_code) == (5, True, 0)


POOL = "dimension,pool,code\noffence,theft,bur\0glary\n"
REFUSED = [
    ("offence,count\na,1.5\n", "whole number"),
    ("offence,count\na,-1\n", "whole number"),
    ("offence,count\na,1\na,2\n", "stands twice"),
    ("offence,count\nTotal,1\n", "may not be a code"),
    ("offence,n\na,1\n", "no column"),
    ("offence,count\na,1,2\n", "fields"),
    ("", "empty"),
    ("offence,count\n", "no cells"),
    ("off\0ence,count\na,1\nb,9\n", "cells.csv, line 1: The name of column 1 holds a character that cannot be"),
    ("offence,count\n\0,1\nb,9\n", "line 2: Field 1 holds a character that cannot be seen, U+0000"),
    ("offence,count\na,9\nb\x1b[2J,1\n", "line 3: Field 1 holds a character that cannot be seen, U+001B"),
    ("offence,count\na,9\nb\x85b,1\n", "U+0085"),
    ("offence,count\na,9\nb\u202eb,1\n", "U+202E"),
    ('offence,count\na,9\n"b\nb",1\n', "U+000A"),
    ("offence,count\na,9\nb,7\0\n", "line 3: Field 2 holds a character that cannot be seen, U+0000"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_bad_cells_are_refused_and_nothing_is_written(tmp_path: Path, text: str, said: str) -> None:
    path, out, report = tmp_path / "cells.csv", tmp_path / "out.csv", tmp_path / "report.json"
    path.write_text(text)
    result = CliRunner().invoke(
        build_app(), ["protect", str(path), "--threshold", "5", "--out", str(out), "--report", str(report)]
    )
    assert isinstance(result.exception, FanlightError)
    assert result.exception.exit_code == 2
    assert said in str(result.exception)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cells.csv"]


@pytest.mark.parametrize(
    ("option", "text", "field"), [("--hierarchy", "code,parent\nbur\0glary,\n", 1), ("--pools", POOL, 3)]
)
def test_a_code_that_cannot_be_seen_is_refused_in_trees_and_pools(
    offences: Path, tmp_path: Path, option: str, text: str, field: int
) -> None:
    path, out = tmp_path / "more.csv", tmp_path / "out.csv"
    path.write_text(text)
    given = f"offence={path}" if option == "--hierarchy" else str(path)
    words = ["protect", str(offences), "--threshold", "5", "--out", str(out), "--report", str(tmp_path / "r.json")]
    result = CliRunner().invoke(build_app(), [*words, option, given])
    assert isinstance(result.exception, BadInput)
    assert f"more.csv, line 2: Field {field} holds a character that cannot be seen, U+0000" in str(result.exception)
    assert result.exception.next_step
    assert not out.exists()


def test_a_tree_with_a_cycle_is_refused(offences: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree.csv"
    tree.write_text("code,parent\na,b\nb,a\n")
    with pytest.raises(BadInput, match="cycle"):
        protect(offences, threshold=5, hierarchies={"offence": [tree]})


def test_a_large_table_that_runs_out_of_time_is_not_written(offences: Path) -> None:
    """The low figures alone are withheld by then, and burglary's follow from their total: not proved, not the method's
    mistake."""
    with pytest.raises(NotProvedSafe, match="The time ran out with 8 figures still unprotected") as refused:
        protect(offences, threshold=5, method="large", time_limit=1e-9)
    assert refused.value.exit_code == 2
    assert "--time-limit" in str(refused.value)


def test_a_code_with_two_meanings_is_refused(tmp_path: Path) -> None:
    """Two trees that call different sums by one name: its two sums could not both be true of one figure."""
    cells, one, other = tmp_path / "cells.csv", tmp_path / "one.csv", tmp_path / "other.csv"
    cells.write_text("place,year,count\na,1,3\nb,1,12\nc,1,8\na,2,9\nb,2,9\nc,2,9\n")
    one.write_text("code,parent\nnorth,\na,north\nb,north\nc,\n")
    other.write_text("code,parent\nnorth,\na,north\nc,north\nb,\n")
    with pytest.raises(BadInput, match="“north” stands for different codes in two trees of place"):
        protect(cells, threshold=5, hierarchies={"place": [one, other]})


@pytest.mark.parametrize("clash", ["report", "cells", "pools"])
def test_no_output_goes_over_another_file(offences: Path, tmp_path: Path, clash: str) -> None:
    places = {"report": tmp_path / "report.json", "cells": offences, "pools": tmp_path / "pools.csv"}
    arguments = ["protect", str(offences), "--threshold", "5", "--out", str(places[clash])]
    arguments += ["--report", str(places["report"]), "--choose-pools", str(places["pools"])]
    refused = CliRunner().invoke(build_app(), arguments)
    assert isinstance(refused.exception, BadInput)
    assert "named for two things" in str(refused.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["cells.csv"]
    assert offences.read_text() == OFFENCES


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_time_limit_that_is_none_is_refused(offences: Path, seconds: float) -> None:
    with pytest.raises(BadInput, match="time limit"):
        protect(offences, threshold=5, time_limit=seconds)


def test_a_jj_file_with_a_word_for_a_number_does_not_repeat_it(tmp_path: Path) -> None:
    path = jj_of_investment(tmp_path)
    path.write_text(path.read_text().replace("6 22 22 u", "6 22x 22 u"))
    with pytest.raises(BadInput, match="line 9: The value is not a number") as refused:
        protect(path)
    assert "22" not in str(refused.value)


def test_a_jj_file_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    path = jj_of_investment(tmp_path)
    path.write_text(path.read_text().replace("0 20 20 s", "0 21 21 s"))
    with pytest.raises(BadInput, match="do not add up"):
        protect(path)


def test_ten_million_cells_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    lines = [f"{i},{i},{i},1" for i in range(216)]
    path.write_text("a,b,c,count\n" + "\n".join(lines) + "\n")
    with pytest.raises(TooLarge, match="10,218,313"):
        protect(path, threshold=5)


def test_the_command_writes_both_files_or_none(offences: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "public.csv", tmp_path / "missing" / "report.json"
    arguments = ["protect", str(offences), "--threshold", "5", "--method", "suppress", "--out", str(out)]
    broken = CliRunner().invoke(build_app(), [*arguments, "--report", str(report)])
    assert isinstance(broken.exception, BadInput)
    assert not out.exists()
    done = CliRunner().invoke(build_app(), [*arguments, "--report", str(tmp_path / "report.json")])
    assert done.exit_code == 0, done.output
    keys = {"cells", "primary", "secondary", "cost", "lower_bound", "gap", "optimal", "proved_safe"}
    assert keys | {"assumptions", "unproved", "seconds", "peak_mb"} <= set(
        json.loads((tmp_path / "report.json").read_text())
    )
    assert "cost" not in done.output


@pytest.mark.parametrize("method", ["round", "small-counts"])
def test_a_perturbed_table_says_what_it_takes_readers_to_know(offences: Path, method: str) -> None:
    done = protect(offences, threshold=5, method=method)
    assert {row[-1] for row in csv.reader(done.public.splitlines()[1:])} == {"r"}
    assert done.report["method"] == method
    assert done.report["proved_safe"] is True
    assert done.exit_code == 0
    assert done.report["unproved"] == []
    assert any("no true count" in sentence for sentence in done.report["assumptions"])


def test_several_trees_over_one_dimension(tmp_path: Path) -> None:
    cells, one, other = tmp_path / "cells.csv", tmp_path / "one.csv", tmp_path / "other.csv"
    cells.write_text("place,year,count\na,1,3\na,2,9\nb,1,12\nb,2,4\nc,1,8\nc,2,20\n")
    one.write_text("code,parent\nnorth,\na,north\nb,north\nc,\n")
    other.write_text("code,parent\ncoast,\nb,coast\nc,coast\na,\n")
    done = protect(cells, threshold=5, method="suppress", hierarchies={"place": [one, other]})
    assert done.exit_code == 0
    assert {key[0] for key in rows(done.public)} == {"a", "b", "c", "north", "coast", "Total"}


@pytest.mark.parametrize("method", ["suppress", "large"])
def test_a_low_count_that_must_be_given_is_named_by_every_method(offences: Path, tmp_path: Path, method: str) -> None:
    keys = tmp_path / "given.csv"
    keys.write_text("offence,year\nburglary,2023\n")
    with pytest.raises(NotSafe) as told:
        protect(offences, threshold=5, method=method, publish=keys)
    assert "burglary" in str(told.value)


def test_a_threshold_beyond_all_counts_is_refused(offences: Path) -> None:
    with pytest.raises(BadInput):
        protect(offences, threshold=10**20)


@pytest.mark.parametrize("end", ["1\n10 3 : 1 (1) 2 (1) 3 (-1)\n0 2 : 1 (1) 2 (-1)\n", "-1\n", "0\njunk\n"])
def test_a_jj_file_is_read_to_its_end_or_not_at_all(tmp_path: Path, end: str) -> None:
    """An equation beyond those announced would give away what the others protect."""
    path = tmp_path / "more.jj"
    cells = "".join(f"{k} 10 1 s 0 100 0 0 0\n" for k in (1, 2, 3))
    path.write_text(f"0\n3\n{cells}{end}")
    with pytest.raises(BadInput):
        protect(path, method="suppress")


@pytest.mark.parametrize(
    ("method", "base", "threshold", "code"),
    [("round", 5, 5, 0), ("round", 7, 5, 0), ("round", 2, 5, 1), ("small-counts", 5, 5, 0), ("small-counts", 3, 5, 1)],
)
def test_changed_figures_that_show_a_low_count_are_not_written(
    offences: Path, tmp_path: Path, method: str, base: int, threshold: int, code: int
) -> None:
    """Base 2 shows a 3 as 2 or 4, which stand for 1 to 3 or 3 to 5; base 3 of small counts gives 3 and 4 as they are."""
    out, report = tmp_path / "public.csv", tmp_path / "report.json"
    words = ["--method", method, "--base", str(base), "--threshold", str(threshold)]
    done = CliRunner().invoke(
        build_app(), ["protect", str(offences), *words, "--out", str(out), "--report", str(report)]
    )
    if code == 0:
        assert done.exit_code == 0
        assert "Proved safe" in done.output
        said = json.loads(report.read_text())
        assert said["proved_safe"] is True
        assert said["cost"] is None
        assert any(note.startswith("Proved: no low count") for note in said["notes"])
        assert any("leaves at least" in note for note in said["notes"])
    else:
        assert isinstance(done.exception, NotSafe)
        assert "to be low" in str(done.exception)
        assert "base of at least the threshold" in str(done.exception)
        assert not out.exists()
        assert not report.exists()


def test_noise_too_small_for_the_threshold_is_not_safe(offences: Path, tmp_path: Path) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text("a secret of sixteen and more")
    with pytest.raises(NotSafe, match="Raise --noise"):
        protect(offences, threshold=9, method="cell-key", seed=seed, noise=1, variance=0.5)
    done = protect(offences, threshold=5, method="cell-key", seed=seed, noise=9, variance=9)
    assert done.exit_code == 0
    assert done.report["proved_safe"] is True
    assert "Proved safe" in done.lines()[1]


def test_changed_figures_without_proof_come_back_unproved_where_that_is_allowed(offences: Path, tmp_path: Path) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text("a secret of sixteen and more")
    with patch("fanlight.audit.cells.perturbed.audit_cells") as audit:
        audit.side_effect = lambda public, requirements, **more: audit_cells(public, requirements, time_limit=1e-9)
        done = protect(offences, threshold=5, method="cell-key", seed=seed, allow_unproved=True)
        with pytest.raises(Unproved, match="cannot be worked out too closely: bicycle theft, 2023") as refused:
            protect(offences, threshold=5, method="cell-key", seed=seed)
    assert refused.value.exit_code == 2
    assert refused.value.report.unproved == done.result.report.unproved
    assert isinstance(done.result.table, UnprovedTable)
    assert done.result.table.unproved == done.result.report.unproved
    assert done.exit_code == 2
    assert done.report["proved_safe"] is False
    assert done.report["unproved"]
    assert "cells unproved" in done.lines()[1]
    assert done.public


@pytest.mark.parametrize(
    ("cost", "unproved", "unprotectable", "optimal", "gap"),
    [
        (9, (), (), True, 0.0),
        (12, (), (), False, 0.25),
        (5, (3,), (), False, None),
        (0, (), (3,), False, None),
    ],
)
def test_what_is_not_protected_yet_is_not_the_least(
    cost: int, unproved: tuple[int, ...], unprotectable: tuple[int, ...], optimal: bool, gap: float | None
) -> None:
    """A pattern that is not finished can cost less than the bound on safe ones: that proves nothing."""
    table = product_table((axis("a", ["x", "y"]), axis("b", ["1", "2"])), np.array([[1, 9], [9, 9]])).with_requirements(
        5
    )
    found = LargeSuppression(
        table.primary, Moves.of([]), unproved, (), cost, finished=True, unprotectable=unprotectable
    )
    protected = registry._of_large(table, found, 9)
    assert protected.optimal is optimal
    assert protected.gap == gap
