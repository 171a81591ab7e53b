"""Ready tables read: from a cross-tab of true counts and its description to the spec and the counts that all else works with."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.crosstab import Cell, placed, read_crosstab
from fanlight.answering.case.model import Case
from fanlight.answering.case.ready_table import Axis, ReadyTable
from fanlight.errors import BadInput, SpecError
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.tables.predicate.predicate import AllOf, In, Within, describe
from fanlight.tables.spec import periods
from fanlight.tables.spec.shape import BASES
from fanlight.tables.spec.table import TOTAL, Category, Dimension, Key, TableSpec, Unit
from fanlight.tables.stages import RawTable
from fanlight.tables.text.legible import legible

PERIOD = "period"
_TOTAL_LIKE = re.compile(r"(?:(?:grand|sub)[ -]?)?totals?(?: for .*)?|all|sum|overall", re.IGNORECASE)
_MADE_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+)?")


def ready_tables(case: Case) -> dict[int, RawTable]:
    """Each ready table by its place among the case's tables. Raises `BadInput` or `SpecError` naming the cell, or the entry; also
    where two of them give one figure differently."""
    found: dict[int, RawTable] = {}
    met: dict[tuple[Unit, str], tuple[int, Cell]] = {}
    for position, given in case.file.ready_tables:
        found[position], cells = _Reading(case, position, given).table()
        for key, count in found[position].counts.items():
            same = (found[position].spec.unit, describe(found[position].spec.predicate(key)))
            other, where = met.setdefault(same, (count, cells[key]))
            if other != count:
                raise cells[key].wrong(
                    f"{where.place} gives the same figure, and another count.", "Correct one of the two."
                )
    return found


@dataclass(frozen=True)
class _Reading:
    case: Case
    position: int
    given: ReadyTable

    def _wrong(self, entry: str, what: str, next_step: str = "") -> SpecError:
        return SpecError(what, where=self.case.place("tables", self.position, entry), next_step=next_step)

    def table(self) -> tuple[RawTable, dict[Key, Cell]]:
        """The table, and the cell of each figure."""
        given = self.given
        self._check()
        if given.file not in self.case.files:
            raise self._wrong("file", f"There is no file {given.file}.")
        rows = read_crosstab(given.file, self.case.files[given.file], sheet=given.sheet, cells=given.cells)
        cells, labels = self._cells(rows)
        dimensions = self._dimensions(labels)
        spec = self._spec(dimensions)
        placed_cells = self._keyed(cells, labels, dimensions)
        counts = {key: cell.count() for key, cell in placed_cells.items()}
        self._check_totals(spec, counts, placed_cells)
        ready = {key: counts[key] for key in spec.keys()}
        return RawTable(spec, ready, given.source, given.source_date.isoformat(), given.additive), placed_cells

    def _check(self) -> None:
        given = self.given
        if not re.fullmatch(r"[a-z][a-z0-9_]*", given.id):
            raise self._wrong("id", f"“{given.id}” is no id.", "Use small letters, digits and _, a letter first.")
        for entry in ("title", "counted", "source"):
            if not getattr(given, entry).strip():
                raise self._wrong(entry, f"Table {given.id}: {entry} is empty.", "Say it in words: it is printed.")
        if given.basis not in BASES:
            raise self._wrong("basis", f"“{given.basis}” is no date to count by.", f"Use one of {', '.join(BASES)}.")
        if not given.rows:
            raise self._wrong("rows", f"Table {given.id}: rows names no dimension.")
        names = [axis.name for axis in self._axes()]
        twice = [name for at, name in enumerate(names) if name in names[:at] or not name.strip()]
        if twice:
            raise self._wrong("rows", f"Table {given.id}: two dimensions are called “{twice[0]}”, or one has no name.")

    def _axes(self) -> list[Axis]:
        return [*self.given.rows, *([self.given.columns] if self.given.columns else [])]

    def _cells(self, rows: Sequence[Sequence[Cell]]) -> tuple[dict[Key, Cell], list[dict[str, Cell]]]:
        """The cells of counts by their labels, and of each axis the labels with the first cell of each."""
        header, *below = rows
        left = len(self.given.rows)
        across = header[left:]
        if not across:
            raise header[-1].wrong(f"There is no column of counts beside {left} of labels.")
        if self.given.columns is None and len(across) > 1:
            what = "The table has several columns of counts, and columns does not say what goes across."
            raise across[1].wrong(what, "Describe it under columns in case.yaml.")
        labels: list[dict[str, Cell]] = [{} for _ in self._axes()]
        if self.given.columns is not None:
            for cell in across:
                if cell.text in labels[left]:
                    raise cell.wrong(f"“{cell.text}” stands twice, first in {labels[left][cell.text].name}.")
                labels[left][_label(cell)] = cell
        found: dict[Key, Cell] = {}
        for row in below:
            key = tuple(_label(cell) for cell in row[:left])
            for own, cell in zip(labels, row[:left], strict=False):
                own.setdefault(cell.text, cell)
            for head, cell in zip(across, row[left:], strict=True):
                whole = (*key, head.text) if self.given.columns is not None else key
                if whole in found:
                    raise row[0].wrong(f"The row {' / '.join(key)} stands twice, first beside {found[whole].name}.")
                found[whole] = cell
        return found, labels

    def _dimensions(self, labels: Sequence[Mapping[str, Cell]]) -> dict[str, Dimension]:
        """The dimensions by name, that of the periods last."""
        found = {axis.name: self._dimension(axis, own) for axis, own in zip(self._axes(), labels, strict=True)}
        period = found.pop(PERIOD, None) or self._whole_period()
        return {**found, PERIOD: period}

    def _dimension(self, axis: Axis, labels: Mapping[str, Cell]) -> Dimension:
        where = next(iter(labels.values())).file if labels else self.given.file
        if axis.total and axis.total.strip() not in labels:
            raise BadInput(
                f"There is no “{axis.total}”, which is said to be the total of {axis.name}.",
                where=where,
                next_step=f"The labels are {', '.join(labels)}.",
            )
        own = {label: cell for label, cell in labels.items() if label != axis.total.strip()}
        for label, cell in own.items():
            if _TOTAL_LIKE.fullmatch(label):
                raise cell.wrong(
                    f"“{label}” looks like a total, and {axis.name} says of none.",
                    f"Write total: {label} for it in case.yaml; take a total of a part of the rows out of the file.",
                )
        if not own:
            raise BadInput(f"There is no category of {axis.name} beside its total.", where=where)
        if axis.name == PERIOD:
            return self._periods(axis, own)
        for label, cell in own.items():
            if _MADE_DATE.fullmatch(label):
                raise cell.wrong("This label is a date: a spreadsheet may have made it of a code.", "Write it as text.")
            if "|" in label:
                raise cell.wrong("A label may not hold “|”.", "Write it with another sign.")
        self._no_variants(own)
        refuse_lookalikes(
            list(own), f"The label of {axis.name}", where, {label: cell.place for label, cell in own.items()}
        )
        field = axis.field or f"{axis.name} of {self.given.counted}"
        categories = tuple(Category(label, legible(label), In(field, frozenset([label]))) for label in own)
        return Dimension(axis.name, axis.title or axis.name.capitalize(), categories, axis.total.strip() or None)

    def _no_variants(self, labels: Mapping[str, Cell]) -> None:
        met: dict[str, str] = {}
        for label, cell in labels.items():
            other = met.setdefault(" ".join(label.casefold().split()), label)
            if other != label:
                what = f"“{label}” and “{other}” ({labels[other].name}) differ by letter case or spaces alone."
                raise cell.wrong(what, "Add their counts up, if they are one.")

    def _periods(self, axis: Axis, labels: Mapping[str, Cell]) -> Dimension:
        given = self.given.period
        wanted = self._categories()
        found = {self._period_of(label, cell).code: cell for label, cell in labels.items()}
        if len(found) < len(labels):
            raise BadInput("Two labels name the same period.", where=next(iter(labels.values())).file)
        for code, cell in found.items():
            if code not in {one.code for one in wanted}:
                raise cell.wrong(
                    f"This period lies outside of {given.first} to {given.last}.", "Correct period in case.yaml."
                )
        lacking = [one.label for one in wanted if one.code not in found]
        if lacking:
            raise BadInput(f"The period {lacking[0]} is not in the table.", where=next(iter(labels.values())).file)
        total = axis.total.strip() or None
        return Dimension(PERIOD, axis.title or periods.TITLES[given.kind], wanted, total, is_period=True)

    def _period_of(self, label: str, cell: Cell) -> Category:
        try:
            return periods.categories(self.given.period.kind, label, label, self.given.basis, where=cell.place)[0]
        except SpecError as error:
            raise BadInput(error.what, where=cell.place, next_step=error.next_step) from None

    def _categories(self) -> tuple[Category, ...]:
        given = self.given.period
        place = self.case.place("tables", self.position, PERIOD)
        return periods.categories(given.kind, given.first, given.last, self.given.basis, where=place)

    def _whole_period(self) -> Dimension:
        """Where the table is not broken down by period: all of its time as one."""
        wanted = self._categories()
        spans = [one.predicate for one in wanted if isinstance(one.predicate, Within)]
        label = wanted[0].label if len(wanted) == 1 else f"{wanted[0].label} to {wanted[-1].label}"
        whole = Category(label, label, Within(self.given.basis, spans[0].start, spans[-1].end))
        return Dimension(PERIOD, periods.TITLES[self.given.period.kind], (whole,), None, is_period=True)

    def _keyed(
        self, cells: Mapping[Key, Cell], labels: Sequence[Mapping[str, Cell]], dimensions: Mapping[str, Dimension]
    ) -> dict[Key, Cell]:
        """The cells by keys of the spec. Raises `BadInput` where a combination of labels has no row."""
        axes, found = self._axes(), {}
        for combination in itertools.product(*(own or ("",) for own in labels)):
            own = {
                axis.name: self._code(axis, label, labels[at])
                for at, (axis, label) in enumerate(zip(axes, combination, strict=True))
            }
            if combination not in cells:
                there = " / ".join(combination[: len(self.given.rows)])
                raise BadInput(
                    f"There is no row for {there}.", where=self.given.file, next_step="Give it, with 0 where it is 0."
                )
            key = tuple(own.get(name, one.codes[0]) for name, one in dimensions.items())
            found[key] = cells[combination]
        return found

    def _code(self, axis: Axis, label: str, labels: Mapping[str, Cell]) -> str:
        if label == axis.total.strip():
            return TOTAL
        return self._period_of(label, labels[label]).code if axis.name == PERIOD else label

    def _spec(self, dimensions: Mapping[str, Dimension]) -> TableSpec:
        given = self.given
        where = [In(name, frozenset([v] if isinstance(v, str) else v)) for name, v in given.where.items()]
        population = (
            AllOf(tuple(where)) if where else In("what is counted", frozenset([" ".join(given.counted.split())]))
        )
        place = self.case.place("tables", self.position, PERIOD)
        return TableSpec(
            id=given.id,
            title=legible(given.title),
            unit=Unit(given.unit),
            basis=given.basis,
            population=population,
            dimensions=tuple(dimensions.values()),
            population_text=legible(given.counted),
            basis_text=f"Counted: {given.unit} by {BASES[given.basis]}.",
            period_text=periods.text(given.period.kind, given.period.first, given.period.last, where=place),
            notes=tuple(map(legible, given.notes)),
        )

    def _check_totals(self, spec: TableSpec, counts: Mapping[Key, int], cells: Mapping[Key, Cell]) -> None:
        """Each total against its parts: their sum, or for what is not additive between their largest and their sum."""
        for place, dimension in enumerate(spec.dimensions):
            for key in counts:
                if key[place] != TOTAL:
                    continue
                parts = [(*key[:place], one.code, *key[place + 1 :]) for one in dimension.categories]
                values = [counts[part] for part in parts]
                right = counts[key] == sum(values) if self.given.additive else max(values) <= counts[key] <= sum(values)
                if not right:
                    sum_or_range = "the sum of" if self.given.additive else "between the largest and the sum of"
                    raise cells[key].wrong(
                        f"The total of {dimension.title} is not {sum_or_range} its parts ({placed(cells, parts)}).",
                        "Correct the file"
                        + (
                            "; or write additive: no, where one counted thing can stand in two categories."
                            if self.given.additive
                            else "."
                        ),
                    )


def _label(cell: Cell) -> str:
    if not cell.text:
        raise cell.wrong(
            "A label is missing.", "Write it in each row and column; cells that are merged hold it once only."
        )
    return cell.text
