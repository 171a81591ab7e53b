"""Protections and audits of values: no file, no flag, and nothing left open that would give figures away."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanlight.audit.cells import AuditRequest, audit_table
from fanlight.cli.flags import FLAGS
from fanlight.errors import BadInput, NotSafe, Place, Subject, completed, fields_named, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.protection import Perturbing, ProtectionRequest, protect_table
from fanlight.protection.request.options import METHODS_OF


def table() -> CellTable:
    return product_table([axis("k", ("a", "b", "c")), axis("y", ("p", "q"))], np.array([[3, 7], [8, 9], [20, 30]]))


def cell(*key: str) -> int:
    return table().names.cell(key)  # type: ignore[attr-defined, no-any-return]


def test_a_request_holds_no_path() -> None:
    for kind in (ProtectionRequest, AuditRequest, Perturbing):
        for field in dataclasses.fields(kind):
            assert "Path" not in str(field.type), field


def test_arrays_and_pools_go_in_and_a_sealed_table_comes_out() -> None:
    result = protect_table(ProtectionRequest(table(), 5))
    assert result.proved
    # What the others lose: the protected figure itself is no choice.
    assert result.report.cost == 7 + 8 + 9
    found = audit_table(AuditRequest(result.table.public, 5, table()))
    assert found.verdict == "safe"
    cheap = np.ones(len(table()), dtype=np.int64)
    assert protect_table(ProtectionRequest(table(), 5, costs=cheap)).report.cost == 3
    held = ProtectionRequest(table(), 5, withhold=np.array([cell("c", "q")]), publish=np.array([cell("b", "p")]))
    public = protect_table(held).table.public
    assert public.given[cell("b", "p")]
    assert not public.given[cell("c", "q")]
    pooled = protect_table(ProtectionRequest(table(), 5, method="pool", pools=(Pool("k", "ab", ("a", "b")),)))
    assert ("ab", "p") in [pooled.table.public.key(at) for at in range(len(pooled.table.public))]
    seen = audit_table(AuditRequest(pooled.table.public, 5, table(), pooled.pools))
    assert seen.verdict == "safe"


@pytest.mark.parametrize("threshold", [None, 0, 1, -3])
def test_without_a_threshold_nothing_is_let_out(threshold: int | None) -> None:
    """No threshold is none of 0, by which every count could be given."""
    with pytest.raises(BadInput, match="at least 2") as refused:
        protect_table(ProtectionRequest(table(), threshold))
    assert refused.value.subject == Subject(field="threshold")
    public = protect_table(ProtectionRequest(table(), 5)).table.public
    with pytest.raises(BadInput, match="at least 2"):
        audit_table(AuditRequest(public, threshold, table()))
    own = dataclasses.replace(table().with_requirements(5), levels=True)
    assert protect_table(ProtectionRequest(own)).proved
    with pytest.raises(BadInput, match="says itself what must be protected"):
        protect_table(ProtectionRequest(own, 5))


@pytest.mark.parametrize(
    ("options", "field", "said"),
    [
        ({"publish": np.array([99])}, "publish", "no cell of that position"),
        ({"withhold": np.array([-1])}, "withhold", "no cell of that position"),
        ({"costs": np.ones(3, dtype=np.int64)}, "costs", "for each cell"),
        ({"costs": np.full(12, -1)}, "costs", "whole number from 0"),
        ({"time_limit": float("nan")}, "time_limit", "above 0"),
        ({"method": "magic"}, "method", "no method"),
        ({"groups": ("town",)}, "groups", "no dimension"),
        ({"pools": (), "choose_pools": True}, "choose_pools", "given or chosen"),
        ({"method": "round", "perturbing": Perturbing(seed="x")}, "seed", "does not go"),
    ],
)
def test_an_error_is_about_a_field(options: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        protect_table(ProtectionRequest(table(), 5, **options))
    assert refused.value.subject.field == field
    assert "--" not in str(refused.value)
    with pytest.raises(BadInput) as told, fields_named(FLAGS):
        protect_table(ProtectionRequest(table(), 5, **options))
    assert FLAGS[field] in str(told.value)
    assert told.value.args == (told.value.what, told.value.where, told.value.next_step)


def test_every_field_that_an_error_can_mention_has_a_flag() -> None:
    assert set(METHODS_OF) <= set(FLAGS)
    assert {"threshold", "method", "time_limit", "allow_unproved", "hierarchies", "marks", "intervals"} <= set(FLAGS)
    assert all(flag.startswith("--") for flag in FLAGS.values())
    root = Path(__file__).parents[4] / "fanlight"
    for folder in (
        "protection",
        "audit",
        "readers",
        "certificate",
        "figures",
        "tables",
        "sdc",
        "optimise",
        "tabulation",
    ):
        paths = list((root / folder).rglob("*.py"))
        assert paths, folder
        for path in (*paths, root / "pipeline.py"):
            text = path.read_text()
            for flag in ("--threshold", "--pools", "--time-limit", "--zeros-shown", "--method", "--groups", "--cells"):
                assert flag not in text, (path, flag)


def test_what_cannot_be_protected_names_its_first_cell_for_programs() -> None:
    with pytest.raises(NotSafe) as refused:
        protect_table(ProtectionRequest(table(), 5, publish=np.array([cell("a", "p")])))
    assert refused.value.subject.cell == ("a", "p")
    assert refused.value.code == "cannot_protect"


def test_a_mention_is_the_fields_name_until_somebody_names_it() -> None:
    error = BadInput(
        f"{option('groups')} is odd.", where=Place.of_line("x.csv", 3), next_step=f"See {option('pools')}."
    )
    assert str(error) == "x.csv, line 3: groups is odd. See pools."
    assert error.subject == Subject(source="x.csv", line=3)
    error.named({"groups": "--groups"})
    assert str(error) == "x.csv, line 3: --groups is odd. See pools."
    with pytest.raises(BadInput, match=r"a\.csv, k, y: What"), completed("a.csv"):
        raise BadInput("What.", where=Place.of_cell(("k", "y")))
    with pytest.raises(BadInput, match=r"^groups: What") as refused, completed("a.csv"):
        raise BadInput("What.", where=option("groups"))
    assert refused.value.subject.field == "groups"
