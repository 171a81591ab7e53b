"""The log of an engine at work names methods, sizes and times, and never a count."""

from __future__ import annotations

import logging
import re

import polars as pl
import pytest

import fanlight

PLANTED = [80_021, 3, 80_039, 2, 80_051, 80_071, 80_077, 80_107, 4]


@pytest.mark.parametrize("method", ["auto", "large", "pool", "round", "cell-key"])
def test_no_planted_count_or_cost_is_logged(method, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cells = pl.DataFrame(
        {"offence": ["Theft"] * 3 + ["Drugs"] * 3 + ["Fraud"] * 3, "year": ["1", "2", "3"] * 3, "count": PLANTED}
    )
    told: list[str] = []
    done = fanlight.protect(
        cells,
        threshold=5,
        method=method,
        seed="0123456789abcdef" if method == "cell-key" else None,
        allow_unproved=True,
        progress=lambda _done, _of, what: told.append(what),
    )
    if not done.report.changed:
        fanlight.audit(done.public, threshold=5, cells=cells, pools=done.pools)
    own = [record for record in caplog.records if record.name.startswith("fanlight")]
    assert any("protect" in record.getMessage() for record in own)
    said = " ".join([record.getMessage() for record in caplog.records] + told)
    totals = {sum(PLANTED), *(sum(PLANTED[at : at + 3]) for at in (0, 3, 6)), *(sum(PLANTED[at::3]) for at in range(3))}
    secret = {*PLANTED, *totals, *([done.cost] if isinstance(done.cost, int) else [])}
    numbers = {int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", said)}
    # Sizes, thresholds and seconds are small; what was planted is not.
    assert not {number for number in secret if number > 100} & numbers
    for word in ("Theft", "Drugs", "0123456789abcdef"):
        assert word not in said
