"""Data frames in and out, and the picture of a table."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

import fanlight
from fanlight.audit.cells import State, audit_cells, from_table
from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.protection.report.plot import plot, svg
from fanlight.tables.knowledge.rules import MagnitudeRules

COUNTS = {
    "offence": ["Theft"] * 3 + ["Drugs"] * 3 + ["Burglary"] * 3,
    "year": [2021, 2022, 2023] * 3,
    "count": [12, 3, 9, 20, 14, 2, 7, 8, 11],
}


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_a_frame_comes_back_protected_as_the_same_kind(kind) -> None:
    done = fanlight.protect(kind(COUNTS), threshold=5)
    assert isinstance(done.public, kind)
    assert list(done.public.columns) == ["offence", "year", "count", "status"]
    assert len(done.public) == 16
    assert done.proved
    assert done.status == "least loss proved"
    rows = done.public.to_dict("records") if kind is pd.DataFrame else done.public.to_dicts()
    for row in rows:
        missing = row["count"] is None or row["count"] is pd.NA
        assert missing == (row["status"] == "c")
    assert {(r["offence"], r["year"]) for r in rows if r["status"] == "c"} >= {("Theft", "2022"), ("Drugs", "2023")}
    found = fanlight.audit(done.public, threshold=5, cells=kind(COUNTS))
    assert found.verdict == "safe"
    alone = fanlight.audit(done.public, threshold=5)
    assert alone.detail.requirements.values is None
    assert len(alone.intervals) == len(found.intervals)


def test_trees_are_given_as_mappings() -> None:
    tree = {"Theft": "Taking", "Burglary": "Taking", "Drugs": "", "Taking": ""}
    done = fanlight.protect(pl.DataFrame(COUNTS), threshold=5, hierarchies={"offence": tree})
    assert "Taking" in done.public["offence"].to_list()
    assert (
        fanlight.audit(done.public, threshold=5, cells=pl.DataFrame(COUNTS), hierarchies={"offence": tree}).verdict
        == "safe"
    )
    with pytest.raises(BadInput, match="cycle"):
        fanlight.protect(pl.DataFrame(COUNTS), threshold=5, hierarchies={"offence": {"a": "b", "b": "a"}})


def test_records_become_a_table_of_amounts() -> None:
    records = pl.DataFrame(
        {
            "region": ["N", "N", "N", "S", "S", "S", "S"],
            "sector": ["x", "x", "y", "x", "y", "y", "y"],
            "turnover": [100, 3, 40, 30, 30, 30, 30],
            "company": ["A", "B", "A", "C", "D", "E", "F"],
        }
    )
    table = fanlight.amounts(
        records,
        dimensions=["region", "sector"],
        amount="turnover",
        holder="company",
        rules=MagnitudeRules(p_percent=Fraction(10)),
    )
    cell = table.names.cell
    assert table.values[cell(("Total", "Total"))] == 263
    assert table.primary[cell(("N", "x"))]
    assert table.upl[cell(("N", "x"))] == 10
    assert table.upl[cell(("N", "Total"))] == 14  # company A is 140 of 143 and B knows its own 3
    assert not table.primary[cell(("S", "y"))]
    with pytest.raises(BadInput, match="row 1"):
        fanlight.amounts(
            records.with_columns(turnover=pl.Series([0.5] * 7)),
            dimensions=["region"],
            amount="turnover",
            rules=MagnitudeRules(p_percent=Fraction(10)),
        )
    with pytest.raises(BadInput, match="no column"):
        fanlight.amounts(records, dimensions=["town"], amount="turnover", rules=MagnitudeRules())


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(BadInput, match="not a data frame"):
        fanlight.protect([1, 2], threshold=5)


def drawn():
    table = product_table(
        [axis("offence", tuple("abc")), axis("year", ("2021", "2022"))], np.array([[3, 9], [8, 6], [12, 4]])
    )
    withheld = np.zeros(len(table), dtype=bool)
    for key in (("a", "2021"), ("a", "2022"), ("b", "2021"), ("b", "2022"), ("c", "2022")):
        withheld[table.names.cell(key)] = True
    return audit_cells(public_of(table, withheld), from_table(table.with_requirements(5)))


def test_the_picture_shows_what_is_given_and_what_can_be_worked_out() -> None:
    found = drawn()
    text = svg(plot(found))
    assert text == svg(plot(drawn()))
    assert "= 4" in text
    assert "0 to 11" in text
    assert "Internal" in text
    assert State.FAILED in found.states
    assert "too close" in text
    public = svg(plot(found, intervals=False))
    assert "[c]" in public
    assert "Internal" not in public
    assert "0 to 11" not in public
    for wrong in ({"rows": "town"}, {"rows": "year", "columns": "year"}):
        with pytest.raises(BadInput):
            plot(found, **wrong)


def test_the_picture_that_can_be_given_out_tells_no_withheld_figure_from_another() -> None:
    """Two tables with the same figures given: in one a withheld figure is low, in the other it protects another."""
    table = product_table([axis("r", ("x", "y")), axis("s", ("u", "v"))], np.array([[3, 9], [8, 6]]))
    other = product_table([axis("r", ("x", "y")), axis("s", ("u", "v"))], np.array([[9, 3], [2, 12]]))
    withheld = np.zeros(len(table), dtype=bool)
    for key in (("x", "u"), ("x", "v"), ("y", "u"), ("y", "v")):
        withheld[table.names.cell(key)] = True
    found = [audit_cells(public_of(one, withheld), from_table(one.with_requirements(5))) for one in (table, other)]
    assert [one.states.tolist() for one in found] == [[1, 0, 0, 0], [0, 1, 1, 0]]
    inside = [svg(plot(one)) for one in found]
    assert inside[0] != inside[1]
    text = svg(plot(found[0], intervals=False))
    colours = {
        re.search("fill: ?(#[0-9a-f]+)", style)[1]
        for style in re.findall(r'<path [^>]*style="([^"]*)"', text)
        if "fill: #" in style
    }
    assert colours == {"#ffffff", "#dbe4ee"}
    assert "withheld" in text
    for word in ("protect", "wide", "close", "proved", "Internal", "9fc5a8", " to "):
        assert word not in text
    # Cell by cell the two differ by what is given alone.
    plain = [re.sub(r">[0-9,]+<", ">n<", svg(plot(one, intervals=False))) for one in found]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("intervals", [True, False])
def test_a_picture_saved_in_any_way_holds_all_of_itself(intervals: bool) -> None:
    figure = plot(drawn(), intervals=intervals)
    figure.draw_without_rendering()
    whole = figure.bbox
    axes = figure.axes[0]
    parts = [axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels(), *figure.legends]
    for part in parts:
        box = part.get_window_extent(figure.canvas.get_renderer())
        assert whole.x0 - 1 <= box.x0 < box.x1 <= whole.x1 + 1, part
        assert whole.y0 - 1 <= box.y0 < box.y1 <= whole.y1 + 1, part


def test_a_code_of_a_dimension_that_is_drawn_or_an_unknown_one_is_refused() -> None:
    found = drawn()
    for at, said in (
        ({"year": "2021"}, "drawn with all of its codes"),
        ({"offence": "nowhere"}, "drawn with all of its codes"),
        ({"town": "a"}, "no dimension “town”"),
    ):
        with pytest.raises(BadInput, match=said):
            plot(found, at=at)
    table = product_table([axis(name, ("a", "b")) for name in "xyz"], np.full((2, 2, 2), 9))
    deep = audit_cells(public_of(table, np.zeros(len(table), dtype=bool)), from_table(table.with_requirements(5)))
    assert ">18<" in svg(plot(deep, at={"x": "a"}, rows="y", columns="z")).replace(" ", "")
    with pytest.raises(BadInput, match="x has no code “c”"):
        plot(deep, at={"x": "c"}, rows="y", columns="z")
    assert ">36<" in svg(plot(deep, columns="x"))


def test_the_table_of_the_literature_has_its_interval() -> None:
    """Investment by activity and region: activity II in region C, with three more withheld, lies from 5 to 30."""
    table = product_table(
        [axis("activity", ("I", "II", "III")), axis("region", ("A", "B", "C"))],
        np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]]),
    )
    withheld = np.zeros(len(table), dtype=bool)
    for key in (("II", "A"), ("II", "C"), ("III", "A"), ("III", "C")):
        withheld[table.names.cell(key)] = True
    found = audit_cells(public_of(table, withheld), from_table(table.with_requirements(5)))
    column = int(np.searchsorted(found.cells, table.names.cell(("II", "C"))))
    assert (found.lower[column], found.upper[column]) == (5, 30)


def test_the_example_of_the_page_on_data_frames_runs() -> None:
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "data-frames.md").read_text()
    code = page.split("```python\n")[1].split("```")[0]
    seen: dict[str, object] = {}
    exec(code, seen)
    assert seen["found"].verdict == "safe"


def test_options_are_values_and_those_that_are_none_are_refused() -> None:
    cells = pl.DataFrame(COUNTS)
    done = fanlight.protect(
        cells,
        threshold=5,
        time_limit=5,
        protect_zeros=True,
        publish=pl.DataFrame({"offence": ["Total"], "year": ["Total"]}),
        withhold=pd.DataFrame({"offence": ["Theft"], "year": ["2021"]}),
        costs="cells",
    )
    assert done.report.withheld_as_asked == (("Theft", "2021"),)
    assert done.report.given_as_asked == (("Total", "Total"),)
    noisy = fanlight.protect(cells, threshold=5, method="cell-key", seed="0123456789abcdef" * 2, variance=2)
    assert set(noisy.public["status"].to_list()) == {"r"}
    with pytest.raises(TypeError, match="certificate"):
        fanlight.protect(cells, threshold=5, certificate="x.json")
    for options, said in (
        ({"threshold": "5"}, "threshold is not a whole number"),
        ({"threshold": 5.5}, "threshold is not a whole number"),
        ({"threshold": True}, "threshold is not a whole number"),
        ({"threshold": None}, "Give threshold, 5 say"),
        ({"time_limit": "60"}, "time_limit is not a number"),
        ({"zeros_shown": 1}, "zeros_shown is not True or False"),
        ({"withhold": 3}, "withhold is no data frame"),
        ({"costs": "much"}, "Costs are count or cells"),
        ({"seed": 3, "method": "cell-key"}, "seed is not a text"),
        ({"method": 3}, "method is not a text"),
        ({"revisions": "apart"}, "revisions says how a ledger is used"),
    ):
        with pytest.raises(BadInput) as refused:
            fanlight.protect(cells, **{"threshold": 5, **options})
        assert said in str(refused.value)
        assert "--" not in str(refused.value)
    found = fanlight.audit(done.public, threshold=5, cells=cells, intervals="needed", time_limit=9)
    assert found.verdict == "safe"


def test_errors_name_rows_and_arguments_not_lines_and_flags() -> None:
    wrong = pl.DataFrame({"a": ["x", "y"], "b": ["u", "u"], "count": [3, -1]})
    with pytest.raises(BadInput) as refused:
        fanlight.protect(wrong, threshold=5)
    assert refused.value.where == "the frame, row 2"
    assert refused.value.subject == fanlight.Subject(source="the frame", line=2)
    twice = pl.DataFrame({"a": ["x", "y", "x"], "count": [3, 1, 1]})
    with pytest.raises(BadInput, match="first in row 1") as refused:
        fanlight.protect(twice, threshold=5)
    assert refused.value.where == "the frame, row 3"
    with pytest.raises(BadInput) as refused:
        fanlight.protect(pl.DataFrame(COUNTS), threshold=5, method="round", zeros_shown=True)
    assert "zeros_shown does not go" in str(refused.value)
    assert refused.value.subject.field == "zeros_shown"
    assert "--" not in str(refused.value)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_chosen_pools_come_back_and_the_audit_takes_them(kind) -> None:
    cells = kind({"kind": list("abcde"), "count": [2, 3, 4, 20, 30]})
    done = fanlight.protect(cells, threshold=5, method="pool")
    assert isinstance(done.pools, kind)
    assert list(done.pools.columns) == ["dimension", "pool", "code"]
    assert set(done.pools["pool"]) <= set(done.public["kind"])
    assert fanlight.audit(done.public, threshold=5, cells=cells, pools=done.pools).verdict == "safe"
    with pytest.raises(BadInput):
        fanlight.audit(done.public, threshold=5, cells=cells)
    again = fanlight.protect(cells, threshold=5, method="pool", pools=done.pools)
    assert list(again.public["kind"]) == list(done.public["kind"])
    assert list(again.pools["code"]) == list(done.pools["code"])
    assert fanlight.protect(cells, threshold=5).pools is None
    with pytest.raises(BadInput, match="either given or chosen"):
        fanlight.protect(cells, threshold=5, pools=done.pools, choose_pools=True)
    with pytest.raises(BadInput, match="pools is no data frame"):
        fanlight.protect(cells, threshold=5, method="pool", pools="p.csv")


def test_the_example_of_the_page_on_amounts_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[4] / "docs" / "reference" / "magnitude-rules.md").read_text()
    seen: dict[str, object] = {}
    for part in page.split("```python\n")[1:]:
        exec(part.split("```")[0], seen)
    done, found = seen["done"], seen["found"]
    assert found.verdict == "safe"
    assert done.proved
    withheld = {(r["region"], r["sector"]) for r in done.public.to_dict("records") if r["status"] == "c"}
    assert withheld == {("N", "x"), ("N", "y"), ("S", "x"), ("S", "y")}
    bounds = {tuple(one["cell"]): (one["lo"], one["hi"]) for one in found.intervals}
    assert bounds[("N", "x")] == (0, 180)
    (command,) = [line for line in page.splitlines() if line.startswith("fanlight verify-certificate")]
    assert CliRunner().invoke(build_app(), command.split()[1:]).exit_code == 0
    table = seen["table"]
    for method in ("suppress", "large"):
        assert fanlight.protect(table, method=method).proved
    for options, said in (
        ({"threshold": 5}, "threshold does not go"),
        ({"method": "round"}, "none for amounts"),
        ({"groups": ["region"]}, "groups does not go"),
        ({"zeros_shown": True}, "zeros_shown does not go"),
    ):
        with pytest.raises(BadInput, match=said):
            fanlight.protect(table, **options)
    open_ = done.public.copy()
    at = open_.index[(open_["region"] == "N") & (open_["sector"] == "x")]
    open_.loc[at, ["count", "status"]] = [106, ""]
    assert fanlight.audit(open_, cells=table).verdict == "exposed"
    open_.loc[at, "count"] = 107
    with pytest.raises(BadInput, match="is not the table"):
        fanlight.audit(open_, cells=table)
    with pytest.raises(BadInput, match="missing"):
        fanlight.audit(done.public.iloc[1:], cells=table)


def test_amounts_keep_their_trees_and_give_empty_cells() -> None:
    records = pl.DataFrame(
        {
            "area": ["a", "a", "a", "b", "b", "b", "c", "c", "c", "c"],
            "sector": ["x", "x", "x", "x", "x", "x", "x", "y", "y", "y"],
            "amount": [90, 3, 2, 30, 30, 30, 0, 20, 20, 20],
        }
    )
    trees = {"area": {"a": "n", "b": "n", "c": "", "n": ""}}
    rules = MagnitudeRules(p_percent=10, minimum_contributors=2)
    table = fanlight.amounts(records, dimensions=["area", "sector"], amount="amount", rules=rules, hierarchies=trees)
    at = table.names.cell
    assert table.primary[at(("c", "x"))]  # one contributor, who has nothing
    assert not table.primary[at(("a", "y"))]
    done = fanlight.protect(table)
    rows = {(r["area"], r["sector"]): (r["count"], r["status"]) for r in done.public.to_dict("records")}
    assert rows["a", "y"] == (0, "")
    assert rows["a", "x"][1] == rows["c", "x"][1] == "c"
    found = fanlight.audit(pl.from_pandas(done.public), cells=table)
    assert found.verdict == "safe"
    assert len(found.detail.public.equations) == len(table.equations)
