"""Random sequences of releases through the ledger, against an attacker who goes through every whole-number table."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.errors import NotProvedSafe
from fanlight.ledger import Ledger
from fanlight.ledger.entries import release_json
from fanlight.ledger.recording import About, release_of
from fanlight.ledger.weigh import Memory, weigh
from fanlight.sdc import flag, plan
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Predicate, Within, holds
from fanlight.tables.spec.table import Category, Dimension, Key, TableSpec, Unit
from fanlight.tables.stages import Flag, ProtectedTable, RawTable
from tests.oracles import Kind, consistent_tables, values_of

T = 3
RULES = DisclosureRules(threshold=T, group_disclosure=False)
DAYS = (date(2022, 2, 1), date(2022, 8, 1), date(2023, 2, 1))
KINDS: list[Kind] = [[{"offence": o, "day": d}] for o in "AB" for d in DAYS]


def of(field_name: str, name: str, groups: dict[str, str], total: str | None) -> Dimension:
    categories = tuple(Category(code, code, In(field_name, frozenset(members))) for code, members in groups.items())
    return Dimension(name, name, categories, total)


def spans(name: str, ends: dict[str, tuple[date, date]], total: str | None) -> Dimension:
    categories = tuple(Category(code, code, Within("day", start, end)) for code, (start, end) in ends.items())
    return Dimension(name, name, categories, total, is_period=True)


YEARS = {"2022": (date(2022, 1, 1), date(2023, 1, 1)), "2023": (date(2023, 1, 1), date(2024, 1, 1))}
FINANCIAL = {"2021/22": (date(2021, 4, 1), date(2022, 4, 1)), "2022/23": (date(2022, 4, 1), date(2023, 4, 1))}
DIMENSIONS = st.sampled_from(
    [
        (of("offence", "offence", {"A": "A", "B": "B"}, "All"),),
        (of("offence", "offence", {"A": "A", "B": "B"}, None), spans("year", YEARS, "All years")),
        (of("offence", "offence", {"A": "A", "B": "B"}, "All"), spans("financial", FINANCIAL, None)),
        (spans("year", YEARS, None),),
        (spans("financial", FINANCIAL, "All"),),
    ]
)
POPULATIONS = st.sampled_from(
    [
        EVERY_RECORD,
        In("offence", frozenset("A")),
        Within("day", date(2022, 1, 1), date(2023, 1, 1)),
        Within("day", date(2022, 4, 1), date(2024, 1, 1)),
    ]
)


@dataclass
class Published:
    """What the attacker collects, and what had to stay hidden: (predicate, true count)."""

    facts: list[tuple[Predicate, str, int]] = field(default_factory=list)
    hidden: list[tuple[Predicate, int]] = field(default_factory=list)


def count(predicate: Predicate, table: tuple[int, ...]) -> int:
    return sum(n for kind, n in zip(KINDS, table, strict=True) if holds(predicate, kind[0]))


def raw_table(
    number: int, dimensions: tuple[Dimension, ...], population: Predicate, truth: tuple[int, ...]
) -> RawTable:
    spec = TableSpec(
        f"t{number}", f"Table of release {number}", Unit.DISPOSALS, "day", AllOf((population,)), dimensions
    )
    counts: dict[Key, int] = {key: count(spec.predicate(key), truth) for key in spec.keys()}
    return RawTable(spec, counts, extracted="2024-01-01")


def note(published: Published, table: ProtectedTable, lost: frozenset[str] | set[str] = frozenset()) -> None:
    low = {f.key for f in table.sensitive if f"{table.raw.spec.id}:{'|'.join(f.key)}" not in lost}
    for key, shown in table.cells.items():
        if shown.value is not None:
            published.facts.append((table.predicate(key), "=", shown.value))
    for key in low:
        published.hidden.append((table.raw.spec.predicate(key), table.raw.counts[key]))


def nothing_else(published: Published, table: ProtectedTable, truth: tuple[int, ...]) -> None:
    """A reader takes the categories to make up the total where they do: the careful reading that audits take."""
    from fanlight.figures.collect import nothing_else as assumed

    for one in assumed(table):
        assert count(one.predicate, truth) == 0
        published.facts.append((one.predicate, "=", 0))


@given(
    truth=st.tuples(*[st.integers(0, 4)] * len(KINDS)),
    asked=st.lists(st.tuples(DIMENSIONS, POPULATIONS), min_size=2, max_size=4),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_sequence_of_releases_gives_a_low_count_away(
    truth: tuple[int, ...], asked: list[tuple[tuple[Dimension, ...], Predicate]]
) -> None:
    published = Published()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "ledger"
        Ledger.create(place)
        for number, (dimensions, population) in enumerate(asked):
            raw = raw_table(number, dimensions, population, truth)
            with Ledger.open(place) as ledger:
                flags = {raw.spec.id: flag(raw, RULES)}
                weighed = weigh(Memory(ledger), [raw], rules=RULES, sensitive=flags, cleared={raw.spec.id: frozenset()})
                # A count never asked for may follow from others; what was withheld before never does.
                assert not any(one.earlier for one in weighed.lost)
                try:
                    planned = plan(
                        [raw], sensitive=weighed.sensitive, cleared=weighed.cleared, rules=RULES,
                        earlier=weighed.earlier, compare=False,
                    )  # fmt: skip
                except NotProvedSafe:
                    # Nothing of this table can be given, not even withheld: what its totals say is out. Not released.
                    continue
                audited = audit(planned.tables, rules=RULES, earlier=weighed.earlier)
                assert audited.verdict == "safe"
                check(audited.certificate, audited.published)
                about = About(f"R{number}", date(2024, 1, 1 + number), extract="2024-01-01")
                ledger.add(release_json(release_of(about, planned.tables, rules=RULES)))
            (table,) = planned.tables
            note(published, table, {one.id for one in weighed.lost})
            nothing_else(published, table, truth)
    attacked(published)


def attacked(published: Published) -> None:
    """Every table of up to 12 records a kind that agrees with all that is out."""
    cap = max([12, *(value for _, relation, value in published.facts if relation == "=")])
    tables = list(consistent_tables(KINDS, published.facts, min(cap, 14)))
    assert tables
    for predicate, true in published.hidden:
        possible = values_of(predicate, KINDS, tables)
        assert max(possible) >= T, (predicate, possible)
        assert min(possible) <= true - 1, (predicate, possible)


def test_without_the_ledger_the_attacker_finds_some() -> None:
    """The attack is real: two tables, each safe alone, give a low count away together."""
    truth = (1, 4, 4, 4, 4, 4)
    published = Published()
    for number, (dimensions, population) in enumerate(
        [
            (
                (of("offence", "offence", {"A": "A", "B": "B"}, "All"), spans("financial", FINANCIAL, None)),
                EVERY_RECORD,
            ),
            ((of("offence", "offence", {"A": "A", "B": "B"}, None), spans("year", YEARS, "All years")), EVERY_RECORD),
            (
                (of("offence", "offence", {"A": "A", "B": "B"}, None),),
                Within("day", date(2022, 4, 1), date(2024, 1, 1)),
            ),
        ]
    ):
        raw = raw_table(number, dimensions, population, truth)
        sensitive: dict[str, tuple[Flag, ...]] = {raw.spec.id: flag(raw, RULES)}
        planned = plan([raw], sensitive=sensitive, cleared={raw.spec.id: frozenset()}, rules=RULES, compare=False)
        assert audit(planned.tables, rules=RULES).verdict == "safe"
        note(published, planned.tables[0])
    tables = list(consistent_tables(KINDS, published.facts, 14))
    possible = [values_of(predicate, KINDS, tables) for predicate, _ in published.hidden]
    assert any(len(values) == 1 for values in possible)
