"""Who may approve a draft, and on which day: the rule, wherever an approval is made or looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fanlight.answering.case.people import Person, named
from fanlight.answering.output.manifest import Manifest
from fanlight.answering.output.trail import Trail
from fanlight.answering.words import day, listed


@dataclass(frozen=True)
class Approver:
    """Whom the words of an approval name, among the people of a draft. `override`: the reason why somebody who took a decision
    approves it."""

    words: str
    found: tuple[Person, ...]
    manifest: Manifest
    override: str

    @classmethod
    def of(cls, manifest: Manifest, words: str, override: str = "") -> Approver:
        """`override` is for this approval alone; else the case's own stands."""
        found = named(manifest.people, words)
        reason = " ".join((override.strip() or manifest.override).split())
        decides = len(found) == 1 and found[0].key in manifest.deciders
        return cls(" ".join(words.split()), found, manifest, reason if decides else "")

    def obstacles(self) -> Iterator[str]:
        if not self.words:
            yield "An approval needs the name of a person."
        elif not self.manifest.people:
            yield "The draft knows of no people: enter them under people in case.yaml."
        elif not self.found:
            yield (
                f"“{self.words}” is nobody entered under people: name {self._keys(self.manifest.people)} by key, staff number, "
                "e-mail address or exact name, or enter this person in case.yaml."
            )
        elif len(self.found) > 1:
            yield f"“{self.words}” may be {self._keys(self.found)}: name the person by key."
        elif self.found[0].key in self.manifest.deciders:
            yield from self._decided()

    def _decided(self) -> Iterator[str]:
        name = self.found[0].name
        others = [one for one in self.manifest.people if one.key not in self.manifest.deciders]
        if others:
            yield f"{name} took a decision in this case; somebody else must approve it: {self._keys(others)} can."
        elif not self.override:
            yield (
                f"{name} took a decision in this case, and so did everybody entered under people; somebody else must approve "
                "it. Enter another person; where nobody else exists, say why this one must (--override REASON)."
            )
        elif len(re.findall(r"[^\W\d_]{2,}", self.override)) < 3:
            yield f"“{self.override}” is no reason why {name} must approve what {name} decided: say it in words."

    @staticmethod
    def _keys(people: tuple[Person, ...] | list[Person]) -> str:
        return listed([f"{one.key} ({one.name})" for one in people], "or")

    def told(self, on: date, internal: str) -> str:
        """An internal text that says that the approver took a decision in the case, and why it is so."""
        (person,) = self.found
        return f"{internal}\n\nApproved on {day(on)} by {person}, who took a decision in this case.\nThe reason: {self.override}\n"

    def as_json(self) -> dict[str, str]:
        """The approval as the manifest and the trail keep it. Only where nothing is in the way."""
        (person,) = self.found
        return {
            "by": person.name,
            "id": person.id,
            "key": person.key,
            **({"override": self.override} if self.override else {}),
        }


def day_obstacles(trail: Trail, on: date, today: date | None = None) -> Iterator[str]:
    """What is wrong with the day of an approval: nothing is approved before it was asked, decided and drafted, or ahead of time
    (`today` None: not looked at)."""
    before = [entry for entry in trail.entries if entry["event"] != "approved"]
    asked = next((date.fromisoformat(entry["on"]) for entry in before if entry["event"] == "request received"), None)
    last = max((date.fromisoformat(entry["on"]) for entry in before), default=None)
    if asked is not None and on < asked:
        yield f"The approval of {day(on)} would be before the request of {day(asked)}."
    elif last is not None and on < last:
        yield f"The approval of {day(on)} would be before the draft, whose decisions and letter are of {day(last)}."
    if today is not None and on > today:
        yield f"The approval of {day(on)} would be in the future: today is {day(today)}."
