"""The shape of a table spec in YAML, as declared models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fanlight.tables.knowledge.statements import Relation
from fanlight.tables.spec import periods

BASES = {
    "outcome_date": "the date of the outcome",
    "recorded_date": "the date recorded",
    "committed_from_date": "the date (or first date) of the offence",
    "search_date": "the date of the search",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class CountFile(_Strict):
    unit: Literal["crimes", "disposals", "offenders", "searches"]
    basis: str
    cancelled: Literal["excluded", "included"] = "excluded"
    called: str = ""
    dated: str = ""
    records: str = ""


class PopulationFile(_Strict):
    title: str
    where: dict[str, Any] = {}


class PeriodFile(_Strict):
    kind: periods.PeriodKind
    first: str = Field(alias="from")
    last: str = Field(alias="to")
    total: str | None = None


class CategoryFile(_Strict):
    code: str
    label: str
    where: dict[str, Any] | None = None
    parent: str | None = None
    asked: str = ""
    counted: str = ""
    missing: str = ""


class DimensionFile(_Strict):
    name: str
    title: str = ""
    total: str | None = None
    categories: list[CategoryFile] | None = None
    field: str | None = None
    values: list[str] | None = None
    not_recorded: str | None = None
    overlaps: Literal["declared"] | list[list[str]] = []

    @field_validator("name")
    @classmethod
    def _not_period(cls, value: str) -> str:
        if value == "period":
            raise ValueError("the name “period” is taken by the table's period")
        return value


class PublicFile(_Strict):
    figure: dict[str, str] = {}
    relation: Relation = "="
    value: int
    source: str


class TableFile(_Strict):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    count: CountFile
    population: PopulationFile
    period: PeriodFile
    dimensions: list[DimensionFile] = []
    public: list[PublicFile] = []
    notes: list[str] = []


class SpecFile(_Strict):
    tables: list[TableFile] = Field(min_length=1)
