"""Tables drawn as text: the records, the spec, the result; the same on every engine."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import SpecError
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TableSpec, Unit
from fanlight.tabulation import Source, tabulate
from tests import oracle_tabulation
from tests.spec import engines

RECORDS = engines.drawn("""
crime_ref disposal_id offender_ref outcome_type offence_code borough outcome_date outcome_cancelled_date
C1        D1          P1           8            3/1          North   2020-03-01   -
C1        D2          P2           8            3/1          North   2020-03-02   -
C2        D3          P1           8            8/30         South   2020-12-31   -
C3        D4          P3           8            8/30         -       2021-01-01   -
C4        D5          P3           8            8/56         South   2021-06-30   2021-07-02
C5        D6          P4           3            3/1          North   2020-05-05   -
C6        D7          -            8            99           Ärger   2021-12-31   -
C7        D8          P5           8            -            North   2022-01-01   -
C8        D9          P1           8            8/30         North   2021-02-02   -
""")

SPEC = """
tables:
  - id: by_offence
    title: Resolutions
    count: {{unit: {unit}, basis: outcome_date}}
    population: {{title: Community resolutions, where: {{outcome_type: "8"}}}}
    period: {{kind: calendar_year, from: 2020, to: 2021, total: Both years}}
    dimensions:
      - name: offence
        total: All offences
        categories:
          - {{code: threats, label: Threats to kill, where: {{offence_code: "3/1"}}}}
          - {{code: harassment, label: Harassment, where: {{offence_code: ["8/30", "8/56"]}}}}
"""

EXPECTED = {
    "disposals": {
        ("threats", "2020"): 2, ("threats", "2021"): 0, ("threats", "Total"): 2,
        ("harassment", "2020"): 1, ("harassment", "2021"): 2, ("harassment", "Total"): 3,
        ("Total", "2020"): 3, ("Total", "2021"): 3, ("Total", "Total"): 6,
    },
    "crimes": {
        ("threats", "2020"): 1, ("threats", "2021"): 0, ("threats", "Total"): 1,
        ("harassment", "2020"): 1, ("harassment", "2021"): 2, ("harassment", "Total"): 3,
        ("Total", "2020"): 2, ("Total", "2021"): 3, ("Total", "Total"): 5,
    },
    "offenders": {
        ("threats", "2020"): 2, ("threats", "2021"): 0, ("threats", "Total"): 2,
        ("harassment", "2020"): 1, ("harassment", "2021"): 2, ("harassment", "Total"): 2,
        ("Total", "2020"): 2, ("Total", "2021"): 2, ("Total", "Total"): 3,
    },
}  # fmt: skip
"""Worked by hand: an offender dealt with in both years is one offender in the total; the total over both years counts
these two years, and not 2022."""


def spec_for(unit: str) -> TableSpec:
    return parse_specs(SPEC.format(unit=unit))[0]


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Callable[[list[dict[str, object]]], Source]]:
    import ibis

    connection = ibis.connect(postgres_url.replace("postgresql://", "postgres://", 1))

    def load(records: list[dict[str, object]]) -> Source:
        return engines.insert_postgres(connection, records)

    yield load
    connection.disconnect()


@pytest.fixture(scope="module")
def spark() -> Iterator[Callable[[list[dict[str, object]]], Source]]:
    import shutil

    if shutil.which("java") is None:
        pytest.skip("There is no Java; install a runtime of version 17 or newer.")
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    connection = ibis.pyspark.connect(session)

    def load(records: list[dict[str, object]]) -> Source:
        rows = [tuple(record[name] for name in engines.FIELDS) for record in records]
        frame = session.createDataFrame(rows, schema=_spark_schema())
        frame.createOrReplaceTempView("disposals")
        return engines.source(connection.table("disposals"))

    yield load
    session.stop()


def _spark_schema() -> str:
    return ", ".join(f"{name} {'date' if name.endswith('_date') else 'string'}" for name in engines.FIELDS)


@pytest.mark.parametrize("unit", ["disposals", "crimes", "offenders"])
def test_duckdb(unit: str) -> None:
    raw = tabulate(spec_for(unit), engines.duckdb(RECORDS))
    assert dict(raw.counts) == EXPECTED[unit]
    assert raw.additive is (unit != "offenders")


@pytest.mark.postgres
@pytest.mark.parametrize("unit", ["disposals", "crimes", "offenders"])
def test_postgresql_gives_the_identical_table(unit: str, postgres: Callable[..., Source]) -> None:
    here, there = (tabulate(spec_for(unit), s) for s in (engines.duckdb(RECORDS), postgres(RECORDS)))
    assert dict(there.counts) == EXPECTED[unit]
    assert here == there


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("unit", ["disposals", "crimes", "offenders"])
def test_spark_gives_the_identical_table(unit: str, spark: Callable[..., Source]) -> None:
    here, there = (tabulate(spec_for(unit), s) for s in (engines.duckdb(RECORDS), spark(RECORDS)))
    assert dict(there.counts) == EXPECTED[unit]
    assert here == there


records = st.lists(
    st.fixed_dictionaries(
        {
            "crime_ref": st.sampled_from(["C1", "C2", "C3", None]),
            "disposal_id": st.integers(1, 9).map(lambda n: f"D{n}"),
            "offender_ref": st.sampled_from(["P1", "P2", None]),
            "outcome_type": st.sampled_from(["8", "3", None]),
            "offence_code": st.sampled_from(["3/1", "8/30", "8/56", "99", "", None]),
            "borough": st.sampled_from(["North", "South", None]),
            "outcome_date": st.sampled_from(
                [None, *(datetime.date(y, m, d) for y in (2019, 2020, 2021, 2022) for m, d in ((1, 1), (12, 31)))]
            ),
            "outcome_cancelled_date": st.sampled_from([None, None, datetime.date(2021, 5, 5)]),
        }
    ),
    max_size=12,
)

OVERLAPPING = """
tables:
  - id: overlapping
    title: Resolutions
    count: {{unit: {unit}, basis: outcome_date, cancelled: {cancelled}}}
    population: {{title: All}}
    period: {{kind: {kind}, total: All}}
    dimensions:
      - name: offence
        total: All offences
        overlaps: declared
        categories:
          - {{code: a, label: A, where: {{any: [{{offence_code: ["3/1", "8/30"]}}, {{borough: North}}]}}}}
          - {{code: b, label: B, where: {{not: {{offence_code: "8/30"}}}}}}
          - {{code: c, label: C, where: {{missing: borough}}}}
