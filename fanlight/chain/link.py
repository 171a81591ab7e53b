"""One link of a chain: an entry with the hash of the one before and its own, which covers both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fanlight.errors import BadInput, StoreError

START = "0" * 64


def _first(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


HASH_RULES: Mapping[int, Callable[[Mapping[str, Any]], str]] = {1: _first}
"""How an entry's hash is made, by its field `hash_rule`; an entry without one is of the first rule. A rule is never
changed, only added to: each link keeps the rule of its day."""


def link(entry: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """The entry with `previous` and its own `hash`, which covers both."""
    body = {**entry, "previous": previous}
    return {**body, "hash": _hash(body)}


def linked(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    for entry in entries:
        chain.append(link(entry, chain[-1]["hash"] if chain else START))
    return chain


def canonical(entry: Mapping[str, Any]) -> str:
    """An entry as its line: the same entry gives the same text."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def holds(entry: Mapping[str, Any]) -> bool:
    """Whether the entry's hash is that of its own content, whatever came before it."""
    return bool(entry.get("hash") == _hash({key: value for key, value in entry.items() if key != "hash"}))


def sound(text: str, previous: str, **place: int) -> str | None:
    """The hash of an entry's line where it is whole, unchanged, follows `previous` and stands in its `place` (the field
    that numbers it); None otherwise."""
    try:
        entry = json.loads(text)
        good = holds(entry) and entry["previous"] == previous and all(entry[name] == at for name, at in place.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return str(entry["hash"]) if good else None


def verify(chain: Iterable[Mapping[str, Any]]) -> None:
    """Raises `BadInput` that names the first entry whose hash or link does not hold."""
    previous = START
    for number, entry in enumerate(chain, start=1):
        if entry.get("previous") != previous or not holds(entry):
            raise BadInput(f"Entry {number} of the trail has been changed, or an entry before it is missing.")
        previous = str(entry["hash"])


def _hash(body: Mapping[str, Any]) -> str:
    """Raises `StoreError` for a rule that is not known here."""
    rule = body.get("hash_rule", 1)
    if not isinstance(rule, int) or rule not in HASH_RULES:
        raise StoreError(
            f"An entry is linked by a rule that this version does not know ({rule}).",
            next_step="Use the newer Fanlight.",
        )
    return HASH_RULES[rule](body)
