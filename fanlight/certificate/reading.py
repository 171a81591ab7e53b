"""Reads the two documents strictly, and evaluates record descriptions: nothing here knows the rest of Fanlight."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from fanlight.errors import BadInput, TooLarge

Records = Mapping[str, Any]
Record = Mapping[str, Any]

MAX_CLASSES = 2_000_000
OTHER = "\N{REPLACEMENT CHARACTER}"
"""Stands for any text that no description mentions."""


def need(value: Any, key: str, kind: type | tuple[type, ...], where: str) -> Any:
    """`value[key]`, of the right type. Raises `BadInput` that names the place."""
    if not isinstance(value, Mapping) or key not in value or not isinstance(value[key], kind):
        raise BadInput(f"{key!r} is missing or not of the right kind.", where=where)
    if isinstance(value[key], bool) and kind is int:
        raise BadInput(f"{key!r} is not a whole number.", where=where)
    return value[key]


def day(text: Any, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadInput(f"{text!r} is not a date.", where=where) from None


def counts(description: Any, record: Record) -> bool:
    """Whether a figure with this description counts a record (field → text, null or {"date": …})."""
    if not isinstance(description, Mapping) or len(description) != 1:
        raise BadInput("A description of records is not one of in, within, missing, all, any, not.")
    ((word, body),) = description.items()
    if word == "in":
        return isinstance(record.get(body[0]), str) and record[body[0]] in body[1]
    if word == "within":
        held = record.get(body[0])
        if not isinstance(held, Mapping):
            return False
        return day(body[1], "within") <= day(held.get("date"), "record") < day(body[2], "within")
    if word == "missing":
        return record.get(body) is None
    if word == "all":
        return all(counts(part, record) for part in body)
    if word == "any":
        return any(counts(part, record) for part in body)
    if word == "not":
        return not counts(body, record)
    raise BadInput(f"{word!r} does not describe records.")


def fields_read(description: Any) -> set[str]:
    """The fields that a description of records reads."""
    found: set[str] = set()
    stack = [description]
    while stack:
        ((word, body),) = stack.pop().items()
        if word in ("all", "any"):
            stack.extend(body)
        elif word == "not":
            stack.append(body)
        else:
            found.add(body if word == "missing" else body[0])
    return found


def classes(descriptions: Iterable[Any]) -> Iterator[Record]:
    """One record of every kind that the descriptions could tell apart.

    Raises `TooLarge` beyond `MAX_CLASSES` kinds.
    """
    texts: dict[str, set[str]] = {}
    cuts: dict[str, set[date]] = {}
    stack = list(descriptions)
    while stack:
        ((word, body),) = stack.pop().items()
        if word in ("all", "any"):
            stack.extend(body)
        elif word == "not":
            stack.append(body)
        elif word == "in":
            texts.setdefault(body[0], set()).update(body[1])
        elif word == "within":
            cuts.setdefault(body[0], set()).update((day(body[1], "within"), day(body[2], "within")))
        elif word == "missing":
            texts.setdefault(body, set())
    fields = sorted({*texts, *cuts})
    choices: list[list[Any]] = []
    for name in fields:
        options: list[Any] = [None, OTHER, *sorted(texts.get(name, ()))]
        if name in cuts:
            days = [date.min, *sorted(cuts[name])]
            options += [{"date": one.isoformat()} for one in days]
        choices.append(options)
    if math.prod(map(len, choices)) > MAX_CLASSES:
        raise TooLarge("The certificate's bounds are about more kinds of record than this checker goes through.")
    for values in itertools.product(*choices):
        yield dict(zip(fields, values, strict=True))
