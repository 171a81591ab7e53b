"""Conditions on records as YAML has them, read as predicates.

`{field: value or values}` for every entry; `all`, `any` (lists of conditions), `not` (one condition), and `missing`
(a field or fields that are empty).
"""

from __future__ import annotations

from typing import Any

from fanlight.errors import SpecError
from fanlight.tables.predicate import AllOf, AnyOf, In, Missing, Not, Predicate
from fanlight.tables.yaml_lines import LinedYaml, Location


def read_condition(given: Any, source: LinedYaml, at: Location) -> Predicate:
    """Raises `SpecError` naming the line of what is no condition."""
    if not isinstance(given, dict):
        raise SpecError("A condition is written field: value.", where=source.place(at))
    parts: list[Predicate] = []
    for name, value in given.items():
        place: Location = (*at, str(name))
        match name:
            case "all" | "any":
                if not isinstance(value, list) or not value:
                    raise SpecError(f"“{name}” takes a list of conditions.", where=source.place(place))
                inner = tuple(read_condition(part, source, (*place, i)) for i, part in enumerate(value))
                parts.append(AllOf(inner) if name == "all" else AnyOf(inner))
            case "not":
                parts.append(Not(read_condition(value, source, place)))
            case "missing":
                parts += [Missing(str(field)) for field in (value if isinstance(value, list) else [value])]
            case _:
                parts.append(In(str(name), _values(value, source, place)))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _values(value: Any, source: LinedYaml, at: Location) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise SpecError("No value is given.", where=source.place(at))
    for item in listed:
        if isinstance(item, bool):
            raise SpecError(
                "YAML reads this value as true or false.",
                where=source.place(at),
                next_step="Put it in quotation marks.",
            )
        if not isinstance(item, str):
            # 08 and 8.10 are changed on reading; a code is text.
            raise SpecError(
                f"YAML reads {item} as a number or date, and codes are text.",
                where=source.place(at),
                next_step=f'Write "{item}" in quotation marks.',
            )
    return frozenset(listed)
