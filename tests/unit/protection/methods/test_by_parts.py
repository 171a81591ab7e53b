"""What `--method large` does where it finds no way for a figure and time is left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fanlight.errors import NotProvedSafe
from fanlight.protection.methods import registry
from fanlight.readers.jj.file import read_jj
from fanlight.sdc.exact.suppress import NoPatternInTime
from fanlight.sdc.heuristic import LargeSuppression, suppress_large
from tests.asking import protect

FACTORS = """0
7
0 14.25 22 s 0 100000.125 0 0 0
1 2.25 49 s -2.75 100000 0 0 0
2 0 42 s -14 100000.125 0 0 0
3 0.25 49 s -3.75 100000 0 0 0
4 -26.75 39 u -41.75 100000 3.375 6.125 0
5 8.5 23 u 6.5 100000 2 1 0
6 18.5 0 s 0 100000 0 0 0
5
0 5 : 4 (-1) 2 (-2) 3 (-2) 1 (1) 0 (-2)
0 5 : 5 (-1) 1 (3) 0 (2) 2 (1) 4 (1)
39.25 4 : 1 (1) 2 (1) 5 (1) 0 (2)
0 5 : 6 (-1) 1 (2) 3 (-1) 2 (1) 0 (1)
27 3 : 6 (-1) 0 (2) 5 (2)
"""
"""Sums with factors, in which only large movements in steps of several hundreds keep all five of them."""


@pytest.fixture
def factors(tmp_path: Path) -> Path:
    path = tmp_path / "factors.jj"
    path.write_text(FACTORS)
    return path


def test_part_by_part_alone_finds_no_way_in_this_table(factors: Path) -> None:
    found = suppress_large(read_jj(factors), seconds=10, processes=1)
    assert found.unproved == (4, 5)
    assert found.finished
    assert not found.unprotectable


def test_what_part_by_part_leaves_is_searched_for_in_the_whole_table(factors: Path) -> None:
    done = protect(factors, method="large", time_limit=10)
    assert done.exit_code == 0
    assert done.report["proved_safe"]
    assert done.report["method"] == "suppress"
    assert done.report["cost"] == protect(factors, method="suppress", time_limit=10).report["cost"]
    assert any("no way was found for 2 figures" in note for note in done.report["notes"])


def test_a_table_too_large_to_be_searched_is_refused_without_a_word_of_time(
    factors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "LARGE", 0)
    with pytest.raises(NotProvedSafe) as refused:
        protect(factors, method="large", time_limit=10)
    said = str(refused.value)
    assert "no way for 2 figures" in said
    assert "--method suppress" in said
    assert "time" not in said


def test_where_time_did_run_out_that_is_what_is_said(factors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_args: object, **_options: object) -> None:
        raise NoPatternInTime(0)

    monkeypatch.setattr(registry, "suppress", late)
    with pytest.raises(NotProvedSafe) as refused:
        protect(factors, method="large", time_limit=10)
    assert "The time ran out with 2 figures" in str(refused.value)
    assert "--time-limit" in str(refused.value)


@pytest.mark.parametrize("finished", [True, False])
def test_a_method_that_a_limit_cut_short_says_so(factors: Path, finished: bool) -> None:
    table = read_jj(factors)
    found = suppress_large(table, seconds=10, processes=1)
    cut = LargeSuppression(found.withheld, found.witnesses, found.unproved, found.still, found.cost, finished)
    protected = registry._of_large(table, cut)
    assert protected.late is not finished
    assert np.array_equal(protected.withheld, found.withheld)
