"""Entries written by hand in YAML: a figure in a letter's text, a classification, a correction, a closed incident."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from fanlight.errors import BadInput, SpecError
from fanlight.ledger.classifications import classification_entry
from fanlight.ledger.description import PeriodFile, ReleaseFile, read_marks
from fanlight.ledger.entries import Figure, Release, release_json
from fanlight.tables.knowledge.statements import Relation
from fanlight.tables.predicate.predicate import AllOf, Missing, Predicate, Within
from fanlight.tables.spec import periods
from fanlight.tables.spec.conditions import read_condition
from fanlight.tables.spec.table import Unit
from fanlight.tables.yaml.lines import LinedYaml, Location, read_yaml, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class BasisPeriodFile(PeriodFile):
    basis: str


class FigureFile(_Strict):
    """Words, and which records they count. `value`, or `withheld` with the mark that stood there."""

    says: str
    unit: Literal["crimes", "disposals", "offenders", "searches"]
    where: dict[str, Any] = {}
    cancelled: Literal["excluded", "included"] = "excluded"
    period: BasisPeriodFile | None = None
    relation: Relation = "="
    value: int | None = None
    withheld: str = ""


class HandFile(_Strict):
    release: ReleaseFile
    figures: list[FigureFile]
    marks: dict[str, list[int | None]] = {}
    classifications: dict[str, str] = {}


class ClassificationFile(_Strict):
    field: str
    version: str
    codes: dict[str, list[str]]
    source: str


class CorrectionFile(_Strict):
    """`figures`: ids of the release that no longer stand; none: the whole release was taken back."""

    reference: str
    figures: list[str] = []
    why: str
    by: str
    on: date


class ClosedFile(_Strict):
    incident: int
    why: str
    by: str
    on: date


def entries_of(path: Path) -> list[dict[str, Any]]:
    """The entries of a file: its one key says what it is. Raises `SpecError` or `BadInput` that name the line."""
    source = read_yaml(path)
    if not isinstance(source.data, dict):
        raise BadInput("The file has no entry.", where=path.name)
    keys = set(source.data)
    if "release" in keys:
        return [release_json(_release(validated(HandFile, source), source))]
    if keys == {"classification"}:
        one = validated(ClassificationFile, source, at=("classification",))
        return [classification_entry(one.field, one.version, one.codes, one.source)]
    if keys == {"correction"}:
        taken = validated(CorrectionFile, source, at=("correction",))
        return [{"kind": "correction", **taken.model_dump(mode="json")}]
    if keys == {"incident_closed"}:
        closed = validated(ClosedFile, source, at=("incident_closed",))
        return [{"kind": "incident closed", **closed.model_dump(mode="json")}]
    raise BadInput(
        "The file says neither release, classification, correction nor incident_closed.",
        where=path.name,
        next_step="See the reference of the ledger for what each of them holds.",
    )


def _release(file: HandFile, source: LinedYaml) -> Release:
    about = file.release
    return Release(
        about.reference,
        about.released,
        about.title,
        "by hand" if about.origin == "own" else about.origin,
        about.where,
        about.accessible,
        about.extract,
        file.classifications,
        read_marks(file.marks, source),
        loose=tuple(_figure(one, n, source) for n, one in enumerate(file.figures)),
    )


def _figure(one: FigureFile, number: int, source: LinedYaml) -> Figure:
    at: Location = ("figures", number)
    if (one.value is None) != bool(one.withheld):
        raise SpecError("A figure has either a value or the mark under which it was withheld.", where=source.place(at))
    parts: list[Predicate] = []
    if one.where:
        parts.append(read_condition(one.where, source, (*at, "where")))
    if one.cancelled == "excluded" and one.unit != "searches":
        parts.append(Missing("outcome_cancelled_date"))
    if one.period is not None:
        where = source.place((*at, "period"))
        spans = periods.categories(one.period.kind, one.period.first, one.period.last, one.period.basis, where=where)
        first, last = spans[0].predicate, spans[-1].predicate
        assert isinstance(first, Within)
        assert isinstance(last, Within)
        parts.append(Within(one.period.basis, first.start, last.end))
    return Figure(
        f"words:{number + 1}",
        f"“{one.says}”",
        Unit(one.unit),
        AllOf(tuple(parts)),
        one.value,
        one.relation,
        one.withheld,
        None,
        () if one.value is not None else None,
        "words",
    )
