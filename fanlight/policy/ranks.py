"""Police ranks: how they are written, which is higher, and what an acting or temporary officer's own rank is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fanlight.errors import BadInput
from fanlight.policy.rank_words import Reading, detective_without_rank, levels, nearest, readings, understood
from fanlight.policy.tri import Tri

__all__ = [
    "INSPECTOR",
    "STATUSES",
    "Rank",
    "check_status",
    "level",
    "levels",
    "own_level",
    "parse",
    "substantive_at_least",
    "substantive_at_least_inspector",
]

INSPECTOR = "Inspector"
STATUSES = ("substantive", "temporary", "acting")


@dataclass(frozen=True, slots=True)
class Rank:
    """`name` is the national rank, `level` its place (0: constable; equal ranks share one). `detective` marks a role,
    not a rank; `status` is what the text itself said (A/, T/), or ""."""

    name: str
    level: int
    detective: bool = False
    status: str = ""

    def __str__(self) -> str:
        return f"Detective {self.name}" if self.detective else self.name


def level(name: str) -> int:
    """The level of a national rank named in full. Raises `BadInput` for any other."""
    return parse(name).level


@cache
def parse(text: str, *, where: str = "") -> Rank:
    """Reads “Inspector”, “D.I.”, “Det Ch Insp”, “Inspector (Detective)”, “A/DCI”, “Temp. Insp”; dots, spaces and case do
    not matter. Raises `BadInput` for what is no rank, and for what can be read in two ways, with all that is understood."""
    found = readings(text)
    if len(found) == 1:
        name, detective, status = found[0]
        return Rank(name, levels()[name], detective, status)
    if found:
        ways = " or ".join(_said(reading) for reading in found)
        raise BadInput(f"“{text}” can be read as {ways}.", where=where, next_step=f"Write it out. {understood()}")
    if name := detective_without_rank(text):
        raise BadInput(
            f"There is no detective {name.lower()}.",
            where=where,
            next_step=f"Write {name} without the detective prefix.",
        )
    near = nearest(text)
    hint = f" The nearest is {near}." if near else ""
    raise BadInput(f"There is no police rank “{text}”.{hint}", where=where, next_step=understood())


def _said(reading: Reading) -> str:
    name, detective, status = reading
    return " ".join(part for part in (status, "detective" if detective else "", name) if part)


def check_status(rank: Rank, status: str, substantive: Rank | None, *, where: str = "") -> None:
    """Refuses what cannot be: a rank acted up to from no lower one, a substantive rank unlike the rank held, a person
    acting below their own rank. `status` is "" where it is not known."""
    if rank.status and status and rank.status != status:
        raise BadInput(
            f"The rank says {rank.status}, the rank status says {status}.",
            where=where,
            next_step="Keep the one that is right in rank_status, and give the rank without A/ or T/.",
        )
    status = status or rank.status
    if status in {"acting", "temporary"} and rank.level == 0:
        raise BadInput(
            f"Nobody can be {status} {rank.name.lower()}: there is no lower rank.",
            where=where,
            next_step="Correct the rank held, or give rank_status: substantive.",
        )
    if substantive is None:
        return
    if substantive.status in {"acting", "temporary"}:
        raise BadInput(
            f"A substantive rank cannot be {substantive.status}.",
            where=where,
            next_step="Give the rank that the person holds for good in substantive_rank.",
        )
    if status == "substantive" and substantive.level != rank.level:
        raise BadInput(
            f"The rank held is {rank} and substantive, but the substantive rank is {substantive}.",
            where=where,
            next_step="Give rank_status: acting or temporary, or make the two ranks agree.",
        )
    if status in {"acting", "temporary"} and substantive.level >= rank.level:
        raise BadInput(
            f"A person whose substantive rank is {substantive} cannot be {status} {rank}.",
            where=where,
            next_step="Acting and temporary ranks lie above the substantive rank: correct one of the two.",
        )
    if not status and substantive.level > rank.level:
        raise BadInput(
            f"The rank held ({rank}) lies below the substantive rank ({substantive}).",
            where=where,
            next_step="Correct one of the two.",
        )


def own_level(rank: Rank | None, status: str, substantive: Rank | None) -> tuple[int, int] | None:
    """The lowest and highest level that the substantive rank can have; None where nothing at all is known."""
    if substantive is not None:
        return substantive.level, substantive.level
    if rank is None:
        return None
    status = status or rank.status
    if status == "substantive":
        return rank.level, rank.level
    if status in {"acting", "temporary"}:
        return 0, rank.level - 1
    return 0, rank.level


def substantive_at_least(rank: Rank | None, status: str, substantive: Rank | None, minimum: str) -> Tri:
    """Whether the officer's own, substantive rank is at least `minimum`. An inspector acting up passes; a sergeant who
    is acting or temporary inspector does not; unknown where what is known allows both."""
    bounds = own_level(rank, status, substantive)
    if bounds is None:
        return Tri.UNKNOWN
    wanted = level(minimum)
    if bounds[0] >= wanted:
        return Tri.YES
    return Tri.NO if bounds[1] < wanted else Tri.UNKNOWN


def substantive_at_least_inspector(rank: str | None, status: str | None, substantive_rank: str | None) -> Tri:
    """The same from what is written in a record, for the 2019 policy's wording. Raises `BadInput` for ranks that do not
    exist or contradict one another."""
    held = parse(rank) if rank else None
    own = parse(substantive_rank) if substantive_rank else None
    if held is not None:
        check_status(held, status or "", own)
    return substantive_at_least(held, status or "", own, INSPECTOR)
