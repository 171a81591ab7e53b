"""What the dimensions and codes of a table of cells mean: a YAML file beside the CSV, so that the ledger can link it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from fanlight.errors import SpecError
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import TOTAL, Axis
from fanlight.ledger.entries import Breakdown, Cell, Release, Table
from fanlight.tables.predicate.codes import normal
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, In, Missing, Not, Predicate, Within
from fanlight.tables.predicate.written import plain
from fanlight.tables.spec import periods
from fanlight.tables.spec.conditions import read_condition
from fanlight.tables.spec.table import Key, Unit
from fanlight.tables.yaml.lines import LinedYaml, Location, read_yaml, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ReleaseFile(_Strict):
    reference: str
    released: date
    title: str = ""
    origin: Literal["own", "imported", "external", "by hand"] = "own"
    where: str = ""
    accessible: bool = False
    extract: str = ""


class PeriodFile(_Strict):
    kind: periods.PeriodKind
    first: str = Field(alias="from")
    last: str = Field(alias="to")


class PopulationFile(_Strict):
    title: str = ""
    where: dict[str, Any] = {}


class TableFile(_Strict):
    id: str
    title: str = ""
    unit: Literal["crimes", "disposals", "offenders", "searches"]
    basis: str = ""
    cancelled: Literal["excluded", "included"] = "excluded"
    population: PopulationFile = PopulationFile()
    period: PeriodFile | None = None
    additive: bool = True


class CodeFile(_Strict):
    label: str = ""
    where: dict[str, Any]


class DimensionFile(_Strict):
    """Either `field` (a code is a recorded value; an empty one: `missing`), or `period`, or `codes`."""

    title: str = ""
    field: str | None = None
    missing: str | None = None
    period: periods.PeriodKind | None = None
    codes: dict[str, CodeFile] | None = None


class DescriptionFile(_Strict):
    release: ReleaseFile
    table: TableFile
    dimensions: dict[str, DimensionFile]
    classifications: dict[str, str] = {}
    marks: dict[str, list[int | None]] = {}


@dataclass(frozen=True)
class Described:
    """A table of cells with the records that each code counts. `file` is the description as read."""

    file: DescriptionFile
    source: LinedYaml
    population: Predicate
    marks: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        return Unit(self.file.table.unit)

    def codes(self, axis: Axis) -> dict[str, Predicate]:
        """For each code of an axis the records that it counts: sums count what their parts count."""
        known: dict[str, Predicate] = {TOTAL: EVERY_RECORD}
        for code in axis.codes[: axis.leaves]:
            known[code] = self._leaf(axis.name, code)
        waiting = [family for family in axis.families if axis.codes[family[0]] != TOTAL]
        while waiting:
            later = []
            for whole, parts in waiting:
                if all(axis.codes[part] in known for part in parts):
                    own = AnyOf(tuple(known[axis.codes[part]] for part in parts))
                    known.setdefault(axis.codes[whole], plain(own))
                else:
                    later.append((whole, parts))
            if len(later) == len(waiting):
                raise SpecError(f"The codes of {axis.name} do not come down to leaves.", where=self.source.where)
            waiting = later
        return known

    def cells(self, names: ProductNames, *, inner_only: bool) -> list[tuple[int, Predicate]]:
        """Cells with the records that they count."""
        codes = [self.codes(axis) for axis in names.axes]
        found: list[tuple[int, Predicate]] = []
        for cell in range(len(names)):
            key = names[cell]
            if inner_only and any(
                names.positions[at][code] >= axis.leaves
                for at, (code, axis) in enumerate(zip(key, names.axes, strict=True))
            ):
                continue
            parts = tuple(known[code] for known, code in zip(codes, key, strict=True) if code != TOTAL)
            found.append((cell, AllOf((self.population, *parts))))
        return found

    def nothing_else(self, names: ProductNames) -> list[Predicate]:
        """Records of the population in no code of a dimension: the table's sums say that there are none."""
        found: list[Predicate] = []
        for axis in names.axes:
            leaves = tuple(self._leaf(axis.name, code) for code in axis.codes[: axis.leaves])
            found.append(AllOf((self.population, Not(AnyOf(leaves)))))
        return found

    def breakdowns(self, names: ProductNames) -> tuple[Breakdown, ...]:
        found = []
        for axis in names.axes:
            given = self.file.dimensions[axis.name]
            labels = {code: own.label or code for code, own in (given.codes or {}).items()}
            codes = self.codes(axis)
            categories = tuple((code, labels.get(code, code), p) for code, p in codes.items() if code != TOTAL)
            found.append(Breakdown(axis.name, given.title or axis.name, categories, "All", bool(given.period)))
        return tuple(found)

    def release(self, names: ProductNames, cells: Mapping[Key, Cell], *, origin: str | None = None) -> Release:
        """The table as a release in the ledger."""
        file, table = self.file, self.file.table
        from fanlight.ledger.entries import Figure

        made = Table(
            table.id,
            table.title or table.id,
            self.unit,
            self.population,
            self.breakdowns(names),
            cells,
            table.basis,
            table.population.title,
            f"{table.period.first} to {table.period.last}" if table.period else "",
            table.additive,
        )
        assumed = tuple(
            Figure(
                f"{table.id}:{axis.name}:nothing-else", f"{made.title}: nothing but the codes of {axis.name}", self.unit,
                predicate, 0, kind="assumed",
            )
            for axis, predicate in zip(names.axes, self.nothing_else(names), strict=True)
        )  # fmt: skip
        return Release(
            file.release.reference,
            file.release.released,
            file.release.title or table.title,
            origin or file.release.origin,  # type: ignore[arg-type]
            file.release.where,
            file.release.accessible,
            file.release.extract,
            file.classifications,
            self.marks,
            (made,),
            assumed,
        )

    def _leaf(self, name: str, code: str) -> Predicate:
        at: Location = ("dimensions", name)
        given = self.file.dimensions.get(name)
        if given is None:
            raise SpecError(
                f"The description does not say what the dimension “{name}” is.",
                where=self.source.place(("dimensions",)),
            )
        if given.codes is not None:
            if code not in given.codes:
                raise SpecError(f"The code “{code}” of {name} is not described.", where=self.source.place(at))
            return read_condition(given.codes[code].where, self.source, (*at, "codes", code, "where"))
        if given.period is not None:
            basis = self.file.table.basis
            where = self.source.place(at)
            (period,) = periods.categories(given.period, code, code, basis, where=where)
            return period.predicate
        assert given.field is not None
        return (
            Missing(given.field) if code == given.missing else In(given.field, frozenset({normal(given.field, code)}))
        )


