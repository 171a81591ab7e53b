"""The duty to confirm or deny: where it does not arise, what has to be shown, and the words of a letter that uses it.

A reply that neither confirms nor denies is the same whether or not anything is held. So no function here takes whether it is,
nobody has to search (section 30(3): "is, or if it were held would be"), and officers' words that tell it are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from fanlight.dated import Source, Version, in_force
from fanlight.errors import BadInput
from fanlight.law import exemptions
from fanlight.law.citations import parse, within
from fanlight.law.data import law_file


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One provision under which the duty does not arise, as it stood on a day.

    `of` are the limbs that it goes with, `test` what has to be shown (the keys of `tests` in the data), `where` the test in
    words that follow "the duty does not arise where".
    """

    provision: str
    of: tuple[str, ...]
    type: Literal["absolute", "qualified"]
    test: str
    where: str
    source: Source

    @property
    def public_interest_test(self) -> bool:
        """Section 2(1)(b): whether the public interest in saying if anything is held has to be weighed."""
        return self.type == "qualified"

    @property
    def text_held(self) -> bool:
        return self.source.sure != "low"


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    return tuple(law_file("confirm_or_deny")["provisions"])


def _held(entry: dict[str, Any]) -> list[Version[Exclusion]]:
    held = []
    for each in entry["versions"]:
        source = Source(each["source"], each["sure"])
        exclusion = Exclusion(entry["provision"], tuple(entry["of"]), each["type"], each["test"], each["where"], source)
        held.append(Version(each["since"], each["until"], exclusion, source))
    return held


def exclusions(on: date) -> tuple[Exclusion, ...]:
    """Every provision in force on a day, in the order of the Act."""
    return tuple(version.value for entry in _entries() for version in _held(entry) if version.in_force(on))


def known(provision: str) -> bool:
    """Whether this is a provision of this file by its exact name, "30(3)"."""
    return any(entry["provision"] == provision for entry in _entries())


def names_exclusion(text: str) -> bool:
    """Whether a citation as people write it names a provision on confirming or denying."""
    cited = _cited(text)
    return cited is not None and cited.ncnd


def exclusion(text: str, on: date, *, where: str = "exemptions") -> tuple[Exclusion, str]:
    """(the provision, how it is printed) of "30(3)" or "section 31(3) with 31(1)(a)", as it stood on a day.

    Raises `BadInput` for a citation that names no single provision, and for one that was not in force on the day.
    """
    cited = _cited(text)
    provisions = cited.provisions if cited else ()
    found = [entry for entry in _entries() if _names(entry, provisions)]
    if len(found) > 1:
        found = [entry for entry in found if set(entry.get("by", ())) & set(provisions)]
    if len(found) != 1:
        raise BadInput(
            f"“{text}” names no single provision on confirming or denying.",
            where=where,
            next_step=f"Write one of: {', '.join(_choices(text))}.",
        )
    version = in_force(_held(found[0]), on, what=f"section {found[0]['provision']}")
    return version.value, _printed(found[0]["provision"], provisions)


def _cited(text: str) -> Any:
    return parse(text if text.strip().lower().startswith("s") else f"section {text.strip()}") if text.strip() else None


def _names(entry: dict[str, Any], provisions: Sequence[str]) -> bool:
    return any(within(provision, entry["provision"]) for provision in provisions)


def _choices(text: str) -> list[str]:
    section = re.match(r"\D*(\d+A?)", text)
    choices = []
    for entry in _entries():
        with_limbs = [f"{entry['provision']} with {limb}" for limb in entry.get("by", ())] or [entry["provision"]]
        if section and re.match(rf"{section.group(1)}\(", entry["provision"]):
            choices += with_limbs
    return choices or [entry["provision"] for entry in _entries()]


def _printed(provision: str, provisions: Sequence[str]) -> str:
    others = [each for each in provisions if not within(each, provision)]
    named = [each for each in provisions if within(each, provision)]
    return " with ".join([" and ".join(named), *others])


Scope = Literal["question", "part", "other_information"]


def information(scope: Scope, number: str, part: str = "") -> str:
    """What is neither confirmed nor denied, as it follows "that we hold"."""
    if scope == "part":
        return part.strip().rstrip(".")
    if scope == "other_information":
        return f"any other information that question {number} asks for"
    return f"any information that question {number} asks for"


def said(information_text: str) -> str:
    """The reply itself. The same words, held or not."""
    return (
        f"We neither confirm nor deny that we hold {information_text}. "
        "Nothing in this response should be taken to show whether any of it is held."
    )


STATEMENT = (
    "The duty to confirm or deny in section 1(1)(a) does not arise for what we neither confirm nor deny to hold. For that, this "
    "letter is a refusal notice under section 17(1) of the Freedom of Information Act 2000, by virtue of:"
)


def line(provision: str, on: date) -> str:
    """Section 17(1)(b): "Section 30(3) - Investigations and proceedings". The provision as it is printed."""
    held, printed = exclusion(provision, on)
    return f"Section {printed} - {exemptions.exemption(held.of[0], on).title}"


def excluded(held: Exclusion, printed: str, information_text: str, *, with_others: bool = False) -> str:
    """Why the duty does not arise, by the provision alone. `information_text`: what is neither confirmed nor denied;
    `with_others`: cited together with another, so that whether this one applies is not said."""
    applies = "is one of those cited together for" if with_others else "applies to"
    return f"Section {printed} {applies} {information_text}: the duty to confirm or deny does not arise where {held.where}."


