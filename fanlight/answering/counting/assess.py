"""A person's assessments, applied to what the rules flagged: which figures identify somebody, and which nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.model import Assessment
from fanlight.errors import SpecError
from fanlight.tables.spec.table import Key, TableSpec
from fanlight.tables.stages import Flag


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before them: one table spec under one policy, and one extract of the records. Each is the first 16
    hexadecimal digits of a SHA-256 that holds no count."""

    spec: str
    extract: str


@dataclass(frozen=True)
class Assessed:
    """For one table: flags found identifying, keys found to identify nobody, flags nobody has assessed yet.

    What nobody has assessed is protected as if it were identifying, and stays on the list of what remains to do.
    `unbound` and `stale` are positions of assessments that say nothing here of figures that they do not name: they do not say
    of which spec and extract they are, or they are of another.
    """

    identifying: tuple[Flag, ...]
    cleared: frozenset[Key]
    undecided: tuple[Flag, ...]
    unbound: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()

    @property
    def sensitive(self) -> tuple[Flag, ...]:
        return self.identifying + self.undecided


def assess(
    spec: TableSpec,
    flags: Sequence[Flag],
    assessments: Sequence[Assessment],
    *,
    seen: Seen | None = None,
    place: str = "case.yaml",
) -> Assessed:
    """What the assessments say of a table's flagged figures. `seen`: the spec and extract that are counted.

    A figure that an assessment names by a code or codes of every dimension is meant whatever is counted. Any other (`flagged`,
    and a dimension that is left out) is meant as it was seen in one draft: where the spec and extract that the
    assessment gives are those counted. One that gives neither clears nothing; that it finds figures identifying stands, since
    that only protects. Raises `SpecError` where an assessment names a figure that the table does not have, or two contradict.
    """
    verdicts: dict[Key, bool] = {}
    unbound, stale = [], []
    flagged = {flag.key for flag in flags}
    for position, assessment in enumerate(assessments):
        if assessment.table != spec.id or not assessment.decided_by:
            continue
        given = bool(assessment.spec or assessment.extract)
        same = given and seen == Seen(assessment.spec, assessment.extract)
        named, others = _keys(spec, assessment, flagged, place)
        if given and not same:
            stale.append(position)
        elif not given and not assessment.identifiable and (others or assessment.cells == "flagged"):
            unbound.append(position)
        meant = same or (assessment.identifiable and not given)
        for key in (*named, *(others if meant else ())):
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
        tuple(unbound),
        tuple(stale),
    )


def _keys(
    spec: TableSpec, assessment: Assessment, flagged: set[Key], place: str
) -> tuple[dict[Key, None], dict[Key, None]]:
    """The flagged figures that an assessment names by every dimension, and the others that it covers."""
    named: dict[Key, None] = {}
    others: dict[Key, None] = {}
    if assessment.cells == "flagged":
        return named, dict.fromkeys(sorted(flagged))
    for pattern in assessment.cells:
        found = named if len(pattern) == len(spec.dimensions) else others
        found.update(dict.fromkeys(key for key in matching(spec, pattern, place) if key in flagged))
    return named, {key: None for key in others if key not in named}


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
