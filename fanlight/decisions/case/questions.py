"""What offence codes say otherwise than flags do: questions for a person. Nothing is corrected here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fanlight.policy.offences import offences

WORDS = {
    "domestic": "domestic abuse",
    "hate_crime": "a hate crime",
    "sexual_offence": "a sexual offence",
    "firearms": "a firearms offence",
    "weapon": "an offensive weapon, pointed or bladed article",
}
YES = frozenset({"y", "yes", "true", "1", "x"})
NO = frozenset({"n", "no", "false", "0", "none"})


@dataclass(frozen=True, slots=True)
class Question:
    """`id` names the kind in question; `contrary`: the flag says no (otherwise it is missing)."""

    id: str
    contrary: bool
    text: str

    def as_mapping(self) -> dict[str, Any]:
        return asdict(self)


def flag_value(text: str | None) -> str:
    """A flag as yes, no or unknown. A strand of hate crime, or any other words, is yes."""
    plain = (text or "").strip().lower()
    if not plain or plain in {"unknown", "not known"}:
        return "unknown"
    return "no" if plain in NO else "yes"


def ask(code: str | None, flags: Mapping[str, str]) -> tuple[Question, ...]:
    """Questions on the kinds that `code` implies and `flags` (kind → yes, no or unknown) do not confirm."""
    found = []
    for kind in offences().kinds(code):
        said = flags.get(kind, "unknown")
        if said != "yes":
            how = "says that it is not" if said == "no" else "is missing"
            found.append(
                Question(
                    kind,
                    said == "no",
                    f"Offence code {code} means {WORDS[kind]} ({offences().because[kind]}), and the flag {how}.",
                )
            )
    return tuple(found)


def of_case(crime: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Question, ...]:
    from fanlight.decisions.case.crime import offence_code

    return ask(offence_code(crime), {kind: str(facts.get(kind, "unknown")) for kind in WORDS})
