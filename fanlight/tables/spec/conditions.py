"""Conditions on records as YAML has them, read as predicates.

`{field: value or values}` for every entry; `all`, `any` (lists of conditions), `not` (one condition), and `missing`
(a field or fields that are empty). Codes are read in their normal form, as records hold them.
"""

from __future__ import annotations

from typing import Any

from fanlight.tables.predicate.codes import normal
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate
from fanlight.tables.yaml.lines import LinedYaml, Location, Mistakes


def read_condition(given: Any, source: LinedYaml, at: Location) -> Predicate:
    """Raises `SpecError` naming the line of each entry that is no condition."""
    if not isinstance(given, dict):
        raise source.wrong(at, "A condition is written field: value.")
    wrong = Mistakes(source)
    parts: list[Predicate] = []
    for name, value in given.items():
        with wrong.at((*at, str(name))):
            parts += _entry(str(name), value, source, (*at, str(name)))
    wrong.tell()
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _entry(name: str, value: Any, source: LinedYaml, place: Location) -> list[Predicate]:
    match name:
        case "all" | "any":
            inner = _each(name, value, source, place)
            return [AllOf(inner) if name == "all" else AnyOf(inner)]
        case "not":
            return [Not(read_condition(value, source, place))]
        case "missing":
            return [Missing(str(field)) for field in (value if isinstance(value, list) else [value])]
        case _:
            return [In(name, frozenset(normal(name, own) for own in _values(value, source, place)))]


def _each(name: str, value: Any, source: LinedYaml, place: Location) -> tuple[Predicate, ...]:
    if not isinstance(value, list) or not value:
        raise source.wrong(place, f"“{name}” takes a list of conditions.")
    wrong = Mistakes(source)
    found = []
    for index, part in enumerate(value):
        with wrong.at((*place, index)):
            found.append(read_condition(part, source, (*place, index)))
    wrong.tell()
    return tuple(found)


def _values(value: Any, source: LinedYaml, at: Location) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise source.wrong(at, "No value is given.")
    for item in listed:
        if isinstance(item, bool):
            raise source.wrong(at, "YAML reads this value as true or false.", "Put it in quotation marks.")
        if not isinstance(item, str):
            # 08 and 8.10 are changed on reading; a code is text.
            what = f"YAML reads {item} as a number or date, and codes are text."
            raise source.wrong(at, what, f'Write "{item}" in quotation marks.')
    return frozenset(listed)
