"""A person's assessments, applied to what the rules flagged: which figures identify somebody, and which nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.model import Assessment
from fanlight.errors import SpecError
from fanlight.tables.spec.table import Key, TableSpec
from fanlight.tables.stages import Flag


@dataclass(frozen=True)
class Assessed:
    """For one table: flags found identifying, keys found to identify nobody, flags nobody has assessed yet.

    What nobody has assessed is protected as if it were identifying, and stays on the list of what remains to do.
    """

    identifying: tuple[Flag, ...]
    cleared: frozenset[Key]
    undecided: tuple[Flag, ...]

    @property
    def sensitive(self) -> tuple[Flag, ...]:
        return self.identifying + self.undecided


def assess(
    spec: TableSpec, flags: Sequence[Flag], assessments: Sequence[Assessment], *, place: str = "case.yaml"
) -> Assessed:
    """Raises `SpecError` where an assessment names a figure that the table does not have, or two contradict."""
    verdicts: dict[Key, bool] = {}
    flagged = {flag.key for flag in flags}
    for assessment in assessments:
        if assessment.table != spec.id or not assessment.decided_by:
            continue
        for key in _keys(spec, assessment, flagged, place):
            if verdicts.setdefault(key, assessment.identifiable) != assessment.identifiable:
                raise SpecError(
                    f"Two assessments of {' / '.join(spec.labels(key))} in table {spec.id} contradict one another.",
                    where=place,
                    next_step="Keep the one that stands.",
                )
    return Assessed(
        tuple(flag for flag in flags if verdicts.get(flag.key) is True),
        frozenset(key for key, identifying in verdicts.items() if not identifying and key in flagged),
        tuple(flag for flag in flags if flag.key not in verdicts),
    )


def _keys(spec: TableSpec, assessment: Assessment, flagged: set[Key], place: str) -> list[Key]:
    if assessment.cells == "flagged":
        return sorted(flagged)
    found: list[Key] = []
    for pattern in assessment.cells:
        keys = matching(spec, pattern, place)
        found += [key for key in keys if key in flagged]
    return found


def matching(spec: TableSpec, pattern: Mapping[str, str | list[str]], place: str) -> list[Key]:
    """The keys that a pattern {dimension: code or codes} names; a dimension that is left out means all its codes."""
    names = [dimension.name for dimension in spec.dimensions]
    wanted: dict[str, set[str]] = {}
    for name, codes in pattern.items():
        if name not in names:
            raise SpecError(f"Table {spec.id} has no dimension “{name}”; it has {', '.join(names)}.", where=place)
        listed = {str(code) for code in ([codes] if isinstance(codes, str | int) else codes)}
        unknown = listed - set(spec.dimension(name).codes)
        if unknown:
            raise SpecError(
                f"Dimension “{name}” of table {spec.id} has no category {', '.join(sorted(unknown))}; "
                f"it has {', '.join(spec.dimension(name).codes)}.",
                where=place,
            )
        wanted[name] = listed
    return [
        key
        for key in spec.keys()
        if all(code in wanted.get(name, {code}) for name, code in zip(names, key, strict=True))
    ]
