"""The time limit of `fanlight audit` is for all that it does: reading and writing are part of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import fanlight.audit.cells as cells
from fanlight.cli import build_app
from fanlight.cli.files import requests


@pytest.mark.parametrize(("reading", "left"), [(0.0, 60.0), (5.0, 50.0), (29.0, 12.0), (100.0, 12.0)])
def test_reading_and_writing_are_part_of_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: float, left: float
) -> None:
    public = tmp_path / "public.csv"
    public.write_text("off,count,status\na,,c\nb,,c\nTotal,30,\n")
    now = [0.0]
    read_public, audit_table = requests.read_public, cells.audit_table
    given: list[float] = []

    def slow(*values: Any, **more: Any) -> Any:
        now[0] += reading
        return read_public(*values, **more)

    def seen(request: cells.AuditRequest, *more: Any) -> Any:
        given.append(request.time_limit)
        return audit_table(request, *more)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(requests, "read_public", slow)
    monkeypatch.setattr(cells, "audit_table", seen)
    done = CliRunner().invoke(build_app(), ["audit", str(public), "--threshold", "5", "--time-limit", "60"])
    assert done.exit_code == 0, done.output
    assert given == [left]
