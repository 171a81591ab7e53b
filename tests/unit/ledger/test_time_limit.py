"""`fanlight protect --ledger` shares one time limit among all that it does, and says what it did not get to."""

from __future__ import annotations

import csv
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from fanlight.cli import build_app
from fanlight.cli.files.requests import audit_request, with_ledger
from fanlight.errors import FanlightError, NotProvedSafe
from fanlight.ledger import Ledger
from fanlight.progress import quiet
from fanlight.protection import ProtectionResult
from fanlight.protection.ledger import audit, protection
from fanlight.protection.request.prepared import prepared
from tests import asking
from tests.asking import Outcome

AXES = {"offence": 7, "sex": 3, "age": 4}
FIELDS = {"offence": "offence_code", "sex": "sex", "age": "age_group"}
LIMIT = 50.0


def describe(reference: str, names: tuple[str, ...]) -> str:
    dims = "".join(f"  {name}: {{field: {FIELDS[name]}}}\n" for name in names)
    return (
        f"release: {{reference: {reference}, released: 2024-01-01, extract: e, where: a page, accessible: true}}\n"
        f"table:\n  id: {reference}\n  title: {reference}\n  unit: disposals\n  basis: outcome_date\n"
        f"  period: {{kind: calendar_year, from: 2023, to: 2023}}\ndimensions:\n{dims}"
    )


