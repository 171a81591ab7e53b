"""The time limit of `fanlight audit` is for all that it does: reading and writing are part of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanlight.audit.cells import asked as module
from fanlight.audit.cells.asked import Asked, audited


@pytest.mark.parametrize(("reading", "left"), [(0.0, 60.0), (5.0, 50.0), (29.0, 12.0), (100.0, 12.0)])
def test_reading_and_writing_are_part_of_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: float, left: float
) -> None:
    public = tmp_path / "public.csv"
    public.write_text("off,count,status\na,,c\nb,,c\nTotal,30,\n")
    now = [0.0]
    published, audit_cells = module.published, module.audit_cells
    given: list[float] = []

    def slow(asked: Asked) -> Any:
        now[0] += reading
        return published(asked)

    def seen(*values: Any, time_limit: float, **more: Any) -> Any:
        given.append(time_limit)
        return audit_cells(*values, time_limit=time_limit, **more)

    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(module, "published", slow)
    monkeypatch.setattr(module, "audit_cells", seen)
    assert audited(Asked(public, threshold=5, time_limit=60)).verdict == "safe"
    assert given == [left]
