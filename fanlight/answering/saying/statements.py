"""What the words of a response say about figures, as the audit takes it: bounds on single figures.

A rounded share of a published figure is a range, "more than" a bound, "all of them were there" that nothing is elsewhere. What
cannot be said so soundly is refused, with what to write instead; what the records do not bear out is refused too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.model import Case, Said
from fanlight.answering.counting.assess import matching
from fanlight.errors import SpecError
from fanlight.tables.knowledge.parts import Part, read_part
from fanlight.tables.knowledge.sayings import COUNTS, OF_PARTS, OF_SEVERAL, Bound, bounds_of
from fanlight.tables.predicate.predicate import AllOf, Not
from fanlight.tables.spec.table import TOTAL, Key, PublicFigure, TableSpec
from fanlight.tables.stages import RawTable, ReleasableTable

_RANGE = "Say the range instead (at_least, at_most), or take the words out."
_UNTRUE = "Correct the words, or what is declared of them."


@dataclass(frozen=True)
class Statement:
    """One declaration of `said`: `key` is the figure it speaks of, `base` those of `base_spec` that it is compared with,
    `part` its share."""

    entry: Said
    spec: TableSpec
    key: Key
    base_spec: TableSpec
    base: tuple[Key, ...]
    part: Part | None
    place: str

    @property
    def source(self) -> str:
        return f"words: “{self.entry.text}”"

    def figures(self, raws: Mapping[str, RawTable]) -> list[PublicFigure]:
        """What a reader learns, given the tables' true counts. The figures of the base count as known: `bases_published`
        checks that they are. Raises `SpecError` for what cannot be said of single figures, or is not so."""
        if self.entry.kind == "all":
            return [self._nothing_else(raws[self.spec.id])]
        predicate = self.spec.predicate(self.key)
        return [
            PublicFigure(self.spec.unit, predicate, relation, value, self.source)
            for relation, value in self._true_bounds(raws)
        ]

    def _true_bounds(self, raws: Mapping[str, RawTable]) -> list[Bound]:
        true = raws[self.spec.id].counts[self.key]
        bounds = self._bounds(true, [raws[self.base_spec.id].counts[key] for key in self.base])
        holds = {"=": int.__eq__, ">=": int.__ge__, "<=": int.__le__}
        if not all(holds[relation](true, value) for relation, value in bounds):
            raise SpecError("The records do not bear out what is said here.", where=self.place, next_step=_UNTRUE)
        return bounds

    def _bounds(self, true: int, base: Sequence[int]) -> list[Bound]:
        value = self.part if self.part is not None else self.entry.value
        assert not isinstance(value, str)  # `_part` has read it
        if self.entry.kind == "count" and isinstance(value, int):
            return [(self.entry.relation, value)]
        return bounds_of(self.entry.kind, value, base, true)

    def _nothing_else(self, raw: RawTable) -> PublicFigure:
        """All of the base is in the figure: no record of the base lies outside it."""
        if not raw.additive:
            what = "One person can have records in two places of this table, so “all” says more than its figures can."
            raise SpecError(what, where=self.place, next_step=_RANGE)
        if raw.counts[self.key] != raw.counts[self.base[0]]:
            raise SpecError("The records do not bear out what is said here.", where=self.place, next_step=_UNTRUE)
        elsewhere = AllOf((self.spec.predicate(self.base[0]), Not(self.spec.predicate(self.key))))
        return PublicFigure(self.spec.unit, elsewhere, "=", 0, self.source)


def statements(case: Case, specs: Sequence[TableSpec]) -> tuple[Statement, ...]:
    """The declarations of a case that speak of figures. Raises `SpecError` for one that names no figure of the case and
    does not say why it is none, or that lacks what its kind needs."""
    by_id = {spec.id: spec for spec in specs}
    found = []
    for number, entry in enumerate(case.file.said):
        place = case.place("said", number)
        if entry.table:
            found.append(_statement(entry, by_id, place))
        elif entry.source.strip():
            if not isinstance(entry.value, int) or entry.kind not in COUNTS:
                what = "A figure in words that no table counts needs its value, a whole number, and its source."
                raise SpecError(what, where=place)
        elif not entry.not_a_figure.strip():
            what = "Say which table's figure this is, where it comes from (source), or why it is none (not_a_figure)."
            raise SpecError(what, where=place)
    return tuple(found)


def _statement(entry: Said, by_id: Mapping[str, TableSpec], place: str) -> Statement:
    spec, base_spec = by_id.get(entry.table), by_id.get(entry.base_table or entry.table)
    if spec is None or base_spec is None:
        raise SpecError("A declared figure needs a table of this case.", where=place)
    keys = matching(spec, dict(entry.figure), place)
    if len(keys) != 1:
        raise SpecError("A declared figure names one category for every dimension.", where=place)
    if entry.kind in COUNTS and not isinstance(entry.value, int):
        raise SpecError("A declared figure needs its value, a whole number.", where=place)
    base: tuple[Key, ...] = ()
    if entry.kind not in (*COUNTS, "none"):
        base = _base(entry, spec, base_spec, keys[0], place)
    return Statement(entry, spec, keys[0], base_spec, base, _part(entry, place), place)


def _base(entry: Said, spec: TableSpec, base_spec: TableSpec, key: Key, place: str) -> tuple[Key, ...]:
    if not entry.base and not entry.base_table:
        what = f"A statement of the kind {entry.kind} needs its base: the figure that it is compared with."
        raise SpecError(what, where=place)
    names = [dimension.name for dimension in base_spec.dimensions]
    own = {name: code for name, code in entry.figure.items() if name in names}
    same = base_spec.id == spec.id
    keys = tuple(one for one in matching(base_spec, {**own, **entry.base}, place) if not (same and one == key))
    if not keys or (len(keys) > 1 and entry.kind not in OF_SEVERAL):
        raise SpecError(
            "The base is one other figure: one category for every dimension of its table.",
            where=place,
            next_step=f"A sum that no table gives is no base. {_RANGE}",
        )
    if entry.kind == "all" and not (same and all(_within(spec, at, key, keys[0]) for at in range(len(key)))):
        raise SpecError("For “all” the figure is a part of its base: the base's total, or a group above.", where=place)
    return keys


def _within(spec: TableSpec, at: int, key: Key, base: Key) -> bool:
    """Whether the category of the figure is that of the base, or one below it."""
    dimension, code = spec.dimensions[at], key[at]
    while code not in (base[at], TOTAL):
        code = dimension.category(code).parent or TOTAL
    return code == base[at]


def _part(entry: Said, place: str) -> Part | None:
    if entry.kind not in OF_PARTS:
        return None
    part = read_part(entry.value) if entry.value is not None else None
    if part is None:
        what = f"A statement of the kind {entry.kind} needs its value as the words have it: “1.5 %”, “1/3”, “2.5”, “twice”."
        raise SpecError(what, where=place)
    return part


def figures_said(stated: Sequence[Statement], raws: Sequence[RawTable]) -> tuple[PublicFigure, ...]:
    """What the words say, for the audit. Raises `SpecError` as `Statement.figures` does."""
    by_id = {raw.spec.id: raw for raw in raws}
    return tuple(figure for one in stated for figure in one.figures(by_id))


def bases_published(stated: Sequence[Statement], tables: Sequence[ReleasableTable]) -> None:
    """Raises `SpecError` for a comparison with a figure that the response does not give: what its reader could work out of
    two unknown figures is no bound on either."""
    by_id = {table.id: table for table in tables}
    for one in stated:
        if one.entry.kind == "all":
            continue
        cells = by_id[one.base_spec.id].cells
        if any(key not in cells or cells[key].value is None for key in one.base):
            raise SpecError(
                f"The words “{one.entry.text}” compare with a figure that the response does not give.",
                where=one.place,
                next_step=_RANGE,
            )