def read_description(path: Path) -> Described:
    """Raises `SpecError` or `BadInput` that name the line."""
    source = read_yaml(path)
    file = validated(DescriptionFile, source)
    for name, given in file.dimensions.items():
        if sum(part is not None for part in (given.field, given.period, given.codes)) != 1:
            raise SpecError(
                f"Dimension “{name}” needs one of field, period and codes.", where=source.place(("dimensions", name))
            )
        if given.period is not None and not file.table.basis:
            raise SpecError("A period needs the table's basis: the date field.", where=source.place(("table",)))
    parts: list[Predicate] = []
    if file.table.population.where:
        parts.append(read_condition(file.table.population.where, source, ("table", "population", "where")))
    if file.table.cancelled == "excluded" and file.table.unit != "searches":
        # As table specs and figures by hand have it, so that the same figure is the same predicate.
        parts.append(Missing("outcome_cancelled_date"))
    if file.table.period is not None:
        where = source.place(("table", "period"))
        if not file.table.basis:
            raise SpecError("A period needs the table's basis: the date field.", where=where)
        period = file.table.period
        spans = periods.categories(period.kind, period.first, period.last, file.table.basis, where=where)
        first, last = spans[0].predicate, spans[-1].predicate
        assert isinstance(first, Within)
        assert isinstance(last, Within)
        parts.append(Within(file.table.basis, first.start, last.end))
    return Described(file, source, AllOf(tuple(parts)), read_marks(file.marks, source))


def read_marks(given: Mapping[str, Sequence[int | None]], source: LinedYaml) -> dict[str, tuple[int, int | None]]:
    """Marks with what they tell: [from, to], to null where there is no end."""
    found: dict[str, tuple[int, int | None]] = {}
    for mark, span in given.items():
        if len(span) != 2 or span[0] is None or (span[1] is not None and span[1] < span[0]):
            raise SpecError(f"The mark “{mark}” needs [from, to].", where=source.place(("marks", mark)))
        found[mark] = (span[0], span[1])
    return found
