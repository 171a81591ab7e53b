"""A facts file, or any mapping, to Facts: every mistake named with the way to mend it, nothing taken half."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution.facts.contradictions import contradictions
from fanlight.policy.community_resolution.facts.facts import (
    Authority,
    ExceptionalCircumstances,
    Facts,
    MentalHealth,
    MentalHealthOf,
    ProfessionalStandards,
    Reparation,
    Victim,
)
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, Fact, plain, vocabulary
from fanlight.policy.tri import Tri

_GROUPS = {
    "exceptional_circumstances": ExceptionalCircumstances,
    "authority": Authority,
    "professional_standards": ProfessionalStandards,
    "mental_health.offender": MentalHealthOf,
    "mental_health.victim": MentalHealthOf,
    "reparation": Reparation,
    "victim": Victim,
}


def facts_from(mapping: Any, where: str, *, vocabulary_version: int = 0) -> Facts:
    """`mapping` as read from YAML or JSON: nested as in the reference, or with dotted names. Raises `BadInput` with
    every mistake: unknown names and values, ranks that cannot be, dates that are none, facts that contradict.

    `vocabulary_version` reads facts again that an earlier version of the vocabulary accepted; 0 is today's."""
    if mapping is None:
        mapping = {}
    if not isinstance(mapping, Mapping):
        raise BadInput(
            "Facts are names with values.", where=where, next_step="Write one fact a line, as `domestic: no`."
        )
    known = vocabulary().facts
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in _flat(mapping, "", known, problems):
        if name in found:
            problems.append(f"{name} stands twice. Keep one.")
        try:
            found[name] = _value(known[name], plain(value), where)
        except BadInput as error:
            problems.append(f"{name}: {error.what} {error.next_step}".rstrip())
    _refuse(problems, where)
    facts = _facts(found)
    _refuse([*_rank_problems(facts), *contradictions(facts, vocabulary_version)], where)
    return facts


def _refuse(problems: list[str], where: str) -> None:
    if len(problems) == 1:
        raise BadInput(problems[0], where=where)
    if problems:
        raise BadInput(f"{len(problems)} things cannot be so:\n  " + "\n  ".join(problems), where=where)


@cache
def _group_names() -> frozenset[str]:
    known = vocabulary().facts
    return frozenset(name.rsplit(".", cut)[0] for name in known for cut in (1, 2) if name.count(".") >= cut)


def _flat(
    mapping: Mapping[Any, Any], prefix: str, known: Mapping[str, Fact], problems: list[str]
) -> Iterator[tuple[str, Any]]:
    groups = _group_names()
    for key, value in mapping.items():
        name = f"{prefix}{plain(key)}"
        if name in known:
            if isinstance(value, Mapping | list | tuple | set):
                problems.append(f"{name} takes one value, not several.")
                continue
            yield name, value
        elif name in groups and isinstance(value, Mapping):
            yield from _flat(value, f"{name}.", known, problems)
        elif name in groups and plain(value) in ("no", UNKNOWN, None):
            # `authority: no`: nobody gave any; `reparation: unknown`: nothing is known of it.
            yield from _whole(name, plain(value), known, problems)
        elif name in groups:
            inner = ", ".join(fact.removeprefix(f"{name}.") for fact in known if fact.startswith(f"{name}."))
            problems.append(f"{name} holds several facts, each with its own line: {inner}.")
        else:
            here = [fact for fact in known if fact.startswith(prefix)] or list(known)
            near = difflib.get_close_matches(name, [*here, *groups], n=3, cutoff=0.5)
            near = near or difflib.get_close_matches(name, list(known), n=3, cutoff=0.3)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            problems.append(f"There is no fact “{name}”.{hint} The reference lists every fact.")


