"""The facts that a community-resolution policy can ask about: names, values, questions, and which way is worse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from fanlight.dated import own_data
from fanlight.errors import BadInput

UNKNOWN = "unknown"
TRI = ("yes", "no", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Fact:
    """`values` are those that a rule can see, unknown last; a text is seen as yes (recorded), no or unknown. `worse`
    holds pairs (better, worse) of values. `part`: a detail that only some settings read. `always_known`: while it is
    unknown nothing is supportable. `routes`: it sends a case from some rules to others."""

    name: str
    kind: str
    values: tuple[str, ...]
    worse: tuple[tuple[str, str], ...]
    label: str
    asks: str
    part: bool
    always_known: bool
    routes: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`recorded`: facts that no rule sees, none of which can be recorded where `when` holds; empty: `when` alone cannot
    be. `since`: the first version of the vocabulary that refuses it."""

    when: str
    mend: str
    recorded: tuple[str, ...] = ()
    since: int = 1


@dataclass(frozen=True, slots=True)
class Days:
    """The day of `first` is not later than that of `then`."""

    first: str
    then: str
    mend: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    facts: dict[str, Fact]
    contradictions: tuple[Contradiction, ...]
    days: tuple[Days, ...]
    version: int
    clauses: tuple[str, ...]
    points: int

    def fact(self, name: str) -> Fact:
        return self.facts[name]

    def ruled(self) -> tuple[Fact, ...]:
        """What a rule can ask about by name: facts with a better and a worse value. Ranks are read as
        `authority.sufficient`; dates and mere words never."""
        return tuple(fact for fact in self.facts.values() if fact.worse)


@cache
def vocabulary() -> Vocabulary:
    folder = resources.files("fanlight") / "policies" / "community_resolution"
    return read_vocabulary(own_data((folder / "vocabulary.yaml").read_text(encoding="utf-8")))


def vocabulary_version() -> int:
    """Today's version; what an entry was read by is recorded with it."""
    return vocabulary().version


def read_vocabulary(held: dict[str, Any]) -> Vocabulary:
    facts = {entry["name"]: _fact(entry) for entry in held["facts"]}
    if len(facts) != len(held["facts"]):
        raise BadInput("Two facts of the vocabulary have one name.", next_step="Rename one.")
    contradictions = tuple(
        Contradiction(entry["when"], entry["mend"], tuple(entry.get("recorded", ())), int(entry.get("since", 1)))
        for entry in held["contradictions"]
    )
    days = tuple(Days(first, then, entry["mend"]) for entry in held["days"] for first, then in [entry["order"]])
    return Vocabulary(facts, contradictions, days, int(held["version"]), tuple(held["clauses"]), int(held["points"]))


def plain(value: Any) -> Any:
    """YAML reads yes and no as true and false; the vocabulary's own words are yes and no."""
    if value is True:
        return "yes"
    return "no" if value is False else value.isoformat() if isinstance(value, date) else value


def _fact(entry: dict[str, Any]) -> Fact:
    kind, worse = entry["kind"], plain(entry.get("worse"))
    values: tuple[str, ...] = ()
    if kind in {"tri", "text"}:
        values = TRI
    elif kind == "choice":
        values = (*(str(plain(value)) for value in entry["values"]), UNKNOWN)
    if isinstance(worse, str):
        pairs: tuple[tuple[str, str], ...] = ((("no" if worse == "yes" else "yes"), worse),)
    else:
        pairs = tuple((str(better), str(worst)) for better, worst in worse or ())
    label, asks = " ".join(entry["label"].split()), " ".join(entry["asks"].split())
    part, always = bool(entry.get("part", False)), bool(entry.get("always_known", False))
    return Fact(entry["name"], kind, values, pairs, label, asks, part, always, bool(entry.get("routes", False)))
