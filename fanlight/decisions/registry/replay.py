"""Old decisions again: does the record still hold, and does its own policy version still give the same advice?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fanlight.chain import holds
from fanlight.decisions.case.case import OPENED
from fanlight.decisions.case.policies import Door, Pinned
from fanlight.decisions.case.states import Move
from fanlight.decisions.store import journal
from fanlight.decisions.store.port import Decisions
from fanlight.decisions.words import INTERNAL_RECORD, internal_json
from fanlight.errors import BadInput, FanlightError


@dataclass(frozen=True)
class Replayed:
    """What came of one piece of advice, made again. `differences` are in words; none means the same advice."""

    number: int
    move: str
    version: str
    sha256: str
    differences: tuple[str, ...]


def export(entries: Sequence[Mapping[str, Any]], head: str) -> str:
    """A case as a record that can be replayed anywhere. The first line says that it is internal."""
    content = {"case": entries[0]["case"], "head": head, "entries": list(entries)}
    return internal_json(INTERNAL_RECORD, content)


def read_record(path: Path) -> list[dict[str, Any]]:
    """The entries of an exported record. Raises `BadInput` for a file that is none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        entries = held["entries"]
        if not entries or any(not isinstance(entry, dict) or "hash" not in entry for entry in entries):
            raise ValueError("it has no entries")
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"This is no record of a case: {error}.",
            where=path.name,
            next_step="Write one: fanlight resolution show CASE --store DIR --record FILE",
        ) from None
    found: list[dict[str, Any]] = entries
    return found


def check_record(entries: Sequence[Mapping[str, Any]]) -> None:
    """Every entry's hash, and the links within the case. Raises `journal.Broken` naming the first that does not hold."""
    for entry in entries:
        if not holds(entry):
            raise journal.Broken(
                f"Entry {entry.get('number')} has been changed: its hash does not hold.",
                next_step="Compare it with the store that it came from.",
            )
    journal.check_case_chain(entries)


def check_against_store(entries: Sequence[Mapping[str, Any]], store: Decisions) -> None:
    """Whether the store's chain holds exactly these entries of the case. Raises `journal.Broken`."""
    with store.reading() as held:
        chain = held.everything()
    by_number = {entry["number"]: entry for entry in chain}
    for entry in entries:
        if by_number.get(entry.get("number"), {}).get("hash") != entry["hash"]:
            raise journal.Broken(
                f"Entry {entry.get('number')} of the record is not the one in the store.",
                next_step="One of the two was changed after the other was written.",
            )
    later = [e["number"] for e in chain if e["case"] == entries[0]["case"]][len(entries) :]
    if later:
        raise journal.Broken(
            f"The case went on after this record was written (entry {later[0]}).", next_step="Export it again."
        )


def replay(entries: Sequence[Mapping[str, Any]], door: Door) -> list[Replayed]:
    """Makes every advice of a case again under the version that it names, and compares it in full."""
    found = []
    for entry in entries:
        recorded = entry["recorded"].get("advice", [])
        if entry["move"] == Move.DECIDE.value:
            found.append(_again(entry, recorded, entry["recorded"]["facts"], door))
        elif entry["move"] in {OPENED, Move.CHANGE_FACTS.value}:
            facts = {
                **entry["details"]["facts"],
                "advice_sought": "no",
                "authority": {"person": "no"},
                "professional_standards": {"referred": "no"},
            }
            found += [_again(entry, one, facts, door) for one in recorded]
    return found


def _again(entry: Mapping[str, Any], recorded: Mapping[str, Any], facts: Mapping[str, Any], door: Door) -> Replayed:
    policy = recorded["policy"]
    on = datetime.fromisoformat(entry["at"]).date()
    try:
        now = Pinned.of(door, entry["recorded"]).advise(facts, on, policy["version"])
    except FanlightError as error:
        differences: tuple[str, ...] = (f"it cannot be asked again: {error}",)
    else:
        differences = tuple(_differences(recorded, now))
    return Replayed(entry["number"], entry["move"], policy["version"], policy["sha256"], differences)


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    found = []
    if then["policy"] != now["policy"]:
        found.append(
            f"the policy's content is another: {now['policy']['sha256'][:12]}, recorded {then['policy']['sha256'][:12]}"
        )
    if then["status"] != now["status"]:
        found.append(f"the status is {now['status']}, recorded {then['status']}")
    rules_then, rules_now = ({rule["id"]: rule for rule in advice["rules"]} for advice in (then, now))
    for name in [*rules_then, *(name for name in rules_now if name not in rules_then)]:
        if name not in rules_now:
            found.append(f"rule {name} no longer holds")
        elif name not in rules_then:
            found.append(f"rule {name} holds, and did not")
        elif rules_then[name] != rules_now[name]:
            found.append(f"rule {name} says otherwise")
    for part in ("duties", "evidence", "missing"):
        if then[part] != now[part]:
            found.append(f"the {part} are others")
    return found
