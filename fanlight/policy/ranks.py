"""Police ranks: how they are written, which is higher, and what an acting or temporary officer's own rank is."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from fanlight.dated import own_data
from fanlight.errors import BadInput
from fanlight.policy.tri import Tri

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


@cache
def _data() -> dict[str, Any]:
    folder = resources.files("fanlight") / "policies" / "community_resolution"
    loaded: dict[str, Any] = own_data((folder / "ranks.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def levels() -> dict[str, int]:
    """Every national rank with its level, lowest first."""
    return {entry["rank"]: level for level, equals in enumerate(_data()["order"]) for entry in equals}


@cache
def _written() -> dict[str, str]:
    found = {}
    for equals in _data()["order"]:
        for entry in equals:
            found[entry["rank"].lower()] = entry["rank"]
            found.update(dict.fromkeys(entry["short"], entry["rank"]))
    return found


def level(name: str) -> int:
    """The level of a national rank named in full. Raises `BadInput` for any other."""
    return parse(name).level


@cache
def parse(text: str, *, where: str = "") -> Rank:
    """Reads “Inspector”, “DI”, “Detective Inspector”, “Inspector (Detective)”, “A/DCI”, “T/Insp.”. Raises `BadInput`
    for a rank that does not exist, naming the nearest."""
    words = re.sub(r"[^a-z]+", " ", text.lower()).split()
    data = _data()
    status, words = _status(words, data["status"])
    detective = False
    if len(words) > 1 and words[0] in data["detective"]["words"]:
        detective, words = True, words[1:]
    elif len(words) > 1 and words[-1] in data["detective"]["words"]:
        detective, words = True, words[:-1]
    said = " ".join(words)
    name = _written().get(said)
    if name is None and not detective and said in data["detective"]["short"]:
        name, detective = data["detective"]["short"][said], True
    if name is None:
        near = difflib.get_close_matches(said, list(_written()), n=1, cutoff=0.6)
        nearest = f" The nearest is {_written()[near[0]]}." if near else ""
        raise BadInput(
            f"There is no police rank “{text}”.{nearest}", where=where, next_step=f"Known: {', '.join(levels())}."
        )
    if detective and name not in data["detective"]["ranks"]:
        raise BadInput(
            f"There is no detective {name.lower()}.",
            where=where,
            next_step=f"Write {name} without the detective prefix.",
        )
    return Rank(name, levels()[name], detective, status)


def _status(words: list[str], known: dict[str, list[str]]) -> tuple[str, list[str]]:
    for status, written in known.items():
        if len(words) > 1 and words[0] in written:
            return status, words[1:]
    return "", words


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
