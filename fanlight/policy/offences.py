"""What an offence code says of the kinds that community resolutions are not for, and slips in citing sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from fanlight.dated import content_hash, own_data
from fanlight.errors import BadInput
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Predicate
from fanlight.tables.spec.table import TableSpec

KINDS = ("domestic", "hate_crime", "sexual_offence", "firearms", "weapon")


@dataclass(frozen=True, slots=True)
class Slip:
    """`sections` of `act`, cited beside one of `words` (any words where there are none), deserve `note`."""

    act: str
    sections: frozenset[str]
    words: tuple[str, ...]
    answered: str
    note: str


@dataclass(frozen=True)
class Offences:
    """`kinds_of`: code → kinds; `because`: kind → why a code says so; `sections`: (act, section) → codes."""

    kinds_of: Mapping[str, tuple[str, ...]]
    because: Mapping[str, str]
    sections: Mapping[tuple[str, str], frozenset[str]]
    slips: tuple[Slip, ...]
    sha256: str

    def kinds(self, code: str | None) -> tuple[str, ...]:
        return self.kinds_of.get(code or "", ())


@cache
def offences() -> Offences:
    """Raises `BadInput` for a kind, slip or source that is not whole."""
    held = load()
    found: dict[str, tuple[str, ...]] = {}
    for entry in held["kinds"]:
        _cited(entry, entry["kind"])
        if entry["kind"] not in KINDS:
            raise BadInput(f"“{entry['kind']}” is no kind of offence.", next_step=f"Kinds: {', '.join(KINDS)}.")
        for code in entry["codes"]:
            found[code] = (*found.get(code, ()), entry["kind"])
    for entry in held["slips"]:
        _cited(entry, entry["note"])
    return Offences(
        found,
        {entry["kind"]: entry["because"] for entry in held["kinds"]},
        {(entry["act"], entry["section"]): frozenset(entry["codes"]) for entry in held["sections"]},
        tuple(
            Slip(e["act"], frozenset(e["sections"]), tuple(e["words"]), e["answered"], " ".join(e["note"].split()))
            for e in held["slips"]
        ),
        content_hash(held),
    )


def load() -> dict[str, Any]:
    text = (resources.files("fanlight") / "policies" / "offences" / "offences.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = own_data(text)
    return found


def _cited(entry: Mapping[str, Any], what: str) -> None:
    source = entry.get("source") or {}
    if not source.get("cite") or source.get("sure") not in {"high", "medium", "low"}:
        raise BadInput(f"{what} has no source.", next_step="Cite it, and say how sure it is.")


_CITED = re.compile(
    r"\b(?:sections?|ss?)\b\.?\s*(?P<list>\d+[A-Z]{0,2}(?:\(\w+\))*(?:\s*(?:,|/|-|–|to|and|or|&)\s*\d+[A-Z]{0,2}(?:\(\w+\))*)*)"
    r"[\s,]*(?:of\s+)?(?:the\s+)?(?P<act>[A-Za-z][A-Za-z '&/()-]*?\s(?:Act\s)?(?:18|19|20)\d\d)",
    re.IGNORECASE,
)
_SHORT = {"oapa 1861": "Offences against the Person Act 1861", "cda 1998": "Crime and Disorder Act 1998"}


def citations(text: str) -> set[tuple[str, str]]:
    """(act, section) for every section of an Act that a text cites: lists and ranges opened."""
    found = set()
    for match in _CITED.finditer(text):
        act = _act(match["act"])
        for part in re.split(r"\s*(?:,|/|and|or|&)\s*", match["list"]):
            ends = [re.sub(r"\(.*", "", end) for end in re.split(r"\s*(?:-|–|to)\s*", part)]
            if len(ends) == 2 and ends[0].isdigit() and ends[1].isdigit() and int(ends[0]) <= int(ends[1]) <= 999:
                found |= {(act, str(number)) for number in range(int(ends[0]), int(ends[1]) + 1)}
            else:
                found |= {(act, end.upper()) for end in ends if end}
    return found


def _act(text: str) -> str:
    plain = " ".join(text.replace("&", "and").split())
    if plain.lower() in _SHORT:
        return _SHORT[plain.lower()]
    for known in {act for act, _ in offences().sections}:
        if known.lower() == plain.lower():
            return known
    return plain


def slips(asked: str, *, answered: str = "", codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Notes on what was asked: sections cited for what another section creates, and codes counted that the section
    cited does not create. `answered`: what the category's own note says already."""
    known, cited, said = offences(), citations(asked), answered.lower()
    found = []
    for slip in known.slips:
        hit = any(act == slip.act and section in slip.sections for act, section in cited)
        worded = not slip.words or any(word in asked.lower() for word in slip.words)
        if hit and worded and slip.answered.lower() not in said:
            found.append(slip.note)
    counted = set(codes)
    created = [known.sections[c] for c in cited if c in known.sections]
    if counted and created and not found and not counted & frozenset().union(*created) and not said:
        found.append(
            f"the codes counted ({', '.join(sorted(counted))}) are not those of the section cited "
            f"({', '.join(sorted(frozenset().union(*created)))})"
        )
    return tuple(found)


def notes_on(spec: TableSpec) -> tuple[str, ...]:
    """Mapping notes on slips in what the categories of a table were asked as."""
    found = []
    for dimension in spec.dimensions:
        for category in dimension.categories:
            if category.asked:
                own = f"{category.counted} {category.missing}".strip()
                for note in slips(category.asked, answered=own, codes=_codes(category.predicate)):
                    found.append(f"{category.label} - to note: {note}.")
    return tuple(found)


def _codes(predicate: Predicate) -> set[str]:
    match predicate:
        case In(field="offence_code", values=values):
            return set(values)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return set().union(*(_codes(part) for part in parts)) if parts else set()
    return set()
