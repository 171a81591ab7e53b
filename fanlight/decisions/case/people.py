"""Who makes a move: a named person with a number, the rank held, its status, and the substantive rank."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy import ranks

FIELDS = ("name", "number", "rank", "rank_status", "substantive_rank", "team", "professional_standards")


@dataclass(frozen=True, slots=True)
class Person:
    """`number` is the warrant, collar or staff number, by which a person is told from all others. `rank` and
    `substantive_rank` are national ranks, "" where there is none (police staff); `rank_status` is substantive,
    temporary or acting. `team` is the investigation team. Made by `person_from`, which refuses what cannot be."""

    name: str
    number: str
    rank: str = ""
    rank_status: str = ""
    substantive_rank: str = ""
    team: str = ""
    professional_standards: bool = False

    def as_mapping(self) -> dict[str, Any]:
        return {name: value for name in FIELDS if (value := getattr(self, name)) not in ("", False)}

    def __str__(self) -> str:
        if not self.rank:
            return f"{self.name} ({self.number})"
        status = "" if self.rank_status == "substantive" else f"{self.rank_status} "
        own = "" if self.rank_status == "substantive" else f", substantively {self.substantive_rank or 'not known'}"
        return f"{self.name} ({self.number}), {status}{self.rank}{own}"


def person_from(given: Mapping[str, Any], *, where: str = "the person") -> Person:
    """Raises `BadInput` for a missing name or number, an unknown field, and ranks that cannot be."""
    unknown = sorted(set(given) - set(FIELDS))
    if unknown:
        raise BadInput(
            f"A person has no {', '.join(unknown)}.", where=where, next_step=f"There are {', '.join(FIELDS)}."
        )
    name, number = (" ".join(str(given.get(key) or "").split()) for key in ("name", "number"))
    if not plain(name) or not plain(number):
        raise BadInput(
            "A person needs a name and a number (warrant, collar or staff).",
            where=where,
            next_step="Whoever makes a move is named in the record: give both.",
        )
    own = str(given.get("substantive_rank") or "").strip()
    status = str(given.get("rank_status") or "").strip().lower()
    if status and status not in ranks.STATUSES:
        raise BadInput(
            f"“{status}” is no status of a rank.", where=where, next_step=f"Use {', '.join(ranks.STATUSES)}."
        )
    held_text = str(given.get("rank") or "").strip()
    if not held_text:
        if own or status:
            raise BadInput("A substantive rank or a status needs the rank held.", where=where, next_step="Give rank.")
        held_rank = own_rank = ""
    else:
        held = ranks.parse(held_text, where=where)
        substantive = ranks.parse(own, where=where) if own else None
        ranks.check_status(held, status, substantive, where=where)
        status = status or held.status or ("substantive" if substantive and substantive.level == held.level else "")
        if not status:
            raise BadInput(
                f"It is not said whether the rank of {held} is substantive, temporary or acting.",
                where=where,
                next_step="Give rank_status (on the command line --rank-status): substantive, temporary or acting.",
            )
        held_rank = str(held)
        own_rank = held_rank if status == "substantive" else str(substantive or "")
    return Person(
        name, number, held_rank, status, own_rank, " ".join(str(given.get("team") or "").split()),
        given.get("professional_standards") in (True, "yes", "true"),
    )  # fmt: skip


def plain(text: str) -> str:
    """A name or number without case, accents, punctuation and look-alike forms, to compare by."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def same(one: Person, other: Person) -> bool:
    """Whether two may be one person: the same number, or the same name. In doubt, they are."""
    return plain(one.number) == plain(other.number) or plain(one.name) == plain(other.name)