"""


@settings(max_examples=20, deadline=None)
@given(
    records,
    st.sampled_from(["disposals", "crimes", "offenders"]),
    st.sampled_from(["excluded", "included"]),
    st.sampled_from(["calendar_year, from: 2020, to: 2021", "financial_year, from: 2019/20, to: 2020/21",
                     "quarter, from: 2020-Q4, to: 2021-Q1", "month, from: 2020-12, to: 2021-01"]),
)  # fmt: skip
def test_every_engine_choice_agrees_with_the_oracle(
    rows: list[dict[str, Any]], unit: str, cancelled: str, kind: str
) -> None:
    spec = parse_specs(OVERLAPPING.format(unit=unit, cancelled=cancelled, kind=kind))[0]
    assert dict(tabulate(spec, engines.duckdb(rows)).counts) == oracle_tabulation.tabulated(spec, rows)
    # A store that holds each disposal in one row is counted by a shorter way.
    single = list({row["disposal_id"]: row for row in rows}.values())
    if unit == "disposals":
        source = replace(engines.duckdb(single), unique=frozenset({Unit.DISPOSALS}))
        simple = parse_specs(SPEC.format(unit=unit))[0]
        for one in (spec, simple):
            assert dict(tabulate(one, source).counts) == oracle_tabulation.tabulated(one, single)


@pytest.mark.parametrize("unit", ["disposals", "crimes", "offenders"])
def test_a_population_without_conditions_counts_every_record(unit: str) -> None:
    spec = parse_specs(OVERLAPPING.format(unit=unit, cancelled="included", kind="calendar_year, from: 2020, to: 2021"))[
        0
    ]
    for rows in (RECORDS, []):
        for unique in (frozenset[Unit](), frozenset({Unit.DISPOSALS}) if unit == "disposals" else frozenset[Unit]()):
            held = list({row["disposal_id"]: row for row in rows}.values()) if unique else rows
            source = replace(engines.duckdb(held), unique=unique)
            assert dict(tabulate(spec, source).counts) == oracle_tabulation.tabulated(spec, held)


def test_values_of_a_field_become_categories_in_order() -> None:
    text = SPEC.format(unit="disposals").split("    dimensions:")[0] + (
        "    dimensions:\n      - {name: borough, field: borough, not_recorded: Not recorded}\n"
    )
    source = engines.duckdb(RECORDS)
    spec = source.resolve(parse_specs(text)[0])
    assert [c.label for c in spec.dimension("borough").categories] == ["North", "South", "Ärger", "Not recorded"]
    raw = tabulate(spec, source)
    assert raw.counts["North", "2020"] == 2
    assert raw.counts["not_recorded", "2021"] == 1


def test_a_field_that_the_records_lack_is_refused_with_the_nearest() -> None:
    text = SPEC.format(unit="disposals").replace("offence_code", "ofence_code")
    with pytest.raises(SpecError, match="offence_code"):
        tabulate(parse_specs(text)[0], engines.duckdb(RECORDS))


def test_records_of_crimes_cannot_count_disposals() -> None:
    source = engines.duckdb(RECORDS)
    only_crimes = Source(source.tables, frozenset({Unit.CRIMES}), "crimes only")
    with pytest.raises(SpecError, match="can only count crimes"):
        tabulate(spec_for("disposals"), only_crimes)
