"""Where records are counted: an embedded store, files, PostgreSQL or Spark; the same spec on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from fanlight.chain.database import refused
from fanlight.errors import BadInput, SpecError
from fanlight.tables.predicate import codes
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Missing, fields_of
from fanlight.tables.spec.table import Category, Dimension, TableSpec, Unit
from fanlight.tables.stages import RawTable
from fanlight.tables.text.legible import legible
from fanlight.tabulation.engine import check_fields, ibis_predicate, run

if TYPE_CHECKING:
    from fanlight.records import ImportReport

UNIQUE_BY_STORE = frozenset({Unit.DISPOSALS, Unit.SEARCHES})


@dataclass(frozen=True)
class Source:
    """Open records. `tables` maps a kind ("disposals", "searches") to its Ibis table; `units` can be counted there.
    `identity` changes with what is held, and holds no count of it; "" where the place cannot say. `intake`: what the imports of the
    records counted and did not count; None for records elsewhere, which nobody imported. `ready` has tables by their ids that
    somebody counted already: these are taken as they are."""

    tables: Mapping[str, Any]
    units: frozenset[Unit]
    said: str
    extracted: str = ""
    unique: frozenset[Unit] = field(default=frozenset())
    identity: str = ""
    intake: ImportReport | None = None
    ready: Mapping[str, RawTable] = field(default_factory=dict)

    def description(self) -> str:
        tables = "; ".join(f"table {name}, ready: {raw.source}" for name, raw in self.ready.items())
        return "; ".join(part for part in (self.said, tables) if part)

    def beside(self, ready: Mapping[str, RawTable]) -> Source:
        """The same records, and these tables."""
        return replace(self, ready={**self.ready, **ready})

    def table_for(self, spec: TableSpec) -> Any:
        """The records that the spec counts. Raises `SpecError` where they cannot be counted in its unit."""
        if spec.unit not in self.units:
            held = ", ".join(sorted(unit.value for unit in self.units)) or "nothing"
            raise SpecError(
                f"Table {spec.id} counts {spec.unit.value}, and these records can only count {held}.",
                next_step=f"Set the unit to {held}, and say so to the requester.",
            )
        table = self.tables["searches" if spec.unit is Unit.SEARCHES else "disposals"]
        return self._normal(spec, table)

    def _normal(self, spec: TableSpec, table: Any) -> Any:
        """The records with the codes that the spec reads in their normal form, as specs have them; those that are so already
        are left as they stand."""
        import ibis

        read = {d.values_of for d in spec.dimensions}.union(
            fields_of(spec.population), *(fields_of(c.predicate) for d in spec.dimensions for c in d.categories)
        )
        other = {}
        for name in sorted((codes.FIELDS & {own for own in read if own}).intersection(table.columns)):
            values = run(table.select(value=table[name]).distinct())["value"].to_pylist()
            padded = [(str(v), codes.normal(name, str(v))) for v in values if v is not None]
            if cases := [(table[name] == own, plain) for own, plain in sorted(padded) if own != plain]:
                other[name] = ibis.cases(*cases, else_=table[name])
        return table.mutate(**other) if other else table

    def resolve(self, spec: TableSpec) -> TableSpec:
        """The spec with the categories of its `field` dimensions read from the records, in order."""
        if spec.id in self.ready:
            return spec
        table = self.table_for(spec)
        check_fields(spec, table.columns, where=spec.id)
        dimensions = tuple(self._resolved(dimension, spec, table) for dimension in spec.dimensions)
        return replace(spec, dimensions=dimensions)

    def _resolved(self, dimension: Dimension, spec: TableSpec, table: Any) -> Dimension:
        if dimension.values_of is None:
            return dimension
        name = dimension.values_of
        if name not in table.columns:
            check_fields(
                replace(spec, dimensions=(Dimension(name, name, (_missing(name),)),)), table.columns, where=spec.id
            )
        counted = table.filter(ibis_predicate(table, spec.population))
        values = counted.select(value=counted[name]).distinct().to_pyarrow()["value"].to_pylist()
        own = tuple(
            Category(text, legible(text), predicate if also == EVERY_RECORD else AllOf((predicate, also)))
            for text in sorted(str(value) for value in values if value is not None)
            for predicate, also in [(In(name, frozenset([text])), dimension.values_where)]
        )
        return replace(dimension, categories=(*own, *dimension.categories), values_of=None)


def _missing(name: str) -> Category:
    return Category(name, name, Missing(name))


def nothing_counted() -> Source:
    """A source without records, for tables that are ready."""
    return Source({}, frozenset(), "")


@contextmanager
def open_source(place: str) -> Iterator[Source]:
    """Opens a store folder, a Parquet or CSV file in Fanlight's own layout, `postgres://…?table=…` or
    `spark://…?table=…` (`spark-local://?table=…` in this process)."""
    scheme = urlsplit(place).scheme
    if scheme in {"postgres", "postgresql"}:
        with _postgres(place) as found:
            yield found
    elif scheme.startswith("spark"):
        with _spark(place) as found:
            yield found
    else:
        with _store(Path(place)) as found:
            yield found


@contextmanager
def _store(path: Path) -> Iterator[Source]:
    from fanlight.records import Store

    with Store.open(path) as store:
        yield Source(
            store.tables(),
            frozenset(Unit(unit) for unit in store.units()),
            store.description(),
            store.extracted(),
            UNIQUE_BY_STORE,
            store.identity(),
            store.report(),
        )


def _query(place: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(place).query).items()}


@contextmanager
def _postgres(place: str) -> Iterator[Source]:
    try:
        import ibis
        import psycopg
    except ImportError:
        raise BadInput(
            "Counting in PostgreSQL needs more parts.", next_step="pip install 'fanlight[postgres]'"
        ) from None
    options = _query(place)
    try:
        connection = ibis.connect(place.split("?")[0].replace("postgresql://", "postgres://", 1))
    except psycopg.Error as error:
        raise refused(error) from None
    except ValueError:
        raise BadInput(
            "This is no address of a PostgreSQL database.",
            next_step="Write postgres://USER@HOST:PORT/DATABASE?table=NAME.",
        ) from None
    try:
        yield _elsewhere(connection, options, "PostgreSQL")
    finally:
        connection.disconnect()


@contextmanager
def _spark(place: str) -> Iterator[Source]:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadInput("Counting in Spark needs more parts.", next_step="pip install 'fanlight[spark]'") from None
    options = _query(place)
    master = "local[2]" if place.startswith("spark-local") else place.split("?")[0]
    session = SparkSession.builder.master(master).appName("fanlight").config("spark.ui.enabled", "false").getOrCreate()
    connection = ibis.pyspark.connect(session)
    if "parquet" in options:
        session.read.parquet(options["parquet"]).createOrReplaceTempView("disposals")
        options.setdefault("table", "disposals")
    try:
        yield _elsewhere(connection, options, "Spark")
    finally:
        session.stop()


def _elsewhere(connection: Any, options: Mapping[str, str], engine: str) -> Source:
    name = options.get("table", "disposals")
    try:
        table = connection.table(name)
    except Exception as error:
        raise BadInput(
            f"{engine} has no table “{name}”: {type(error).__name__}.", next_step="Name it: ?table=…"
        ) from None
    kind = "searches" if "search_id" in table.columns else "disposals"
    units = frozenset(unit for unit in Unit if unit.id_field in table.columns)
    return Source({kind: table}, units, f"{engine}, table {name}", options.get("extracted", ""))
