"""What an inspection finds: the values that every format's checks yield."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from fanlight.inspection.checks import CHECKS, Severity

Sure = Literal["certain", "likely", "possible"]
"""How sure a finding is: read from the file's structure, worked out from it, or guessed from how it looks."""

RANKS: dict[str, int] = {"info": 0, "warning": 1, "serious": 2}

LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is, for a machine: the report draws its picture from this.

    `cells` is a range in A1 notation on `sheet`; `page` counts from 1; `box` is (left, top, right, bottom) in points
    from the page's top left corner, or in pixels of a picture; `part` names a part of a package. `inside` names the
    embedded files or attachments that lead to it, outermost first.
    """

    sheet: str = ""
    cells: str = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    part: str = ""
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is an id in CHECKS; `where` says the place in words; `count` how many; `sample` is masked."""

    check: str
    severity: Severity
    where: str
    mend: str
    count: int = 1
    sample: str = ""
    sure: Sure = "certain"
    place: Place = field(default=Place(), compare=False)


class Findings(tuple[Finding, ...]):
    """All findings of one file, in the order of its parts. Empty: nothing found."""

    __slots__ = ()

    @property
    def worst(self) -> Severity | None:
        return max((found.severity for found in self), key=lambda s: RANKS[s], default=None)


def found(
    check: str,
    where: str,
    *,
    count: int = 1,
    sample: object = "",
    severity: Severity | None = None,
    mend: str = "",
    sure: Sure = "certain",
    place: Place | None = None,
) -> Finding:
    """A finding of a registered check: severity and mend come from the registry unless this place knows better.

    `sample` is given as it stands in the file and is masked here, the one place where that happens.
    """
    known = CHECKS[check]
    return Finding(
        check, severity or known.severity, where, mend or known.mend, count, mask(sample), sure, place or Place()
    )


def inside(name: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Findings of a file within a file: the way to it goes before the place."""
    for one in findings:
        place = replace(one.place, inside=(name, *one.place.inside))
        yield replace(one, where=f"{name} › {one.where}", place=place)


def mask(value: object) -> str:
    """The shape of a text without its content: "Anne Smith, 12/03/1980" becomes "Xx Xx, 0/0/0".

    A run of letters or digits leaves one or two signs, whatever its length, so that neither a name's length nor a
    figure's size is told.
    """
    text = " ".join(str(value)[: LONGEST_SAMPLE * 4].split())
    text = re.sub(r"\d+", "0", text)
    text = re.sub(r"[^\W\d_]+", lambda run: "Xx" if run[0][0].isupper() else "x", text)
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"
