"""`from fanlight import protect, audit, verify, …`: typed for a caller, loaded when first used."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fanlight
from fanlight.errors import BadInput, Cancelled, NotProvedSafe, NotReady
from fanlight.protection import run as story
from fanlight.protection.report.result import releasable
from tests.unit.audit.test_sealed_tables import unproved, without_proof

ROOT = Path(__file__).parents[4]
COUNTS = {
    "offence": ["Theft"] * 3 + ["Drugs"] * 3 + ["Burglary"] * 3,
    "year": [2021, 2022, 2023] * 3,
    "count": [7_919, 3, 9_001, 20, 14, 2, 7, 8, 11],
}
CALLER = """
from typing import Any, Literal

import pandas as pd
from typing_extensions import assert_type

from fanlight import (
    Audit, BadInput, Cancelled, MagnitudeRules, NotSafe, Protection, ProvedTable, UnprovedTable, amounts, audit, protect,
    verify,
)


def step(done: int, of: int, what: str) -> None:
    if done > 3:
        raise Cancelled("Enough.")


def answer(frame: pd.DataFrame) -> pd.DataFrame:
    done = protect(frame, threshold=5, time_limit=10, progress=step)
    assert_type(done, Protection[pd.DataFrame])
    assert_type(done.public, pd.DataFrame)
    assert_type(done.status, Literal["least loss proved", "safe", "not proved safe"])
    assert_type(done.table, ProvedTable | UnprovedTable)
    assert_type(done.report.proved_safe, bool)
    seen = audit(done.public, threshold=5, cells=frame)
    assert_type(seen, Audit)
    assert_type(seen.verdict, Literal["safe", "exposed", "not_proved"])
    proved = verify(done.certificate(), done.public)
    assert_type(proved, Literal["safe", "exposed"])
    return done.public


def of_amounts(records: pd.DataFrame) -> Protection[Any]:
    table = amounts(records, dimensions=["region"], amount="n", rules=MagnitudeRules(p_percent=10))
    try:
        return protect(table)
    except (BadInput, NotSafe) as error:
        print(error.code, error.subject.field, error.next_step)
        raise
