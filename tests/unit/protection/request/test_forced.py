"""`fanlight protect` with cells that are to be given or withheld in any case."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from fanlight.errors import BadInput, NotSafe
from fanlight.protection import run
from tests.asking import audited, protect

HIGH = "place,year,count\n" + "".join(f"{p},{y},{c}\n" for p, y, c in (
    ("a", 1, 20), ("a", 2, 30), ("b", 1, 40), ("b", 2, 50), ("c", 1, 60), ("c", 2, 70)
))  # fmt: skip


def file(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def rows(text: str) -> dict[tuple[str, ...], tuple[str, str]]:
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in list(csv.reader(text.splitlines()))[1:]}


@pytest.mark.parametrize("method", ["suppress", "large", "auto"])
def test_a_cell_that_is_to_be_withheld_cannot_be_worked_out(tmp_path: Path, method: str) -> None:
    """No rule protects it, and it used to be left alone in its row and column: its total gave it away."""
    cells = file(tmp_path / "cells.csv", HIGH)
    hold = file(tmp_path / "hold.csv", "place,year\nb,1\n")
    done = protect(cells, threshold=5, method=method, withhold=hold)
    assert done.exit_code == 0
    assert done.report["forced"] == {"withheld": [["b", "1"]], "given": []}
    assert (done.report["primary"], done.report["exact"]) == (0, [])
    assert done.report["secondary"] >= 3
    public = file(tmp_path / "public.csv", done.public)
    seen = audited(public, threshold=5, cells=cells)
    (own,) = [column for column in range(len(seen.cells)) if seen.public.key(int(seen.cells[column])) == ("b", "1")]
    assert seen.lower[own] < seen.upper[own]
    assert not seen.exact.any()
    assert any("withheld as asked" in line for line in done.lines())


def test_each_withheld_figure_is_counted_once(tmp_path: Path) -> None:
    """A low count that somebody asks to have withheld is protected by the rule first."""
    low = HIGH.replace("a,1,20", "a,1,2")
    cells = file(tmp_path / "cells.csv", low)
    hold = file(tmp_path / "hold.csv", "place,year\na,1\nb,2\n")
    done = protect(cells, threshold=5, withhold=hold)
    counts = [done.report[key] for key in ("primary", "asked", "secondary")]
    assert counts[:2] == [1, 1]
    assert sum(counts) == sum(mark == "c" for _, mark in rows(done.public).values())
    assert done.report["forced"]["withheld"] == [["a", "1"], ["b", "2"]]
    assert f"1 protected, 1 withheld as asked, {counts[2]} more withheld" in done.lines()[0]


def test_a_cheapest_way_is_proved_for_a_cell_that_is_to_be_withheld(tmp_path: Path) -> None:
    cells = file(tmp_path / "cells.csv", HIGH)
    hold = file(tmp_path / "hold.csv", "place,year\nb,1\n")
    done = protect(cells, threshold=5, method="suppress", withhold=hold)
    # With a square of a and b: 20 + 30 + 50 beside it.
    assert (done.report["cost"], done.report["optimal"]) == (100, True)


@pytest.mark.parametrize(("limit", "both"), [(0.5, 2.0), (6.0, 6.0), (300.0, 20.0)])
def test_why_cells_cannot_be_protected_is_found_out_in_what_is_left_of_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: float, both: float
) -> None:
    """Two seconds at least, and no more than finding out takes anywhere; what the first search does not use is the second's."""
    now, given = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    movable, cannot = run.movable, run.cannot

    def moved(*args, seconds: float, **options):
        given.append(seconds)
        now[0] += seconds / 2
        return movable(*args, seconds=seconds, **options)

    def held(*args, seconds: float, **options):
        given.append(seconds)
        return cannot(*args, seconds=seconds, **options)

    monkeypatch.setattr(run, "movable", moved)
    monkeypatch.setattr(run, "cannot", held)
    hold = file(tmp_path / "hold.csv", "place,year\nb,1\n")
    give = file(tmp_path / "give.csv", "place,year\nb,2\nb,Total\na,2\n")
    cells = file(tmp_path / "cells.csv", HIGH)
    with pytest.raises(NotSafe, match="b, Total"):
        protect(cells, threshold=5, withhold=hold, publish=give, time_limit=limit)
    assert given == pytest.approx([both / 2, both * 3 / 4])