def _whole(name: str, value: Any, known: Mapping[str, Fact], problems: list[str]) -> Iterator[tuple[str, Any]]:
    if value in (None, UNKNOWN):
        return
    single = {"authority": "authority.person", "victim": "victim.exists", "exceptional_circumstances": "exceptional_circumstances.claimed",
              "professional_standards": "professional_standards.referred"}  # fmt: skip
    if name in single:
        yield single[name], value
        return
    both = {"reparation": ("reparation.agreed", "reparation.none_needed")}
    names = both.get(name) or tuple(
        fact for fact in known if fact.startswith(f"{name}.") and fact.endswith(".considered")
    )
    for each in names:
        yield each, value


def _value(fact: Fact, value: Any, where: str) -> Any:
    if value is None or value == UNKNOWN:
        return _unknown(fact)
    if fact.kind == "tri":
        if value in ("yes", "no"):
            return Tri(value)
        raise BadInput(f"“{value}” is none of yes, no, unknown.", next_step="Write one of the three.")
    if fact.kind == "choice":
        if value in fact.values:
            return value
        near = difflib.get_close_matches(str(value), fact.values, n=1, cutoff=0.5)
        hint = f"Nearest: {near[0]}. " if near else ""
        raise BadInput(f"“{value}” is not a value of this fact.", next_step=f"{hint}Known: {', '.join(fact.values)}.")
    if fact.kind == "date":
        return _date(value)
    text = str(value).strip()
    if fact.kind == "rank":
        return _rank_text(text)
    if fact.kind == "rank_status":
        lowered = text.lower()
        if lowered in ranks.STATUSES:
            return lowered
        raise BadInput(f"“{text}” is not a rank status.", next_step=f"Known: {', '.join(ranks.STATUSES)}, unknown.")
    if text.lower() in {"no", "none", ""}:
        return ""
    if text.lower() == "yes":
        raise BadInput("This asks for the words themselves.", next_step="Write them, or no, or unknown.")
    return text


def _unknown(fact: Fact) -> Any:
    if fact.kind == "tri":
        return Tri.UNKNOWN
    return UNKNOWN if fact.kind == "choice" else "" if fact.kind in {"rank", "rank_status"} else None


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadInput(f"“{value}” is not a day.", next_step="Write it as 2022-05-01.") from None


def _rank_text(text: str) -> str:
    """The rank as written in full; A/ and T/ are kept for the status."""
    rank = ranks.parse(text)
    return f"{rank.status} {rank}".strip()


def _facts(found: Mapping[str, Any]) -> Facts:
    groups: dict[str, dict[str, Any]] = {name: {} for name in _GROUPS}
    flat: dict[str, Any] = {}
    for name, value in found.items():
        group, _, last = name.rpartition(".")
        (groups[group] if group else flat)[last] = value
    authority = groups["authority"]
    if authority.get("rank"):
        rank = ranks.parse(authority["rank"])
        said = authority.get("rank_status", "")
        authority["rank"] = str(rank) if not rank.status or rank.status == said or not said else authority["rank"]
        authority["rank_status"] = said or rank.status
        if authority["rank_status"] == "substantive" and not authority.get("substantive_rank"):
            authority["substantive_rank"] = authority["rank"]
    elif authority.get("rank_status") == "substantive" and authority.get("substantive_rank"):
        authority["rank"] = authority["substantive_rank"]
    made = {name: kind(**groups[name]) for name, kind in _GROUPS.items()}
    health = MentalHealth(made.pop("mental_health.offender"), made.pop("mental_health.victim"))
    return Facts(**flat, **made, mental_health=health)


def _rank_problems(facts: Facts) -> Iterator[str]:
    authority = facts.authority
    held = ranks.parse(authority.rank) if authority.rank else None
    own = ranks.parse(authority.substantive_rank) if authority.substantive_rank else None
    try:
        if held is not None:
            ranks.check_status(held, authority.rank_status, own)
        elif own is not None and own.status:
            raise BadInput(f"A substantive rank cannot be {own.status}.", next_step="Give the person's own rank.")
    except BadInput as error:
        yield f"authority: {error.what} {error.next_step}".rstrip()