def together(cited: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What a letter says of provisions that may be cited for the same information without saying which applies, and which."""
    return {
        entry["say"]: tuple(entry["provisions"])
        for entry in law_file("confirm_or_deny")["together"]
        if entry["say"] and all(any(within(each, one) for each in cited) for one in entry["provisions"])
    }


_THING = r"(?:information|records?|files?|documents?|reports?|footage|recordings?|e-?mails?|notes?|data|details|logs?|entr(?:y|ies))"
_CASE = r"(?:investigations?|inquir(?:y|ies)|enquir(?:y|ies)|operations?)"
_EITHER = re.compile(
    r"\b(?:whether|if|confirm\w*|den(?:y|ies|ied|ying|ial)|stat(?:e|es|ing)|say(?:ing)?|were it|were they|any|may|might|could|would|should|neither|nor)\b"
    r"[^.;,]*",
    re.I,
)
"""Clauses that are true whether or not anything is held: what follows "whether", "if", "would", "to confirm"."""
_TELLS = re.compile(
    r"\bwe (?:do not |don[’']t |also |still |currently |only |already )*(?:hold|held|have|keep)\b(?! (?:not )?(?:decided|considered|weighed|"
    r"balanced|concluded|looked|taken|therefore|also|been|to\b|a duty|no duty|given|said|answered|regard))"
    r"|\b(?:is|are|was|were|been) (?:not |also |currently |indeed )*(?:held|under investigation|being investigated)\b"
    rf"|\b(?:there (?:is|are|was|were|has been|have been)|no such)\b[^.;]{{0,25}}\b(?:{_THING}|{_CASE})\b"
    rf"|\bno (?:such |relevant |\w+ )?(?:{_THING}|{_CASE})\b[^.;]{{0,20}}\b(?:held|found|exists?|existed|took place|was|were|has been|have been)\b"
    rf"|\bnothing (?:is|was|has been) (?:held|recorded|found|kept)\b|\b(?:{_THING}|it|they) (?:does not |do not |did not )?exist(?:s|ed)?\b"
    r"|\bwe (?:did|do) (?:not |\w+ )?(?:look|have|search|hold|keep|find|use)\b|\bwe (?:have )?never\b|\bfound nothing\b"
    r"|\bnothing (?:\w+ ){0,3}(?:has|have) (?:ever )?been\b|\b(?:is|are|was|were) (?:not )?(?:used|deployed|bought|recorded) (?:by|in|at|on)\b"
    r"|\b(?:our|the|a) search(?:es)?\b|\b(?:a|our|the) (?:check|trawl) (?:of|in|on|through)\b"
    r"|\bwe (?:have )?(?:searched|located|found|retrieved|identified)\b"
    r"|\bwe (?:will|shall|can)(?: ?not)? (?:release|disclose|give|send|publish) (?:it|this|these|them|the)\b"
    rf"|\b(?:the|an?|this|that|our) (?:\w+ )?{_CASE} (?:is|was|has|remains|continues|began|ended|concluded|took)\b"
    rf"|\b(?:the|this|these|that|those|our|its) (?:\w+ ){{0,2}}{_THING} (?:is|was|were|are|has|have|shows?|names?|contains?|holds?)\b"
    r"|\b(?:officers|detectives|we|staff|the force) (?:is|are|was|were|have|has) (?:\w+ )?(?:investigat|arrest|interview|deploy)\w*",
    re.I,
)
_DEFINITE = re.compile(
    r"\bnot aware of\b|\b(?:the|this|that|our|an?) (?:current|ongoing|live|open|closed|active) (?:investigation|inquiry|enquiry|operation|case)\b"
    r"|\b(?:the|this|that|our) (?:investigation|inquiry|enquiry|operation)\b(?! of\b)"
    r"|\bwithh[eo]ld(?:ing)? (?:the|this|that|these|those|it|them)\b"
    rf"|\b(?:disclos\w+|releas\w+|publish\w+)(?: of)? (?:the|this|these|that|those|its) (?:\w+ ){{0,2}}{_THING}\b",
    re.I,
)
"""What speaks of one thing as there, wherever it stands."""
_QUESTION = re.compile(r"\b(?:whether|if)\b[^.;,]*", re.I)
_CAN_HOLD = re.compile(r"\b(?:can confirm|confirms?|say|state) that we (?:do not |do )?hold\b", re.I)
_HYPOTHETICAL = re.compile(
    r"\bif (?:it|any|they|such information)?\s*(?:is|were|was|are)?\s*held\b|\bwere (?:it|they|any) (?:to be )?held\b",
    re.I,
)


def tells(text: str) -> Iterator[str]:
    """Words of an officer that tell whether what is neither confirmed nor denied is held; "whether it is held" does not.

    Found by patterns: what they do not find is not proved to tell nothing."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        if found := _CAN_HOLD.search(sentence) if not re.search(r"neither confirm|nor deny", sentence, re.I) else None:
            yield " ".join(found.group().split())
            continue
        if _HYPOTHETICAL.search(sentence):
            continue
        found = _DEFINITE.search(_QUESTION.sub(" ", sentence)) or _TELLS.search(_EITHER.sub(" ", sentence))
        if found:
            yield " ".join(found.group().split())
