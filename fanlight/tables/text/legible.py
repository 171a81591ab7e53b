"""Characters that no document can hold (control characters, halves of characters), shown by their number."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_NONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def legible(text: str) -> str:
    """The text with each of them as ‹U+0007›; what XML, YAML and fonts can hold stays as it is."""
    return _NONE.sub(lambda found: shown(found.group()), text)


def shown(character: str) -> str:
    return f"‹U+{ord(character):04X}›"


def legible_content(value: T, stop: tuple[type, ...] = ()) -> T:
    """The same of every text in a value of frozen dataclasses and tuples. What is of a type in `stop` stays as it is."""
    return _legible(value, stop)  # type: ignore[no-any-return]


def _legible(value: Any, stop: tuple[type, ...]) -> Any:
    match value:
        case str():
            return legible(value)
        case tuple():
            return tuple(_legible(item, stop) for item in value)
        case _ if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, stop):
            inner = {field.name: getattr(value, field.name) for field in fields(value)}
            made = {name: _legible(item, stop) for name, item in inner.items()}
            changed = {name: item for name, item in made.items() if item != inner[name]}
            return replace(value, **changed) if changed else value
    return value
