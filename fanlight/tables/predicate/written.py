"""Predicates written down: as JSON and back, and in one form for all ways of saying the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, Within


def records_json(predicate: Predicate) -> dict[str, Any]:
    """A predicate as JSON: {"in": [field, [values]]}, {"all": [...]} and so on."""
    match predicate:
        case In(field=name, values=values):
            return {"in": [name, sorted(values)]}
        case Within(field=name, start=start, end=end):
            return {"within": [name, start.isoformat(), end.isoformat()]}
        case Missing(field=name):
            return {"missing": name}
        case AllOf(parts=parts):
            return {"all": [records_json(part) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [records_json(part) for part in parts]}
        case Not(part=part):
            return {"not": records_json(part)}


def read_records(given: Any, *, where: str = "") -> Predicate:
    """The predicate of `records_json`. Raises `BadInput` for anything else."""
    try:
        ((word, body),) = given.items()
        match word:
            case "in":
                return In(str(body[0]), frozenset(str(value) for value in body[1]))
            case "within":
                return Within(str(body[0]), date.fromisoformat(body[1]), date.fromisoformat(body[2]))
            case "missing":
                return Missing(str(body))
            case "all":
                return AllOf(tuple(read_records(part, where=where) for part in body))
            case "any":
                return AnyOf(tuple(read_records(part, where=where) for part in body))
            case "not":
                return Not(read_records(body, where=where))
    except (AttributeError, TypeError, ValueError, IndexError, KeyError):
        pass
    raise BadInput("This does not describe which records are counted.", where=where)


def plain(predicate: Predicate) -> Predicate:
    """The same records, said shortly: nested parts are flattened, conditions on one field merged, all in one order.

    Two predicates with the same plain form count the same records; the reverse need not hold.
    """
    match predicate:
        case AllOf(parts=parts):
            return _joined(parts)
        case AnyOf(parts=parts):
            flat: list[Predicate] = []
            for part in map(plain, parts):
                flat += part.parts if isinstance(part, AnyOf) else (part,)
            merged = _one_field(flat)
            if merged is not None:
                return merged
            ordered = tuple(sorted(dict.fromkeys(flat), key=_order))
            return ordered[0] if len(ordered) == 1 else AnyOf(ordered)
        case Not(part=part):
            inner = plain(part)
            return inner.part if isinstance(inner, Not) else Not(inner)
    return predicate


def _joined(parts: Iterable[Predicate]) -> Predicate:
    flat: list[Predicate] = []
    for part in map(plain, parts):
        flat += part.parts if isinstance(part, AllOf) else (part,)
    values: dict[str, frozenset[str]] = {}
    spans: dict[str, tuple[date, date]] = {}
    rest: list[Predicate] = []
    for part in flat:
        match part:
            case In(field=name, values=own):
                values[name] = values[name] & own if name in values else own
            case Within(field=name, start=start, end=end):
                low, high = spans.get(name, (start, end))
                spans[name] = (max(low, start), min(high, end))
            case _:
                rest.append(part)
    if not all(values.values()) or any(start >= end for start, end in spans.values()):
        return AnyOf()
    made: list[Predicate] = [In(name, own) for name, own in values.items()]
    made += [Within(name, start, end) for name, (start, end) in spans.items()]
    ordered = tuple(sorted(dict.fromkeys([*made, *rest]), key=_order))
    return ordered[0] if len(ordered) == 1 else AllOf(ordered)


def _one_field(parts: list[Predicate]) -> Predicate | None:
    """In(f, …) or In(f, …) as one; spans of one date field that follow one another as one."""
    if not parts:
        return None
    if all(isinstance(part, In) for part in parts):
        own = [part for part in parts if isinstance(part, In)]
        if len({part.field for part in own}) == 1:
            return In(own[0].field, frozenset().union(*(part.values for part in own)))
    spans = [part for part in parts if isinstance(part, Within)]
    if len(spans) == len(parts) and len({span.field for span in spans}) == 1:
        spans.sort(key=lambda span: (span.start, span.end))
        end = spans[0].end
        for span in spans[1:]:
            if span.start > end:
                return None
            end = max(end, span.end)
        return Within(spans[0].field, spans[0].start, end)
    return None


def _order(predicate: Predicate) -> str:
    return repr(records_json(predicate))