"""
WRONG = {
    'from fanlight import protect\nprotect(1, threshold="5")\n': "call-overload",
    "from fanlight import protect\nprotect([1], threshold=5, treshold=5)\n": "call-overload",
    "from fanlight import protect_frame\n": "attr-defined",
    "from fanlight import ProvedTable\nfrom fanlight.figures.cells.public import PublicTable\n"
    "def f(public: PublicTable) -> ProvedTable:\n    return ProvedTable(public)\n": "call-arg",
    "from fanlight.readers.public.writing import write_public\nfrom fanlight.figures.cells.public import PublicTable\n"
    "def f(public: PublicTable) -> str:\n    return write_public(public)\n": "arg-type",
    "from fanlight import UnprovedTable\nfrom fanlight.protection.report.result import releasable\n"
    "from fanlight.ledger.entries import Release\n"
    "def f(table: UnprovedTable) -> Release:\n    return releasable(table)\n": "return-value",
}


def checked(folder: Path, texts: dict[str, str]) -> str:
    for name, text in texts.items():
        (folder / name).write_text(text)
    words = ["--strict", "--follow-imports=silent", "--config-file=", "--no-error-summary", "--show-error-codes"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, "--cache-dir", str(ROOT / ".mypy_cache"), *texts],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_caller_passes_strict_checks_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    wrong = {f"wrong{number}.py": text for number, text in enumerate(WRONG)}
    said = checked(tmp_path, {"caller.py": CALLER, **wrong})
    assert "caller.py" not in said
    for (name, text), code in zip(wrong.items(), WRONG.values(), strict=True):
        assert any(line.startswith(name) and f"[{code}]" in line for line in said.splitlines()), (text, said)


def test_every_public_name_is_there_for_the_type_checker_and_at_run_time() -> None:
    tree = ast.parse((ROOT / "fanlight" / "__init__.py").read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: f"{node.module}" for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert set(imported) | {"__version__"} == set(fanlight.__all__)
    assert fanlight.__all__ == sorted(fanlight.__all__)
    for name, module in imported.items():
        if name != "audit":
            assert getattr(fanlight, name) is getattr(sys.modules[module], name), name
    assert set(fanlight.__all__) <= set(dir(fanlight))
    with pytest.raises(AttributeError):
        fanlight.protect_frame  # noqa: B018


@pytest.mark.parametrize("name", ["protect", "audit", "verify", "amounts", "record_keys", "read_description"])
def test_functions_have_signatures_and_say_what_they_raise(name: str) -> None:
    function = getattr(fanlight, name)
    signature = inspect.signature(function)
    assert all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in signature.parameters.values())
    documented = function if name != "audit" else sys.modules["fanlight.protection.frames.audit"].audit
    assert "Raises" in (documented.__doc__ or "")


@pytest.mark.parametrize(
    "first",
    ["", "import fanlight.audit.cells", "from fanlight.audit.cells import audit_cells", "import fanlight.protection"],
)
def test_audit_is_the_function_and_the_package_whoever_imports_first(first: str) -> None:
    text = (
        f"{first}\nfrom fanlight import audit\nimport fanlight.audit.cells.result as result\nimport polars as pl\n"
        "print(audit(pl.DataFrame({'a': ['x', 'Total'], 'count': [7, 7], 'status': ['', '']}), threshold=5).verdict)\n"
        "print(result.State.MET.name)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["safe", "MET"]


def test_loading_the_package_loads_no_engine() -> None:
    text = "import fanlight, sys; print([name for name in sys.modules if name.startswith(('numpy', 'fanlight.'))])"
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_what_comes_back_is_of_the_kind_that_came_in_and_can_be_verified(kind) -> None:
    cells = kind(COUNTS)
    done = fanlight.protect(cells, threshold=5)
    assert type(done.public) is type(cells)
    rows = pl.from_arrow(done.public) if kind is pa.table else pl.DataFrame(done.public)
    withheld = rows.filter(pl.col("status") == "c")
    assert withheld["count"].null_count() == len(withheld) == 6
    assert (done.proved, done.status, done.cost) == (True, "least loss proved", done.bound)
    certificate = done.certificate()
    assert fanlight.verify(certificate, done.public) == "safe"
    assert fanlight.verify(certificate, done.public, cells=cells, threshold=5, zeros_shown=False) == "safe"
    with pytest.raises(NotProvedSafe, match="another threshold") as refused:
        fanlight.verify(certificate, done.public, threshold=4)
    assert "what threshold says" in refused.value.next_step
    other = kind({**COUNTS, "count": [1, *COUNTS["count"][1:]]})
    with pytest.raises((BadInput, NotProvedSafe)):
        fanlight.verify(certificate, done.public, cells=other)
    pooled = fanlight.protect(cells, threshold=5, method="pool")
    assert fanlight.verify(pooled.certificate(), pooled.public, pools=pooled.pools) == "safe"


def test_a_notebook_shows_the_table_and_no_cost() -> None:
    done = fanlight.protect(pl.DataFrame(COUNTS), threshold=5)
    shown = done._repr_html_()
    assert "<td>9014</td>" in shown
    assert "Proved safe" in shown
    assert str(done.cost) not in shown
    audited = fanlight.audit(done.public, threshold=5, cells=pl.DataFrame(COUNTS))._repr_html_()
    assert "Proved safe" in audited
    odd = fanlight.protect(pl.DataFrame({"k": ["<b>", "x & y"], "count": [9, 8]}), threshold=5)._repr_html_()
    assert "&lt;b&gt;" in odd
    assert "<b>" not in odd
    assert done.plot(intervals=False).axes


def test_progress_says_what_is_going_on_and_may_end_it() -> None:
    told: list[tuple[int, int, str]] = []
    fanlight.protect(pl.DataFrame(COUNTS), threshold=5, progress=lambda *step: told.append(step))
    words = [what for _, _, what in told]
    assert "Looking for the safest and least loss" in words
    assert "Auditing what would be given out" in words
    assert all(isinstance(done, int) and isinstance(of, int) for done, of, _ in told)

    def enough(done: int, of: int, what: str) -> None:
        raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        fanlight.protect(pl.DataFrame(COUNTS), threshold=5, progress=enough)
    public = fanlight.protect(pl.DataFrame(COUNTS), threshold=5).public
    with pytest.raises(Cancelled):
        fanlight.audit(public, threshold=5, progress=enough)


def test_what_is_not_proved_is_an_error_or_marked() -> None:
    cells = pl.DataFrame(COUNTS)
    with patch.object(story, "audit_cells", without_proof):
        with pytest.raises(NotProvedSafe, match="Raise time_limit") as refused:
            fanlight.protect(cells, threshold=5)
        done = fanlight.protect(cells, threshold=5, allow_unproved=True)
    assert (refused.value.exit_code, refused.value.code) == (2, "unproved")
    assert refused.value.subject.cell in done.report.unproved
    assert (done.proved, done.status) == (False, "not proved safe")
    assert isinstance(done.table, fanlight.UnprovedTable)
    assert done.table.unproved == done.report.unproved
    assert "Not proved safe" in done._repr_html_()


def test_a_table_that_is_not_proved_is_no_release() -> None:

    with pytest.raises(NotReady, match="not proved safe is no release"):
        releasable(unproved())