def write(path: Path, heads: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def fanlight(*arguments: object) -> Result:
    return CliRunner().invoke(build_app(), [str(one) for one in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with releases that give figures away by themselves, and a table in full detail that touches them all."""
    folder = tmp_path_factory.mktemp("ledger")
    place = folder / "ledger"
    counts = np.random.default_rng(5).poisson(3.0, tuple(AXES.values()))
    assert fanlight("ledger", "init", "--ledger", place).exit_code == 0
    codes = [[f"{name[0].upper()}{n}" for n in range(size)] for name, size in AXES.items()]
    for at in itertools.combinations(range(3), 2):
        names = tuple(list(AXES)[axis] for axis in at)
        inner = counts.sum(axis=({0, 1, 2} - set(at)).pop())
        grid = np.pad(inner, ((0, 1), (0, 1)))
        grid[-1, :-1], grid[:-1, -1], grid[-1, -1] = inner.sum(0), inner.sum(1), inner.sum()
        own = [[*codes[axis], "Total"] for axis in at]
        rows: list[list[object]] = []
        for (i, j), value in np.ndenumerate(grid):
            low = 1 <= value < 9 and i < len(inner) and j < len(inner[0])
            rows.append([own[0][i], own[1][j], "" if low else int(value), "c" if low else ""])
        public = write(folder / "public.csv", [*names, "count", "status"], rows)
        inside = write(
            folder / "cells.csv",
            [*names, "count"],
            [[own[0][i], own[1][j], int(value)] for (i, j), value in np.ndenumerate(inner)],
        )
        described = folder / "d.yaml"
        described.write_text(describe("-".join(names), names))
        words = ("--describe", described, "--cells", inside, "--threshold", 9, "--ledger", place)
        done = fanlight("ledger", "import", public, *words)
        assert done.exit_code == 0, done.output
    write(
        folder / "new.csv",
        [*AXES, "count"],
        [[*(own[n] for own, n in zip(codes, key, strict=True)), int(value)] for key, value in np.ndenumerate(counts)],
    )
    (folder / "new.yaml").write_text(describe("new", tuple(AXES)))
    return folder


def options(folder: Path, **more: Any) -> dict[str, Any]:
    given = {"threshold": 5, "ledger": folder / "ledger", "describe": folder / "new.yaml", "time_limit": LIMIT}
    return {"cells": folder / "new.csv", **given, **more}


def protect(folder: Path, **more: Any) -> Outcome:
    return asking.protect(**options(folder, **more))


def remembering(folder: Path, started: float, **more: Any) -> ProtectionResult:
    with asking.asked(**options(folder, **more)) as request:
        return protection.protect_remembering(request, prepared(request), progress=quiet, started=started)


def test_with_time_enough_it_is_proved_and_earlier_releases_are_weighed(folder: Path) -> None:
    done = protect(folder)
    assert done.exit_code == 0
    assert done.report["proved_safe"]
    assert done.report["unproved"] == []
    assert done.report["ledger"]["earlier_withheld"] > 10


@pytest.mark.parametrize("seconds", [1e-9, 0.02, 0.3, 1.0])
def test_whenever_the_time_ends_nothing_unproved_is_passed_over(folder: Path, tmp_path: Path, seconds: float) -> None:
    out, report = tmp_path / "x.csv", tmp_path / "x.json"
    words = ("--threshold", 5, "--ledger", folder / "ledger", "--describe", folder / "new.yaml")
    done = fanlight("protect", folder / "new.csv", *words, "--time-limit", seconds, "--out", out, "--report", report)
    code = done.exception.exit_code if isinstance(done.exception, FanlightError) else done.exit_code
    if seconds < 1e-6:
        assert (code, out.exists()) == (2, False)
    if not out.exists():
        assert code == 2
        assert set(tmp_path.iterdir()) <= {report}
        assert "time" in str(done.exception)
        assert not report.exists() or json.loads(report.read_text())["unproved"]
        return
    said = json.loads(report.read_text())
    assert code == 0
    assert said["proved_safe"]
    assert said["unproved"] == []


def code_of(folder: Path) -> int:
    try:
        return protect(folder).exit_code
    except FanlightError as refused:
        return refused.exit_code


class Time:
    """A clock that goes on by what each part is given: all parts take all that they may."""

    def __init__(self, patch: pytest.MonkeyPatch, of: ModuleType = protection) -> None:
        self.now, self.given = 100.0, list[tuple[str, float]]()
        self.patch, self.of = patch, of
        patch.setattr(of, "time", SimpleNamespace(monotonic=lambda: self.now))

    def takes(self, name: str, seconds: Callable[..., float], instead: Callable[..., Any] | None = None) -> None:
        real = getattr(self.of, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            given = seconds(*args, **kwargs)
            self.given.append((name, given))
            self.now += given
            return (instead or real)(*args, **kwargs)

        self.patch.setattr(self.of, name, called)


def late(*_args: Any, **_kwargs: Any) -> Any:
    raise NotProvedSafe("No safe pattern was found in time.")


@pytest.mark.parametrize("method", ["auto", "suppress"])
@pytest.mark.parametrize("found", [True, False])
def test_the_parts_are_given_no_more_than_the_limit_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch, method: str, found: bool
) -> None:
    """Each of four searches, two audits and the rest had the whole limit of its own."""
    spent = Time(monkeypatch)
    # Weighing takes what it takes.
    spent.takes("against", lambda *_a, **_k: 3.0)
    spent.takes("settled", lambda *args: args[-1])
    real = protection.by_suppression

    def suppression(table: Any, own: Any, progress: Any, *, first: float = 1.0, name_all: bool = True) -> Any:
        return real(table, replace(own, time_limit=LIMIT), progress) if found and name_all else late()

    spent.takes("by_suppression", lambda _t, own, _p, first=1.0, name_all=True: own.time_limit * first, suppression)
    spent.takes("by_large_suppression", lambda _t, own, _p: own.time_limit, late)
    size = protection.by_size
    spent.takes(
        "by_size",
        lambda _t, own, _p: own.time_limit,
        (lambda table, own, progress: size(table, replace(own, time_limit=LIMIT), progress)) if found else late,
    )
    spent.takes("lost_of", lambda _found, seconds: seconds)
    spent.takes("audit_against", lambda _f, _p, _k, seconds, **_more: seconds)
    begun = spent.now
    try:
        done: ProtectionResult | None = remembering(folder, begun, method=method)
    except NotProvedSafe:
        done = None
    assert (done is not None) == found
    names = [name for name, _ in spent.given]
    assert names.count("by_suppression") == (3 if method == "auto" else 4)
    assert ("lost_of" in names) == found
    assert names.count("audit_against") == (2 if found else 1)
    assert all(seconds >= 0 for _, seconds in spent.given)
    assert spent.now - begun <= LIMIT + 1e-6
    assert spent.now - begun >= 0.9 * LIMIT


def test_what_is_not_proved_does_not_go_into_the_ledger(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = protection.audit_against
    monkeypatch.setattr(
        protection, "audit_against", lambda found, public, known, seconds, **_: real(found, public, known, 0)
    )
    words = ("--threshold", 5, "--ledger", folder / "ledger", "--describe", folder / "new.yaml", "--add")
    out, report = tmp_path / "x.csv", tmp_path / "x.json"
    asking = ("protect", folder / "new.csv", *words, "--out", out, "--report", report)
    before = fanlight("ledger", "list", "--ledger", folder / "ledger").output
    refused = fanlight(*asking)
    assert isinstance(refused.exception, NotProvedSafe)
    assert not out.exists()
    done = fanlight(*asking, "--allow-unproved")
    assert done.exit_code == 2
    assert "Not put into the ledger" in done.output
    assert out.exists()
    assert fanlight("ledger", "list", "--ledger", folder / "ledger").output == before
    # Nor is there an entry for whoever would add it by another way.
    result = remembering(folder, time.monotonic(), allow_unproved=True)
    assert [entry["kind"] for entry in result.entries if entry["kind"] == "release"] == []


def test_what_was_not_settled_in_time_is_not_said_to_be_impossible(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = protection.settled
    sure: list[int] = []

    def unsettled(found: Any, *args: Any) -> Any:
        return replace(found, unsettled=frozenset(set(range(len(found.joint))) - set(sure)))

    monkeypatch.setattr(protection, "settled", unsettled)
    with pytest.raises(FanlightError) as refused:
        protect(folder)
    assert refused.value.exit_code == 2
    assert "the time ran out before that was known" in str(refused.value)
    assert "Raise --time-limit" in str(refused.value)
    # One that earlier releases do not give away cannot be protected, whatever else was not settled.
    joint = {}

    def cannot(found: Any, table: Any, cells: tuple[int, ...], ready: Any, seconds: float) -> Any:
        joint["cells"] = cells
        return refusal(found, table, cells, ready, seconds)

    refusal = protection._cannot
    monkeypatch.setattr(protection, "_cannot", cannot)
    with pytest.raises(FanlightError):
        protect(folder)
    sure.append(joint["cells"][0])
    with pytest.raises(FanlightError) as refused:
        protect(folder)
    assert refused.value.exit_code == 1
    assert "1 cell cannot be protected" in str(refused.value)
    monkeypatch.setattr(protection, "settled", real)
    assert protect(folder).exit_code == 0


def test_where_it_is_not_known_in_time_what_gives_figures_away_nothing_is_pointed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"O0": 3, "O1": 12, "O2": 30, "Total": 45}
    place = tmp_path / "ledger"
    assert fanlight("ledger", "init", "--ledger", place).exit_code == 0
    for reference, hidden in (("first", {"O0", "O1"}), ("second", set())):
        rows: list[list[object]] = [
            [code, "" if code in hidden else count, "c" if code in hidden else ""] for code, count in counts.items()
        ]
        public = write(tmp_path / "public.csv", ["offence", "count", "status"], rows)
        (tmp_path / "d.yaml").write_text(describe(reference, ("offence",)))
        words = ("--describe", tmp_path / "d.yaml", "--threshold", 5, "--ledger", place)
        done = fanlight("ledger", "import", public, *words)
        assert done.exit_code == 0, done.output
    write(tmp_path / "new.csv", ["offence", "count"], [[code, counts[code]] for code in ("O0", "O1", "O2")])
    (tmp_path / "new.yaml").write_text(describe("new", ("offence",)))
    monkeypatch.setattr(protection, "unreported", lambda _ledger, _lost: ())
    assert [one["cell"] for one in protect(tmp_path).report["ledger"]["already_public"]] == [["O0"]]
    spent = Time(monkeypatch)
    spent.takes("lost_of", lambda _found, seconds: seconds)
    done = remembering(tmp_path, spent.now)
    assert done.report.ledger is not None
    assert done.report.ledger["already_public"] == []


@pytest.mark.parametrize("safe", [True, False])
def test_an_audit_with_a_ledger_shares_its_limit_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, safe: bool
) -> None:
    """Two audits, what earlier releases give away, and the chains had the whole limit each, or times of their own."""
    done = protect(folder)
    public = tmp_path / "public.csv"
    heads, *rows = csv.reader(done.public.splitlines())
    true = {tuple(row[:-1]): row[-1] for row in list(csv.reader((folder / "new.csv").open()))[1:]}
    opened = [[*row[:3], true.get(tuple(row[:3]), row[3]), ""] if tuple(row[:3]) in true else row for row in rows]
    write(public, heads, [list(row) for row in (rows if safe else opened)])
    spent = Time(monkeypatch, audit)
    spent.takes("against", lambda *_a, **_k: 3.0)
    spent.takes("settled", lambda *args: args[-1])
    spent.takes("lost_of", lambda _found, seconds: seconds)
    spent.takes("audit_against", lambda _f, _p, _k, seconds, *_more, **_by_name: seconds)
    request = audit_request(public, cells=folder / "new.csv", threshold=5, time_limit=LIMIT)
    with Ledger.open(folder / "ledger") as ledger:
        found = audit.audited_with_ledger(request, with_ledger(ledger, folder / "new.yaml"))
    assert (found.audit.verdict == "exposed") == (not safe)
    assert "settled" in [name for name, _ in spent.given]
    assert found.lost
    assert spent.now - 100.0 <= LIMIT + audit.LEAST_AUDIT + 1e-6
    assert spent.now - 100.0 >= 0.9 * LIMIT


@pytest.mark.parametrize(("seconds", "some"), [(0.0, True), (LIMIT, False)])
def test_what_was_not_settled_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, some: bool
) -> None:
    found = []
    real = protection.settled

    def settled(*args: Any) -> Any:
        found.append(real(*args[:-1], seconds))
        return found[-1]

    monkeypatch.setattr(protection, "settled", settled)
    # Never 1, "it cannot be protected", on the word of an audit that was cut short.
    assert code_of(folder) == (2 if some else 0)
    assert bool(found[0].unsettled) == some
