"""The audit on small tables whose answers can be worked out by hand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fanlight.audit import Audit, audit, releasable
from fanlight.certificate import check
from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In
from fanlight.tables.spec.table import Category, Dimension, Key, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import CONFIDENTIAL, Flag, Pool, ProtectedTable, RawTable, Shown, pool_predicate

RULES = DisclosureRules(threshold=5)


def dimension(name: str, *codes: str, total: str | None = "All") -> Dimension:
    return Dimension(
        name, name.title(), tuple(Category(code, code, In(name, frozenset({code}))) for code in codes), total
    )


def raw(
    dimensions: tuple[Dimension, ...], inner: Mapping[Key, int], *, table_id: str = "t", unit: Unit = Unit.DISPOSALS
) -> RawTable:
    """A raw table with all totals, from its inner cells."""
    spec = TableSpec(table_id, "Disposals", unit, "date", EVERY_RECORD, dimensions)
    counts = {
        key: sum(n for cell, n in inner.items() if all(k in ("Total", c) for k, c in zip(key, cell, strict=True)))
        for key in spec.keys()
    }
    return RawTable(spec, counts)


def withholding(table: RawTable, *keys: Key, mark: str = CONFIDENTIAL, cleared: tuple[Key, ...] = ()) -> ProtectedTable:
    cells = {key: Shown(None, mark, "assessed") if key in keys else Shown(count) for key, count in table.counts.items()}
    return ProtectedTable(table, table.spec.dimensions, cells, cleared=frozenset(cleared))


SQUARE = (dimension("offence", "A", "B", "C"), dimension("year", "1", "2", "3"))
SQUARE_COUNTS = {
    ("A", "1"): 3, ("A", "2"): 20, ("A", "3"): 9,
    ("B", "1"): 12, ("B", "2"): 8, ("B", "3"): 30,
    ("C", "1"): 7, ("C", "2"): 15, ("C", "3"): 6,
}  # fmt: skip


def square() -> RawTable:
    return raw(SQUARE, SQUARE_COUNTS)


def proved(result: Audit) -> Audit:
    """The audit, once the second checker has agreed with it."""
    check(result.certificate, result.published)
    return result


def intervals(result: Audit) -> dict[Key, tuple[int, int | None]]:
    return {finding.key: (finding.lo, finding.hi) for finding in result.findings if finding.key}


def test_a_lone_withheld_figure_is_exact() -> None:
    result = proved(audit([withholding(square(), ("A", "1"))], rules=RULES))
    assert result.verdict == "exposed"
    (finding,) = result.findings
    assert finding.exact
    assert finding.proof == "multipliers"
    assert "can only be 3" in finding.text


def test_a_square_of_withheld_figures_is_safe_and_its_intervals_are_right() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    result = proved(audit([table], rules=RULES))
    assert result.verdict == "safe"
    # A1 + A2 = 23, B1 + B2 = 20, A1 + B1 = 15, A2 + B2 = 28.
    assert intervals(result) == {("A", "1"): (0, 15), ("A", "2"): (8, 23), ("B", "1"): (0, 15), ("B", "2"): (5, 20)}
    assert all(f.lo_kind == f.hi_kind == "whole-number" for f in result.findings)


def test_a_statement_in_words_can_expose_it() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    low = PublicFigure(Unit.DISPOSALS, table.raw.spec.predicate(("A", "1")), "<=", 4, "letter: 'low'")
    result = proved(audit([table], rules=RULES, public=[low]))
    assert result.verdict == "exposed"
    assert intervals(result)[("A", "1")] == (0, 4)
    exposed = [finding for finding in result.findings if finding.state == "failed"]
    assert "letter: 'low'" in exposed[0].how


def test_a_flagged_figure_that_is_given_must_be_cleared() -> None:
    table = withholding(square())
    assert proved(audit([table], rules=RULES)).verdict == "exposed"
    assert proved(audit([replace(table, cleared=frozenset({("A", "1")}))], rules=RULES)).verdict == "safe"


def pooled() -> ProtectedTable:
    members = ("A", "B")
    offences = dimension("offence", "A", "B", "C")
    table = raw((offences,), {("A",): 2, ("B",): 9, ("C",): 14})
    pool = Category("P", "A or B", pool_predicate(offences, members))
    shown = Dimension("offence", "Offence", (pool, offences.category("C")), "All")
    cells = {("P",): Shown(11), ("C",): Shown(14), ("Total",): Shown(25)}
    return ProtectedTable(table, (shown,), cells, pools=(Pool("offence", "P", "A or B", members),))


def test_the_parts_of_a_pool_are_withheld_figures() -> None:
    result = proved(audit([pooled()], rules=RULES))
    assert result.verdict == "safe"
    assert intervals(result) == {("A",): (0, 11), ("B",): (0, 11)}


def test_a_pool_of_zero_discloses_its_protected_parts() -> None:
    offences = dimension("offence", "A", "B", "C")
    table = raw((offences,), {("A",): 0, ("B",): 0, ("C",): 14})
    pool = Category("P", "A or B", pool_predicate(offences, ("A", "B")))
    shown = Dimension("offence", "Offence", (pool, offences.category("C")), "All")
    protected = ProtectedTable(
        table,
        (shown,),
        {("P",): Shown(0), ("C",): Shown(14), ("Total",): Shown(14)},
        pools=(Pool("offence", "P", "A or B", ("A", "B")),),
        sensitive=(Flag(("A",), "zero"),),
    )
    result = proved(audit([protected], rules=RULES))
    assert result.verdict == "exposed"
    assert intervals(result) == {("A",): (0, 0), ("B",): (0, 0)}


def test_another_table_gives_a_pool_away() -> None:
    other = raw((dimension("offence", "B", total=None),), {("B",): 9}, table_id="u")
    result = proved(audit([pooled(), withholding(other)], rules=RULES))
    assert result.verdict == "exposed"
    assert intervals(result)[("A",)] == (2, 2)


def test_group_disclosure_asks_for_somebody_in_another_category() -> None:
    dims = (dimension("outcome", "X", "Y", "Z"), dimension("sex", "F", "M"))
    table = raw(dims, {("X", "F"): 9, ("Y", "F"): 0, ("Z", "F"): 0, ("X", "M"): 8, ("Y", "M"): 7, ("Z", "M"): 6})
    # Outcomes Y and Z were given to men alone: a person found that this identifies nobody.
    cleared = frozenset({("Y", "M"), ("Z", "M")})
    flag = Flag(("X", "F"), "group", (("Y", "F"), ("Z", "F")))
    shown = replace(withholding(table), sensitive=(flag,), cleared=cleared)
    assert proved(audit([shown], rules=RULES)).verdict == "exposed"
    keys = [("X", "F"), ("Y", "F"), ("X", "M"), ("Y", "M")]
    hidden = replace(withholding(table, *keys), sensitive=(flag,), cleared=cleared)
    assert proved(audit([hidden], rules=RULES)).verdict == "safe"


def test_a_group_that_nobody_has_assessed_is_protected_too() -> None:
    dims = (dimension("outcome", "X", "Y", "Z"), dimension("sex", "F", "M"))
    table = raw(dims, {("X", "F"): 9, ("Y", "F"): 0, ("Z", "F"): 5, ("X", "M"): 8, ("Y", "M"): 7, ("Z", "M"): 6})
    result = proved(audit([withholding(table)], rules=RULES))
    assert result.verdict == "exposed"
    assert [finding.name for finding in result.findings] == ["Disposals: Y, M: the group's other categories"]
    assert audit([withholding(table, cleared=(("Y", "M"),))], rules=RULES).verdict == "safe"
    assert audit([withholding(table)], rules=replace(RULES, group_disclosure=False)).verdict == "safe"


def test_known_zeros_narrow_the_intervals() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    result = proved(audit([table], rules=replace(RULES, knowledge=Knowledge.K1)))
    assert result.verdict == "safe"
    assert intervals(result)[("A", "1")] == (1, 14)
    assert any(sentence.startswith("K1") for sentence in result.assumptions)


@pytest.mark.parametrize("zero", [*itertools.product("AB", "12")])
def test_a_zero_that_readers_know_to_be_given_cannot_be_withheld(zero: tuple[str, str]) -> None:
    table = raw(SQUARE, {**SQUARE_COUNTS, zero: 0})
    hidden = withholding(table, ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    with pytest.raises(BadInput, match="every zero is given") as refused:
        audit([hidden], rules=replace(RULES, knowledge=Knowledge.K1))
    assert ", ".join(zero) in refused.value.where
    assert "knowledge: K0" in refused.value.next_step
    assert audit([hidden], rules=RULES).verdict in {"safe", "exposed"}


def test_a_mark_without_stated_meaning_is_refused_and_a_telling_one_counts() -> None:
    keys = [("A", "1"), ("A", "2"), ("B", "1"), ("B", "2")]
    table = withholding(square(), *keys)
    telling = replace(table, cells={**table.cells, ("A", "1"): Shown(None, "<5")})
    with pytest.raises(BadInput, match="not stated"):
        audit([telling], rules=RULES)
    assert proved(audit([telling], rules=RULES, marks={"<5": (1, 4)})).verdict == "exposed"


def test_contradictions_are_named_by_source_and_not_by_count() -> None:
    everything = PublicFigure(Unit.DISPOSALS, EVERY_RECORD, "=", 99, "page 7 of the annual report")
    with pytest.raises(BadInput) as caught:
        audit([withholding(square(), ("A", "1"), ("A", "2"))], rules=RULES, public=[everything])
    assert "annual report" in str(caught.value)
    assert "99" not in str(caught.value)
    assert "110" not in str(caught.value)


def test_a_figure_that_is_not_the_count_is_refused() -> None:
    table = withholding(square())
    with pytest.raises(BadInput, match="not the count"):
        audit([replace(table, cells={**table.cells, ("A", "2"): Shown(21)})], rules=RULES)


def test_no_time_is_no_proof() -> None:
    ticks = iter(range(0, 10_000, 50))
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    result = audit([table], rules=RULES, time_limit=60, clock=lambda: float(next(ticks)))
    assert result.verdict == "not_proved"
    with pytest.raises(NotProvedSafe):
        releasable(result, [table], {"t": 1})


def test_only_the_audited_tables_can_be_released() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    result = audit([table], rules=RULES)
    (released,) = releasable(result, [table], {"t": 1})
    assert released.number == 1
    assert released.audit == result.sha256
    assert released.cells[("A", "1")] == Shown(None, CONFIDENTIAL)
    other = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"))
    with pytest.raises(NotProvedSafe, match="not the tables"):
        releasable(result, [other], {"t": 1})
    with pytest.raises(NotSafe):
        releasable(audit([other], rules=RULES), [other], {"t": 1})
    with pytest.raises(BadInput, match="no number"):
        releasable(result, [table], {})


def test_nobody_else_makes_an_audit() -> None:
    result = audit([withholding(square())], rules=RULES)
    with pytest.raises(TypeError):
        Audit("safe", RULES, (), (), (), {}, {}, result.subject)


def test_the_same_tables_give_the_same_audit() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    assert audit([table], rules=RULES).sha256 == audit([table], rules=RULES).sha256


def test_no_output_promises_anonymity() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    assert "anonym" not in str(audit([table], rules=RULES).to_json()).lower()


def test_a_total_of_offenders_is_not_the_sum_of_its_parts() -> None:
    """Ten offenders; A, B and C count 6, 5 and 2 of them: three are in more than one category."""
    offences = dimension("offence", "A", "B", "C")
    spec = TableSpec("t", "Offenders", Unit.OFFENDERS, "date", EVERY_RECORD, (offences,))
    counts: dict[Key, int] = {("A",): 6, ("B",): 5, ("C",): 2, ("Total",): 10}
    table = RawTable(spec, counts, additive=False)
    result = proved(audit([withholding(table, ("C",))], rules=RULES))
    # All but six of the ten can be in B alone or in C; at most all ten are in C, and none need be in it but for A and B.
    assert intervals(result) == {("C",): (0, 10)}
    assert result.verdict == "safe"


def test_fields_of_a_unit_that_never_repeat_keep_their_sums() -> None:
    everybody = AllOf()
    sexes = dimension("sex", "F", "M")
    spec = TableSpec("t", "Offenders", Unit.OFFENDERS, "date", everybody, (dimension("offence", "A", "B"), sexes))
    counts: dict[Key, int] = {
        ("A", "F"): 4, ("A", "M"): 9, ("A", "Total"): 13,
        ("B", "F"): 6, ("B", "M"): 8, ("B", "Total"): 14,
        ("Total", "F"): 9, ("Total", "M"): 15, ("Total", "Total"): 24,
    }  # fmt: skip
    table = RawTable(spec, counts)
    result = audit([withholding(table, ("A", "F"))], rules=RULES)
    assert intervals(result)[("A", "F")] == (4, 4)
    assert result.verdict != "safe"


def test_a_figure_found_identifying_though_not_low_must_not_be_exact() -> None:
    flag = Flag(("A", "2"), "low_count")
    alone = replace(withholding(square(), ("A", "2"), cleared=(("A", "1"),)), sensitive=(flag,))
    assert proved(audit([alone], rules=RULES)).verdict == "exposed"
    keys = [("A", "1"), ("A", "2"), ("B", "1"), ("B", "2")]
    hidden = replace(withholding(square(), *keys), sensitive=(flag,))
    assert proved(audit([hidden], rules=RULES)).verdict == "safe"
