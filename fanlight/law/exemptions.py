"""The exemptions of Part II by limb, each in the version in force on a day (policies/exemptions, one file each)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from fanlight.dated import Source, Version, check_half_open, in_force, own_data
from fanlight.errors import BadInput
from fanlight.law.data import POLICIES, law_file

RIGHT_OF_ACCESS = date(2005, 1, 1)
"""The day from which sections 1 and 2 of the Act gave a right of access (section 87)."""
CHANGE_OF_SECTION_40 = date(2018, 5, 25)
"""The day on which the Data Protection Act 2018 put section 40 into its form of today."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One limb as it stood. `text_held` is False where the wording of that day has not been read: to be confirmed.

    `ncnd` is the subsection that takes away the duty to confirm or deny, where there is one. `excludes` names limbs
    that cannot cover the same information; `in_the_alternative` those that are pleaded as "one or the other".
    """

    id: str
    what: str
    section: str
    title: str
    type: Literal["absolute", "qualified"]
    basis: str
    public_interest_test: bool
    ncnd: str | None
    text_held: bool
    history: str
    source: Source
    since: date | None
    until: date | None
    limbs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    expires_years: int | None = None
    expires_sure: str = "high"
    excludes: tuple[str, ...] = ()
    in_the_alternative: tuple[str, ...] = ()
    available_to: str = ""
    unavailable_to: tuple[str, ...] = ()

    @property
    def cite(self) -> str:
        return f"section {self.section} of the Freedom of Information Act 2000"

    @property
    def stem(self) -> str:
        """The subsection that the paragraphs stand in: "31(1)", "36(2)"."""
        return re.split(r"\([a-z]", self.section, maxsplit=1)[0]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its paragraphs, "(a)", "(b)(i)", where they are held."""
        listed = tuple(  # "(a)(i)-(iii)" stands for all of (a)
            found.group() for limb in self.limbs if (found := re.match(r"(?:\([a-z]+\)(?!-))+", limb))
        )
        return listed or (tuple(re.findall(r"\([a-z]+\)", self.section)) if "/" in self.section else ())

    def has(self, provision: str) -> bool:
        """Whether a provision can be one of it: `paragraphs` hold what it names, or it stands in another subsection."""
        if not provision.startswith(f"{self.stem}("):
            return True
        named = provision[len(self.stem) :]
        return any(named.startswith(each) or each.startswith(named) for each in self.paragraphs)


def _version(entry: dict[str, Any], file: dict[str, Any]) -> Version[Exemption]:
    source = Source(entry["source"], entry["sure"])
    exemption = Exemption(
        id=file["id"],
        what=file["what"],
        section=entry["section"],
        title=entry["title"],
        type=entry["type"],
        basis=entry["basis"],
        public_interest_test=entry["public_interest_test"],
        ncnd=entry["ncnd"],
        text_held=entry["text_held"],
        history=entry["history"],
        source=source,
        since=entry["since"],
        until=entry["until"],
        limbs=tuple(entry.get("limbs", ())),
        tests=tuple(entry.get("tests", ())),
        notes=tuple(entry.get("notes", ())),
        expires_years=entry.get("expires_years"),
        expires_sure=entry.get("expires_sure", entry["sure"]),
        excludes=tuple(file.get("excludes", ())),
        in_the_alternative=tuple(file.get("in_the_alternative", ())),
        available_to=file.get("available_to", ""),
        unavailable_to=tuple(file.get("unavailable_to", ())),
    )
    return Version(entry["since"], entry["until"], exemption, source)


@cache
def versions() -> dict[str, tuple[Version[Exemption], ...]]:
    """Every limb with all its versions, by id, in the order of the Act's sections."""
    found: dict[str, tuple[Version[Exemption], ...]] = {}
    for path in sorted((POLICIES / "exemptions").glob("*.yaml")):
        file = own_data(path.read_text(encoding="utf-8"))
        held = tuple(_version(entry, file) for entry in file["versions"])
        check_half_open(held, what=file["id"])
        found[file["id"]] = held
    return found


def register(on: date) -> dict[str, Exemption]:
    """The limbs in force on a day, by id; one that came later is left out. Raises `BadInput` for a day before the Act's
    right of access (1 January 2005)."""
    if on < RIGHT_OF_ACCESS:
        raise BadInput(
            f"There was no right of access under the Act on {on.isoformat()}.",
            next_step=f"Check the date: the right began on {RIGHT_OF_ACCESS.isoformat()}.",
        )
    return {name: held[0] for name, versions_ in versions().items() if (held := _on(versions_, on))}


def _on(held: tuple[Version[Exemption], ...], on: date) -> list[Exemption]:
    return [version.value for version in held if version.in_force(on)]


def exemption(name: str, on: date) -> Exemption:
    """One limb as it stood on a day. Raises `BadInput` for an id that is not known, or a day without a version."""
    held = versions().get(name)
    if held is None:
        raise BadInput(f"There is no exemption '{name}'.", next_step=f"Known: {', '.join(versions())}.")
    return in_force(held, on, what=name).value


def cite(name: str, on: date) -> str:
    """How a letter of that day cites a limb: 'section 40(2) with 40(3A)(a) of the Freedom of Information Act 2000'."""
    return exemption(name, on).cite


def replaced(provision: str, on: date) -> tuple[str, ...]:
    """The subsections that stand in place of a repealed one on a day ('40(3)(a)' → '40(3A)', '40(3B)'), or none."""
    repealed = law_file("section_40")["repealed"]
    if on < repealed["since"]:
        return ()
    for old, new in repealed["subsections"].items():
        if provision == old or provision.startswith(old + "("):
            return tuple(new)
    return ()


@dataclass(frozen=True, slots=True)
class Gateway:
    """How lawfulness under section 40 is read on a day. `text_held` False: the wording of that day is not held."""

    rule: str
    law: str
    text_held: bool
    source: Source


def gateway(on: date) -> Gateway:
    """Section 40(8) as in force on a day. Raises `BadInput` before 25 May 2018."""
    entries = law_file("section_40")["gateway"]
    held = [
        Version(e["since"], e["until"], Gateway(e["rule"], e["law"], e["text_held"], source), source)
        for e in entries
        for source in (Source(e["source"], e["sure"]),)
    ]
    return in_force(held, on, what="section 40(8)").value
