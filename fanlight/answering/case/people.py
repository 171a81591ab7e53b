"""The people of a case: who decides, signs and approves, told apart by who they are and not by how a name is spelt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from fanlight.answering.case.model import Case, CaseFile
from fanlight.errors import SpecError

_TITLES = frozenset(
    re.findall(
        r"\w+",
        """mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev revd reverend cllr councillor ald alderman pc wpc dc ds di dci dsu dsupt
    dcs ps sgt sergeant insp inspector supt superintendent ch chief det detective constable commander deputy assistant acting temporary temp acc
    dcc cc pcso hon""",
    )
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DECISIONS = frozenset({"decided_by", "confirmed_by", "accepted_by", "reviewer", "first_decided_by"})
"""Entries of case.yaml, wherever they stand, that name whoever took a decision."""


@dataclass(frozen=True, slots=True)
class Person:
    """`key` names the entry under `people`; `id`, a staff number or an e-mail address, says who it is."""

    key: str
    name: str
    id: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(part for part in (self.role, self.id) if part)})"

    def as_json(self) -> dict[str, str]:
        return {"key": self.key, "name": self.name, "id": self.id, **({"role": self.role} if self.role else {})}

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> Person:
        return cls(value["key"], value["name"], value["id"], value.get("role", ""))


def people_of(case: Case) -> tuple[Person, ...]:
    """Everybody entered under `people`. Raises `SpecError` for an entry that names nobody, and where two may be one person."""
    found = entered(case.file)
    for person in found:
        if wrong := _names_nobody(person, case.file):
            what, mend = wrong
            raise SpecError(what, where=case.place("people", person.key), next_step=mend)
    for one, other in combinations(found, 2):
        _told_apart(one, other, case)
    return found


def named(people: Sequence[Person], reference: str) -> tuple[Person, ...]:
    """Whom a reference names: by key, staff number, e-mail address or exact name. One: it is that person; none or several:
    nobody is named."""
    plain = _plain(reference)
    by_id = [one for one in people if reference.strip() and _id(one.id) == _id(reference)]
    by_key = [one for one in people if _plain(one.key) == plain]
    by_name = [one for one in people if _plain(one.name) == plain]
    return tuple(dict.fromkeys(by_key or by_id or by_name))


def decisions(case: CaseFile) -> Iterator[tuple[str, str]]:
    """Every decision of a case that a draft carries: its place, entry by entry, and whom it names. The officer signs all of it."""
    if case.officer.strip():
        yield "officer", case.officer
    yield from _decisions(case.model_dump(by_alias=True), "")


def deciders(case: CaseFile, people: Sequence[Person]) -> tuple[str, ...]:
    """The keys of everybody whose decision a draft carries, each once; words that name nobody stand as they are."""
    found = []
    for _, reference in decisions(case):
        one = named(people, reference)
        found.append(one[0].key if len(one) == 1 else reference)
    return tuple(dict.fromkeys(found))


def name_of(case: CaseFile, reference: str) -> str:
    """The name behind a reference, as a letter gives it; the reference itself where it names nobody."""
    found = named(entered(case), reference)
    return found[0].name if len(found) == 1 else reference


def entered(case: CaseFile) -> tuple[Person, ...]:
    """Everybody under `people`, unchecked: `people_of` refuses entries that name nobody, or one person twice."""
    return tuple(Person(key, one.name.strip(), one.id.strip(), one.role.strip()) for key, one in case.people.items())


def _decisions(value: Any, at: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, item in value.items():
                place = f"{at}.{name}" if at else str(name)
                if name in _DECISIONS and isinstance(item, str):
                    if item.strip():
                        yield place, item
                elif name in _DECISIONS and isinstance(item, list | tuple):
                    yield from ((f"{place}.{at}", one) for at, one in enumerate(item) if str(one).strip())
                elif place != "people":
                    yield from _decisions(item, place)
        case list() | tuple():
            for number, item in enumerate(value):
                yield from _decisions(item, f"{at}.{number}")


def _names_nobody(person: Person, case: CaseFile) -> tuple[str, str] | None:
    if sum(map(str.isalpha, "".join(_parts(person.name)))) < 2:
        return f"“{person.name}” is no name.", "Write forename and surname."
    if _mixed(person.name):
        return f"“{person.name}” mixes letters of several alphabets in one word.", "Type the name again."
    if not _MAIL.fullmatch(person.id) and not any(map(str.isdigit, person.id)):
        return (
            f"{person.name} has neither a staff number nor an e-mail address as id.",
            "Write one, in quotation marks.",
        )
    shared = (case.authority.email, case.review.email, case.requester.email)
    if _id(person.id) in {_id(mail) for mail in shared if mail.strip()}:
        return (
            f"{person.id} belongs to a team or to the requester.",
            "Write the person's own staff number or e-mail address.",
        )
    return None


def _told_apart(one: Person, other: Person, case: Case) -> None:
    entries, place = case.file.people, case.place("people", other.key)
    if _id(one.id) == _id(other.id):
        what = f"{one.key} and {other.key} have one staff number or e-mail address: they are one person."
        raise SpecError(what, where=place, next_step="Keep one entry.")
    if _names(one) & {_plain(other.key)} or _names(other) & {_plain(one.key)}:
        what = f"“{one.key}” and “{other.key}” cannot be told apart: the key of one stands in the other."
        raise SpecError(what, where=place, next_step="Give each a key of its own.")
    told = other.key in entries[one.key].other_than or one.key in entries[other.key].other_than
    if _alike(one.name, other.name) and not told:
        what = f"{one.name} ({one.key}) and {other.name} ({other.key}) may be one person."
        mend = f"Keep one entry; or, where they are two, write other_than: [{one.key}] in the entry {other.key}."
        raise SpecError(what, where=place, next_step=mend)


def _names(one: Person) -> set[str]:
    return {_plain(one.key), _plain(one.name), _plain(one.id), _id(one.id)}


def _alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: the words of the shorter stand in the longer in any order, in full or as
    initials, and at least one in full."""
    shorter, longer = sorted((_parts(one), _parts(other)), key=len)
    if "".join(sorted(shorter)) == "".join(sorted(longer)) or "".join(shorter) == "".join(longer):
        return True
    whole = [word for word in shorter if len(word) > 1 and word in longer]
    left = list((Counter(_letters(longer, shorter)) - Counter(whole)).elements())
    for word in (Counter(_letters(shorter, longer)) - Counter(whole)).elements():
        found = next((one for one in left if one[0] == word[0] and 1 in (len(one), len(word))), None)
        if found is None:
            return False
        left.remove(found)
    return bool(whole)


def _letters(words: Sequence[str], other: Sequence[str]) -> list[str]:
    """With initials that are written together ("RM Achebe") one by one."""
    return [part for word in words for part in ([word] if len(word) > 3 or word in other else word)]


def _parts(name: str) -> list[str]:
    """The words of a name that tell who it is: lower case, without accents, titles and what does not show."""
    plain = unicodedata.normalize("NFKD", name)
    shown = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) not in ("Cf", "Cc"))
    words = re.findall(r"[^\W_]+", re.sub(r"['’‘`´]", "", shown.casefold()))
    return [word for word in words if word not in _TITLES and not word.isdigit()]


def _mixed(name: str) -> bool:
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name)):
        if len({unicodedata.name(letter, "?").split()[0] for letter in word}) > 1:
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _id(text: str) -> str:
    """A staff number or an e-mail address without what is only writing: case, spaces, leading zeros, a tag after “+”."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if "@" in plain:
        local, _, domain = plain.partition("@")
        return f"{local.split('+')[0]}@{domain.rstrip('.')}"
    return re.sub(r"^0+(?=.)", "", re.sub(r"[\W_]+", "", plain))
