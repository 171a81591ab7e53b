"""What a row of a past extract says of each fact that policy asks about: yes, no, or nothing.

Each function reads one field, or a few that belong together, and gives plain values; what cannot be read is unknown and
named. No guess is made from silence: an extract says little of what a policy asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fanlight.decisions.case.questions import ask, flag_value
from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution import Facts
from fanlight.policy.community_resolution.facts.facts import Authority
from fanlight.policy.offences import offences
from fanlight.policy.tri import Tri

FLAGGED = ("domestic", "hate_crime", "weapon", "firearms")
POLICE = frozenset({"officer", "police", "staff", "special", "pcso", "constable", "contractor", "superintendent"})
PUBLIC = frozenset({"none", "no", "public", "member of public", "member of the public", "civilian", "n", "not police"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """Everything in a row that policy can see, as values that many rows share. `kinds`: domestic, hate crime, weapon,
    firearms, sexual offence; each yes, no or unknown, the worse of flag and code. `questioned`: kinds that the offence
    code means and the flag does not confirm. `authority`: rank held, status, substantive rank as ranks in full, or ""."""

    kinds: tuple[str, str, str, str, str]
    questioned: tuple[str, ...]
    under_18: str
    police: str
    authority: tuple[str, str, str]


def kinds(code: str | None, flags: tuple[str, str, str, str]) -> tuple[tuple[str, str, str, str, str], tuple[str, ...]]:
    """The five kinds and those in question, from an offence code and the flags as yes, no or unknown.

    Where the code means a kind, it is taken to be one whatever the flag says, and the flag is questioned. A code that
    does not mean a sexual offence says that it is none, since that kind is made of offences; of domestic abuse, hate,
    weapons and firearms it says nothing.
    """
    meant = offences().kinds(code)
    questioned = tuple(q.id for q in ask(code, dict(zip(FLAGGED, flags, strict=True))) if q.id != "sexual_offence")
    own = tuple("yes" if name in meant else said for name, said in zip(FLAGGED, flags, strict=True))
    sexual = "yes" if "sexual_offence" in meant else "no" if code else "unknown"
    return (own[0], own[1], own[2], own[3], sexual), questioned


def domestic_flag(abuse: str | None, violence: str | None) -> str:
    """The two flags as one: yes where either is, no where one says so and neither says yes."""
    said = {flag_value(abuse), flag_value(violence)}
    return "yes" if "yes" in said else "no" if "no" in said else "unknown"


def under_18(band: str | None) -> str:
    """From an age band: 10-17, 18-24, under 18, 55 and over … A band across 18 says nothing."""
    text = (band or "").lower()
    numbers = [int(found) for found in re.findall(r"\d+", text)]
    if not numbers or numbers[-1] > 130:
        return "unknown"
    if re.search(r"under|below|<", text):
        return "yes" if numbers[-1] <= 18 else "unknown"
    if re.search(r"over|above|older|\+|>", text):
        return "no" if numbers[0] >= 18 or (numbers[0] >= 17 and "over" in text and "and" not in text) else "unknown"
    if numbers[-1] < 18:
        return "yes"
    return "no" if numbers[0] >= 18 else "unknown"


def police(role: str | None) -> str:
    text = " ".join((role or "").lower().split())
    if not text or text == "unknown":
        return "unknown"
    if text in PUBLIC:
        return "no"
    return "yes" if POLICE & set(re.findall(r"[a-z]+", text)) else "unknown"


def authority(rank: str | None, status: str | None, substantive: str | None) -> tuple[tuple[str, str, str], str]:
    """The ranks in full, and what cannot be read about them ("" where all can). Ranks that cannot be are unknown."""
    held, said, own = ((text or "").strip() for text in (rank, status, substantive))
    if not held and not own:
        return ("", "", ""), ""
    try:
        if said and said.lower() not in ranks.STATUSES:
            raise BadInput(f"“{said}” is no status of a rank.")
        held_rank = ranks.parse(held) if held else None
        own_rank = ranks.parse(own) if own else None
        if held_rank is not None:
            ranks.check_status(held_rank, said.lower(), own_rank)
    except BadInput as error:
        return ("", "", ""), error.what
    full = said.lower() or (held_rank.status if held_rank else "")
    return (str(held_rank or ""), full, str(own_rank or "")), ""


def facts_of(pattern: Pattern) -> Facts:
    """What is known, as facts; everything else is unknown. Rows of an extract name no person: a rank that is recorded
    means that somebody gave authority."""
    domestic, hate, weapon, firearms, sexual = map(Tri, pattern.kinds)
    held, status, own = pattern.authority
    given = Authority(person="recorded by rank", rank=held, rank_status=status, substantive_rank=own)
    return Facts(
        domestic=domestic,
        hate_crime=hate,
        weapon=weapon,
        firearms=firearms,
        sexual_offence=sexual,
        offender_under_18=Tri(pattern.under_18),
        suspect_police=Tri(pattern.police),
        authority=given if held or own else Authority(),
    )


def at_best(facts: Facts) -> Facts:
    """The same facts with everything that is unknown taken to be as good as it can be. Policy is monotonic (proved by
    `fanlight policy check`): where this is not supportable, nothing that is still unknown could make it so."""
    best: dict[str, Any] = {}
    for name, value in _BEST.items():
        if facts.get(name.replace("__", ".")) in (Tri.UNKNOWN, "unknown", None):
            best[name] = value
    if facts.authority.rank == "" and facts.authority.substantive_rank == "":
        best |= {
            **({"authority__person": "somebody"} if facts.authority.person is None else {}),
            "authority__rank": _HIGHEST,
            "authority__rank_status": "substantive",
            "authority__substantive_rank": _HIGHEST,
        }
    else:
        best |= _rank_at_best(facts.authority)
    return facts.having(**best)


def _rank_at_best(given: Authority) -> dict[str, str]:
    """The highest substantive rank that what is recorded allows."""
    if given.substantive_rank:
        return (
            {} if given.rank else {"authority__rank": given.substantive_rank, "authority__rank_status": "substantive"}
        )
    held = ranks.parse(given.rank)
    if given.rank_status in {"", "substantive"}:
        return {"authority__rank_status": "substantive", "authority__substantive_rank": given.rank}
    below = [name for name, level in ranks.levels().items() if level == held.level - 1]
    return {"authority__substantive_rank": below[0]}


_HIGHEST = max(ranks.levels(), key=lambda name: ranks.levels()[name])
_BEST: dict[str, Any] = {
    "domestic": Tri.NO,
    "domestic_relationship": "family",
    "hate_crime": Tri.NO,
    "hate_basis": "flag",
    "sexual_offence": Tri.NO,
    "firearms": Tri.NO,
    "weapon": Tri.NO,
    "weapon_involvement": "used",
    "exceptional_circumstances__claimed": Tri.YES,
    "exceptional_circumstances__rationale": "recorded",
    "decided_by_investigation_team": Tri.YES,
    "advice_sought": Tri.YES,
    "documented_reference": "recorded",
    "suspect_police": Tri.NO,
    "suspect_role": "former",
    "secondary_investigation": Tri.YES,
    "professional_standards__referred": Tri.YES,
    "professional_standards__result": "suitable",
    "mental_health__offender__considered": Tri.NO,
    "mental_health__offender__professional_consulted": Tri.YES,
    "mental_health__offender__capacity_evident": Tri.YES,
    "mental_health__offender__appropriate_adult": Tri.YES,
    "mental_health__victim__considered": Tri.NO,
    "mental_health__victim__professional_consulted": Tri.YES,
    "mental_health__victim__capacity_evident": Tri.YES,
    "mental_health__victim__appropriate_adult": Tri.YES,
    "offender_under_18": Tri.NO,
    "victim__exists": Tri.NO,
    "victim__wish": "supports",
    "victim__reasons_for_departing": "recorded",
    "responsibility_accepted": Tri.YES,
    "offence_admitted": Tri.YES,
    "reparation__agreed": Tri.YES,
    "reparation__none_needed": Tri.YES,
    "reparation__text": "recorded",
    "everybody_spoken_to": Tri.YES,
    "proportionality_rationale": "recorded",
    "qualifying_crime": Tri.YES,
}
"""For each fact the value that makes a case easiest; a test holds it against the vocabulary's own directions."""
