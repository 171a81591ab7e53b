"""Certificates of cells for tests: written by the audit from files, altered in every place, sealed again."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from typing import Any

Path = tuple[Any, ...]


def sealed(paper: dict[str, Any]) -> dict[str, Any]:
    """The certificate with the SHA-256 that it should have: what somebody would do who alters one on purpose."""
    rest = {name: value for name, value in paper.items() if name != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return rest | {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def alterations(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """Every (place, what was done, whole altered): each text, number and truth changed, each part dropped, each list and
    object with one part more, one twice, or two in another order."""
    for done, other in _changed(value):
        yield path, done, other
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inside:
        for place, done, other in alterations(part, (*path, name)):
            changed = copy.copy(value)
            changed[name] = other
            yield place, done, changed


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield "one more", value | {"more": 1}
        yield "empty", {}
        for name in value:
            yield f"without {name}", {key: part for key, part in value.items() if key != name}
            yield f"{name} renamed", {(key + "x" if key == name else key): part for key, part in value.items()}
    elif isinstance(value, list):
        yield "one more", [*value, None]
        yield "an empty list more", [*value, []]
        for at in range(len(value)):
            yield f"without {at}", value[:at] + value[at + 1 :]
            yield f"{at} twice", [*value[: at + 1], *value[at:]]
        for at in range(len(value) - 1):
            yield f"{at} after the next", [*value[:at], value[at + 1], value[at], *value[at + 2 :]]
    elif isinstance(value, bool):
        yield from (("the other", not value), ("as a number", int(value)), ("null", None))
    elif isinstance(value, str):
        yield from (("longer", value + " "), ("shorter", value[:-1]), ("empty", ""), ("other", value.swapcase() + "."))
        if any(letter.isdigit() for letter in value):
            yield "other digits", value.translate(str.maketrans("0123456789", "1234567890"))
    elif isinstance(value, int):
        for other in (value + 1, value - 1, -value, 0, 10**9, float(value), str(value), None, value == 1):
            yield f"{other!r}", other
    elif value is None:
        yield from (("0", 0), ("5", 5), ("text", ""), ("false", False), ("list", []))
