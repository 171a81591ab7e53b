"""The versions in time: no day without one, none with two that are certain."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

from fanlight.policy.community_resolution.proof.finding import Finding
from fanlight.policy.community_resolution.rules import versions as holding


def dates(held: tuple[holding.Held, ...]) -> Iterator[Finding]:
    """On every day from the first version on there is one version that is certain, or several possible ones."""
    placed = [each for each in held if each.possible]
    if len({each.version for each in held}) != len(held):
        yield Finding("dates", "", "Two entries of the timeline have one version.", "Rename one.")
    for each in placed:
        assert each.possible is not None
        if each.certain and not (
            _starts(each.possible) <= _starts(each.certain) and _ends(each.certain) <= _ends(each.possible)
        ):
            yield Finding(
                "dates",
                each.version,
                "It is certain on days on which it is not possible.",
                "Widen `possible` or narrow `certain`.",
            )
    edges = sorted(
        {
            edge
            for each in placed
            for period in (each.possible, each.certain)
            if period
            for edge in (_starts(period), _ends(period))
        }
    )
    for since, until in itertools.pairwise(edges):
        possible = [each.version for each in placed if _over(each.possible, since)]
        certain = [each.version for each in placed if _over(each.certain, since)]
        days = (
            f"from {since.isoformat()} to before {until.isoformat()}"
            if until < date.max
            else f"from {since.isoformat()} on"
        )
        if not possible:
            yield Finding(
                "dates",
                "",
                f"There is a gap {days}: no version is possible.",
                "Extend one, with its source.",
                {},
                {"on": since.isoformat()},
            )
        elif len(certain) > 1 or (certain and len(possible) > 1):
            yield Finding(
                "dates",
                certain[0],
                f"There is an overlap {days}: {', '.join(possible)} are held, {', '.join(certain)} for certain.",
                "Versions are half-open: end one where the next begins.",
                {},
                {"on": since.isoformat()},
            )
    if placed and edges and edges[-1] < date.max:
        after = edges[-1] - timedelta(days=0)
        yield Finding(
            "dates",
            "",
            f"From {after.isoformat()} on there is no version.",
            "Leave the last version open (until: null).",
            {},
            {"on": after.isoformat()},
        )


def _starts(period: tuple[date, date | None]) -> date:
    return period[0]


def _ends(period: tuple[date, date | None]) -> date:
    return period[1] or date.max


def _over(period: tuple[date, date | None] | None, on: date) -> bool:
    return period is not None and period[0] <= on < _ends(period)