@pytest.mark.parametrize("method", ["suppress", "large"])
def test_a_cell_to_be_withheld_that_nothing_protects_is_named_with_what_holds_it(tmp_path: Path, method: str) -> None:
    cells = file(tmp_path / "cells.csv", HIGH)
    hold = file(tmp_path / "hold.csv", "place,year\nb,1\n")
    give = file(tmp_path / "give.csv", "place,year\nb,2\nb,Total\na,2\n")
    with pytest.raises(NotSafe) as refused:
        protect(cells, threshold=5, method=method, withhold=hold, publish=give)
    said = str(refused.value)
    assert "1 cell cannot be protected: b, 1. It is to be withheld in any case, and can be worked out exactly." in said
    assert "what is to be given in any case" in said
    assert "b, 2" in said
    assert "b, Total" in said
    assert "a, 2" not in said
    assert "40" not in said


@pytest.mark.parametrize("method", ["suppress", "large", "auto", "pool"])
def test_a_low_cell_that_is_to_be_given_is_refused_at_once(tmp_path: Path, method: str) -> None:
    cells = file(tmp_path / "cells.csv", HIGH.replace("b,1,40", "b,1,3"))
    give = file(tmp_path / "give.csv", "place,year\nb,1\n")
    with pytest.raises(NotSafe) as refused:
        protect(cells, threshold=5, method=method, publish=give, choose_pools=method == "pool")
    said = str(refused.value)
    assert "1 cell cannot be protected: b, 1. It is to be given in any case, though a rule protects it." in said
    assert "--publish" in said


@pytest.mark.parametrize("method", ["suppress", "large"])
def test_cells_to_be_given_that_hold_a_low_one_are_named(tmp_path: Path, method: str) -> None:
    cells = file(tmp_path / "cells.csv", HIGH.replace("b,1,40", "b,1,3"))
    give = file(tmp_path / "give.csv", "place,year\nb,2\nb,Total\nc,2\n")
    with pytest.raises(NotSafe) as refused:
        protect(cells, threshold=5, method=method, publish=give)
    said = str(refused.value)
    assert "1 cell cannot be protected: b, 1." in said
    assert "what is to be given in any case holds it too closely: b, 2; b, Total." in said


@pytest.mark.parametrize("method", ["suppress", "large"])
def test_zeros_are_withheld_where_nothing_else_protects(tmp_path: Path, method: str) -> None:
    """Every sum is to be given: the 3 goes up only where c's zero does, and down only where b's goes up."""
    cells = file(tmp_path / "cells.csv", "place,year,count\na,1,3\na,2,9\nb,1,0\nb,2,8\nc,1,7\nc,2,0\n")
    give = file(tmp_path / "give.csv", "place,year\na,Total\nb,Total\nc,Total\nTotal,1\nTotal,2\nTotal,Total\n")
    done = protect(cells, threshold=5, method=method, publish=give)
    found = rows(done.public)
    assert done.exit_code == 0
    assert found["b", "1"] == found["c", "2"] == ("", "c")
    assert any("Zeros are withheld" in note for note in done.report["notes"])
    with pytest.raises(NotSafe, match="a, 1"):
        protect(cells, threshold=5, method=method, publish=give, zeros_shown=True)


def test_a_zero_that_readers_know_to_be_given_cannot_be_withheld(tmp_path: Path) -> None:
    cells = file(tmp_path / "cells.csv", HIGH.replace("b,1,40", "b,1,0"))
    hold = file(tmp_path / "hold.csv", "place,year\nb,1\n")
    with pytest.raises(BadInput, match=r"b, 1: Readers know that every zero is given"):
        protect(cells, threshold=5, withhold=hold, zeros_shown=True)
    done = protect(cells, threshold=5, withhold=hold)
    assert (done.exit_code, done.report["exact"]) == (0, [])


@pytest.mark.parametrize("method", ["suppress", "large"])
def test_a_jj_cell_withheld_by_hand_without_levels_cannot_be_worked_out(tmp_path: Path, method: str) -> None:
    """2 x 2 cells with margins; cell 0 has the status m and no levels."""
    values = {0: 20, 1: 30, 2: 50, 3: 40, 4: 60, 5: 100, 6: 60, 7: 90, 8: 150}
    lines = ["0", "9", *(f"{c} {v} {v} {'m' if c == 0 else 's'} 0 1000 0 0 0" for c, v in values.items()), "6"]
    lines += [f"0 3 : {3 * i} (1) {3 * i + 1} (1) {3 * i + 2} (-1)" for i in range(3)]
    lines += [f"0 3 : {j} (1) {3 + j} (1) {6 + j} (-1)" for j in range(3)]
    done = protect(file(tmp_path / "m.jj", "\n".join(lines) + "\n"), method=method)
    assert done.exit_code == 0
    assert done.report["forced"]["withheld"] == [["0"]]
    assert done.report["exact"] == []
    assert done.report["secondary"] >= 3
