"""Only the audit makes what is written: a table by hand from true counts is refused, by types and at run time."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from fanlight.audit.cells import AuditRequest, audit_cells, audit_table, from_table, sealed
from fanlight.cli import build_app
from fanlight.errors import FanlightError, NotReady, NotSafe
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import PublicTable, public_of
from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable
from fanlight.protection import run as story
from fanlight.readers.public.writing import write_public, write_unproved

CELLS = "k,y,count\na,p,3\na,q,7\nb,p,8\nb,q,9\n"


def table() -> CellTable:
    made = product_table([axis("k", ("a", "b")), axis("y", ("p", "q"))], np.array([[3, 7], [8, 9]]))
    return made.with_requirements(5)


def pattern(*cells: tuple[str, str]) -> PublicTable:
    own = table()
    withheld = np.zeros(len(own), dtype=np.bool_)
    withheld[[own.names.cell(cell) for cell in cells]] = True  # type: ignore[attr-defined]
    return public_of(own, withheld)


SAFE = (("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"))


def unproved() -> UnprovedTable:
    found = audit_cells(pattern(*SAFE), from_table(table()), time_limit=0)
    assert found.verdict == "not_proved"
    made = sealed(found)
    assert isinstance(made, UnprovedTable)
    return made


def test_what_was_made_by_hand_is_not_written() -> None:
    by_hand = public_of(table(), np.zeros(9, dtype=np.bool_))
    for wrong in (by_hand, table(), None, {"public": by_hand}):
        with pytest.raises(TypeError, match="the audit made"):
            write_public(wrong)  # type: ignore[arg-type]
    for seal in (None, object(), True, "audited"):
        with pytest.raises(TypeError, match=r"Only fanlight\.audit makes"):
            ProvedTable(by_hand, seal)
        with pytest.raises(TypeError, match=r"Only fanlight\.audit makes"):
            UnprovedTable(by_hand, (), seal)
    with pytest.raises(TypeError, match="seal"):
        ProvedTable(by_hand)  # type: ignore[call-arg]


def test_a_seal_is_not_carried_over_to_another_table() -> None:
    proved = audited_of(pattern(*SAFE))
    assert isinstance(proved, ProvedTable)
    with pytest.raises((TypeError, ValueError), match="seal"):
        replace(proved, public=public_of(table(), np.zeros(9, dtype=np.bool_)))
    with pytest.raises(AttributeError):
        proved.public = public_of(table(), np.zeros(9, dtype=np.bool_))  # type: ignore[misc]
    assert "_AUDITED" not in str(vars(proved))


def audited_of(public: PublicTable) -> ProvedTable | UnprovedTable:
    own = product_table([axis("k", ("a", "b")), axis("y", ("p", "q"))], np.array([[3, 7], [8, 9]]))
    return sealed(audit_table(AuditRequest(public, 5, own)))


def test_the_audit_seals_what_it_proves_and_nothing_that_it_exposes() -> None:
    proved = audited_of(pattern(*SAFE))
    assert write_public(proved).startswith("k,y,count,status\na,p,,c\n")
    with pytest.raises(NotSafe):
        audited_of(pattern(("a", "p"), ("a", "q")))
    assert write_unproved(unproved()) == "k,y\na,p\n"
    assert len({ProvedTable, UnprovedTable}) == 2


def test_a_part_of_a_system_gives_no_more_than_was_audited() -> None:
    found = audit_cells(pattern(*SAFE), from_table(table()))
    assert isinstance(sealed(found, pattern(*SAFE, ("Total", "p"))), ProvedTable)
    with pytest.raises(ValueError, match="did not see given"):
        sealed(found, pattern(*SAFE[1:]))
    changed = copy.copy(pattern(*SAFE))
    changed.values[-1] += 1
    with pytest.raises(ValueError, match="did not see given"):
        sealed(found, changed)


def protect(folder: Path, *words: str) -> Result:
    (folder / "cells.csv").write_text(CELLS)
    names = ("--out", str(folder / "public.csv"), "--report", str(folder / "report.json"))
    return CliRunner().invoke(build_app(), ["protect", str(folder / "cells.csv"), "--threshold", "5", *names, *words])


def without_proof(public: PublicTable, requirements: object, **more: object) -> object:
    return audit_cells(public, requirements, time_limit=0)  # type: ignore[arg-type]


def test_without_proof_nothing_public_is_written_unless_it_is_asked_for(tmp_path: Path) -> None:
    with patch.object(story, "audit_cells", without_proof):
        done = protect(tmp_path)
        error = done.exception
        assert isinstance(error, FanlightError)
        assert error.exit_code == 2
        assert "1 figure cannot be worked out too closely: a, p." in str(error)
        assert "Raise --time-limit" in error.next_step
        assert "--allow-unproved" in error.next_step
        assert {path.name for path in tmp_path.iterdir()} == {"cells.csv", "report.json"}
        assert json.loads((tmp_path / "report.json").read_text())["unproved"] == [["a", "p"]]
        done = protect(tmp_path, "--allow-unproved")
    assert done.exit_code == 2
    assert "Not for release" in done.output
    assert (tmp_path / "public.csv").read_text().startswith("k,y,count,status\n")
    assert (tmp_path / "public.unproved.csv").read_text() == "k,y\na,p\n"
    assert json.loads((tmp_path / "report.json").read_text())["proved_safe"] is False
    again = protect(tmp_path, "--allow-unproved")
    assert again.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"cells.csv", "public.csv", "report.json"}


def test_an_error_survives_its_way_out_of_a_worker() -> None:
    error = NotReady("What.", where="here", next_step="Next.", code="own")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.code, back.exit_code) == (str(error), "own", 1)
