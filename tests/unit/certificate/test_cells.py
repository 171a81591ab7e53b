"""The second checker of cells: what is no certificate of this version, and what only looks like a proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.audit.cells import CellKnowledge, Source, audit_cells, from_table, unknown_values
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check, read_paper
from fanlight.certificate.cells_reading import read_values
from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError, NotProvedSafe
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from tests.certificates import sealed
from tests.public_files import public_text

COUNTS = [[4, 4, 9], [4, 4, 9], [0, 0, 9]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "public.csv"


def paper_of(path: Path, *, unknown: bool = False, knowledge: CellKnowledge | None = None) -> dict[str, Any]:
    """A certificate of a table of which the first two columns are withheld, through JSON as a reader has it."""
    table = product_table([axis("r", tuple("abc")), axis("c", tuple("xyz"))], np.array(COUNTS))
    withheld = np.zeros((4, 4), dtype=bool)
    withheld[:3, :2] = True
    public = public_of(table, withheld.ravel())
    required = unknown_values(public, 5, zeros_shown=False) if unknown else from_table(table.with_requirements(5))
    path.write_text(public_text(public))
    found = audit_cells(public, required, knowledge=knowledge)
    made: dict[str, Any] = json.loads(json.dumps(certificate_of(found)))
    return made


def test_a_certificate_of_the_old_form_says_what_to_do(path: Path) -> None:
    paper = paper_of(path)
    for version in (1, 5, "2", True, 2.0, None):
        with pytest.raises(BadInput, match="another version") as refused:
            check(sealed(paper | {"version": version}), path)
        assert "rite it again" in refused.value.next_step
    old = {name: value for name, value in paper.items() if name != "of"} | {"format": "fanlight-cell-certificate"}
    assert check(sealed(old | {"version": 2}), path) == paper["verdict"]
    with pytest.raises(BadInput, match="too many or too few: 'groups'"):
        check(sealed(old | {"version": 3}), path)
    for other in ([], "safe", None, {}, paper | {"format": "fanlight-cell-certificate"}, paper | {"of": "units"}):
        with pytest.raises(BadInput, match="not a certificate"):
            check(other, path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"verdict": "safe", "verdict": "exposed"}', "twice"),
        ('{"base": [{"a": 1, "a": 1}]}', "twice"),
        ('{"threshold": NaN}', "is none"),
        ('{"threshold": Infinity}', "is none"),
        ("\ufeff{}", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("1" * 5_000, "not JSON"),
    ],
)
def test_json_that_readers_would_read_differently_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "paper.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_paper(file)


def test_another_order_of_names_and_other_spaces_mean_nothing(path: Path) -> None:
    paper = paper_of(path)
    turned = json.dumps(dict(reversed(paper.items())), indent=3)
    file = path.with_name("paper.json")
    file.write_text(turned)
    assert check(read_paper(file), path, sha256=paper["sha256"].upper()) == "safe"


def test_another_certificate_than_the_reports_is_refused(path: Path) -> None:
    file = path.with_name("paper.json")
    file.write_text(json.dumps(paper_of(path)))
    done = CliRunner().invoke(build_app(), ["verify-certificate", str(file), str(path), "--sha256", "0" * 64])
    assert isinstance(done.exception, NotProvedSafe)
    assert done.exception.exit_code == 2
    assert "another certificate" in str(done.exception)


def test_a_figure_shown_to_be_none_cannot_be_said_to_be_exposed(path: Path) -> None:
    """Of unknown counts: a bound alone would do as a failure, were it not for the table in which the figure is low."""
    paper = paper_of(path, unknown=True)
    assert paper["verdict"] == "safe"
    assert len(paper["spared"]) == 2
    assert check(paper, path) == "safe"
    for low_in in (-1, 0, None, 99):
        moved = [{"cell": one["cell"], "low_in": low_in, "steps": one["steps"]} for one in paper["spared"]]
        other = sealed(paper | {"verdict": "exposed", "spared": [], "failures": moved})
        with pytest.raises(FanlightError, match=r"low in any table|no witness|not whole"):
            check(other, path)


def test_an_assumption_cannot_go_with_its_fact_unseen(path: Path) -> None:
    """Whoever takes out what is known from elsewhere and seals it again has proved less, and that is what is told."""
    known = Source("other.csv", {0: (0, 8), 2: (9, 9), 3: (17, 17)})
    paper = paper_of(path, knowledge=CellKnowledge(sources=(known,)))
    assert any("3 cells from other.csv" in sentence for sentence in paper["assumptions"])
    with pytest.raises(NotProvedSafe, match="follow from its facts"):
        check(sealed(paper | {"sources": []}), path)
    less = paper_of(path)
    assert check(less, path) == "safe"
    assert any("No other source" in sentence for sentence in less["assumptions"])
    with pytest.raises(NotProvedSafe, match="another certificate"):
        check(less, path, sha256=paper["sha256"])


@pytest.mark.parametrize(("release", "words"), [(False, "1 cell from"), (True, "1 count given in")])
def test_one_is_said_as_one(path: Path, release: bool, words: str) -> None:
    """And the checker, which writes the sentence itself, says the same."""
    known = Source("other.csv", {2: (9, 9)}, release=release)
    paper = paper_of(path, knowledge=CellKnowledge(sources=(known,)))
    assert any(f"{words} other.csv" in sentence for sentence in paper["assumptions"])
    assert check(paper, path) in {"safe", "exposed"}


@pytest.mark.parametrize(
    "cells",
    [
        [[["a", "x"], 0, 8], [["a", "x"], 0, 8]],
        [[["a", "x"], None, None]],
        [[["a", "nowhere"], 0, 1]],
        [[["a", "z"], 10, 11]],
        [[["a", "x"], 0]],
        [[["a", "x"], 0.0, 8]],
        {"a": 1},
    ],
)
def test_what_is_known_from_elsewhere_must_fit_the_table(path: Path, cells: Any) -> None:
    paper = paper_of(path)
    source = {"name": "other.csv", "release": False, "cells": cells}
    with pytest.raises(BadInput):
        check(sealed(paper | {"sources": [source]}), path)


@pytest.mark.parametrize("weight", ["2/2", "0.5", "1e999999999", "1/0", "0", " 1", "+1", 1, None, "٣"])
def test_a_multiplier_is_a_fraction_in_lowest_terms(path: Path, weight: Any) -> None:
    paper = paper_of(path, unknown=True)
    paper["spared"][0]["steps"][0]["sums"][0][1] = weight
    with pytest.raises(BadInput, match="lowest terms"):
        check(sealed(paper), path)


def test_a_published_name_with_a_control_character_is_refused(path: Path) -> None:
    paper = paper_of(path)
    path.write_text(path.read_text().replace("r,c,", "r\0,c,"))
    with pytest.raises(BadInput, match="control character"):
        check(paper, path)


@pytest.mark.parametrize("count", ["--9", "-9", "", "9.0", "1e1", "９", "9_0", "9" * 5_000])
def test_a_given_count_is_digits_alone(path: Path, count: str) -> None:
    paper = paper_of(path)
    assert "a,z,9," in path.read_text()
    path.write_text(path.read_text().replace("a,z,9,", f"a,z,{count},"))
    with pytest.raises(BadInput, match="not a whole number from 0"):
        check(paper, path)
    path.write_text(path.read_text().replace(f"a,z,{count},", "a,z,9,"))
    cells = path.with_name("cells.csv")
    cells.write_text(f"r,c,count\na,z,{count.removesuffix('.0') if count != '9.0' else '9.5'}\n")
    with pytest.raises(BadInput, match="true count is not whole"):
        read_values(cells, "count", path, {}, None)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ("n,m\nm,n\na,n\nb,n\nc,", "does not stand below its top"),
        ("a,a\nb,\nc,", "does not stand below its top"),
        ("a,d\nb,\nc,", "does not stand below its top"),
        ("n,\nm,\na,n\na,m\nb,n\nc,m", "names a code twice"),
        ("Total,\na,\nb,\nc,", "is the top"),
        ("a,Total\nb,\nc,", "is the top"),
    ],
)
def test_a_tree_that_is_none_is_refused_by_the_second_checker(path: Path, tree: str, said: str) -> None:
    paper = paper_of(path)
    file = path.with_name("tree.csv")
    file.write_text(f"code,parent\n{tree}\n")
    with pytest.raises(BadInput, match=said):
        check(paper, path, trees={"r": [file]})


@pytest.mark.parametrize(
    ("pools", "said"),
    [
        ("r,p,a\nr,q,a", "merged twice"),
        ("r,p,a\nr,p,a", "merged twice"),
        ("r,p,Total", "is the top"),
        ("r,Total,a", "is the top"),
        ("r,,a", "blank"),
    ],
)
def test_pools_that_are_none_are_refused_by_the_second_checker(path: Path, pools: str, said: str) -> None:
    paper = paper_of(path)
    file = path.with_name("pools.csv")
    file.write_text(f"dimension,pool,code\n{pools}\n")
    with pytest.raises(BadInput, match=said):
        check(paper, path, pools=file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("r,c,", "r,r,", "two have the same"),
        ("r,c,", ",c,", "has no name"),
        ("a,z,9,\n", "", "A row is missing"),
        ("a,z,9,\n", "a,z,9,\na,z,9,\n", "stands twice"),
        ("a,x,,c", "a,x,4,c", "neither given nor withheld"),
        ("a,", ",", "A code is blank"),
    ],
)
def test_a_published_file_that_is_none_is_refused_by_the_second_checker(
    path: Path, old: str, new: str, said: str
) -> None:
    paper = paper_of(path)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BadInput, match=said):
        check(paper, path)
