"""People in so many categories that their kinds cannot all be written down: what is then proved, against brute force."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.errors import BadInput, NotProvedSafe
from fanlight.sdc import flag, plan
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, In
from fanlight.tables.spec.table import Category, Dimension, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import ProtectedTable, RawTable, Shown
from tests.oracle_response import attack
from tests.properties.test_releases_oracle import Asked, people_in_several_categories, released
from tests.response_adapter import verdict_of
from tests.response_cases import Case
from tests.response_rows import people_in_several_categories as people_audited

SOME = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NONE_WRITTEN = "fanlight.figures.kinds.MAX_KINDS"


def test_a_selection_proves_what_is_safe_and_nothing_else() -> None:
    seen = Counter[tuple[str, str]]()

    @SOME
    @given(st.composite(people_audited)())
    def held(case: Case) -> None:
        with patch(NONE_WRITTEN, 0):
            found = verdict_of(case.tables, case.rules, case.public, case.earlier, case.marks)
        right = attack(case.tables, rules=case.rules, public=case.public, marks=case.marks, earlier=case.earlier)
        seen[found.verdict, right.verdict] += 1
        assert found.verdict != "safe" or right.verdict == "safe", (found, right)

    held()
    assert seen["safe", "safe"] >= 10
    assert seen["not_proved", "safe"] + seen["contradiction", "safe"] <= seen["safe", "safe"] // 4, seen


def test_what_goes_out_by_a_selection_is_safe() -> None:
    @FEW
    @given(st.composite(people_in_several_categories)())
    def held(asked: Asked) -> None:
        with patch(NONE_WRITTEN, 0):
            try:
                tables, _ = released(asked)
            except NotProvedSafe:
                return
        assert attack(tables, rules=asked.rules, public=asked.said).verdict == "safe"

    held()


CODES, AREAS = [f"o{n}" for n in range(12)], [f"a{n}" for n in range(10)]


def offenders(number: int, seed: int) -> list[frozenset[tuple[str, str]]]:
    """Offenders by the offences and areas of their records: most have one, some two to four; one in ten in two areas."""
    rng = random.Random(seed)
    often = [[1 / (n + 1) for n in range(len(one))] for one in (CODES, AREAS)]
    found = []
    for _ in range(number):
        areas = rng.choices(AREAS, often[1], k=1 + (rng.random() < 0.1))
        offences = rng.choices(CODES, often[0], k=rng.choices([1, 2, 3, 4], [60, 25, 10, 5])[0])
        found.append(frozenset((offence, rng.choice(areas)) for offence in offences))
    return found


def table_of(units: list[frozenset[tuple[str, str]]]) -> RawTable:
    dimensions = tuple(
        Dimension(name, name, tuple(Category(code, code, In(name, frozenset({code}))) for code in codes), "All")
        for name, codes in (("offence", CODES), ("area", AREAS))
    )
    spec = TableSpec("people", "People", Unit.OFFENDERS, "day", EVERY_RECORD, dimensions)
    counts: Counter[tuple[str, ...]] = Counter()
    for unit in units:
        counts.update({key for pair in unit for key in itertools.product(*((code, "Total") for code in pair))})
    return RawTable(spec, {key: counts[key] for key in spec.keys()}, additive=False)


def test_people_in_several_categories_at_size() -> None:
    """12 offences and 10 areas, 900 offenders: safe in seconds, and what is said of the least loss is no more than what must be
    lost."""
    raw, rules = table_of(offenders(900, 1)), DisclosureRules(5, group_disclosure=False)
    begun = time.process_time()
    found = plan([raw], sensitive={"people": flag(raw, rules)}, cleared={}, rules=rules, compare=False)
    result = audit(found.tables, rules=rules)
    assert time.process_time() - begun < 20
    assert result.verdict == "safe"
    check(result.certificate, result.published)
    low = [key for key, count in raw.counts.items() if 1 <= count < 5]
    assert all(found.tables[0].cells[key].value is None for key in low)
    withheld = [key for key, cell in found.tables[0].cells.items() if cell.value is None]
    assert found.bound <= found.measure.lost
    assert found.proved_best == (found.bound == found.measure.lost) == (len(withheld) == len(low))


def test_what_inequalities_prove_exposed_is() -> None:
    """No interval that is told leaves out a possible count, and some exposures are found."""
    seen = Counter[tuple[str, str]]()

    @SOME
    @given(st.composite(people_audited)())
    def held(case: Case) -> None:
        with patch(NONE_WRITTEN, 0):
            try:
                found = audit(case.tables, rules=case.rules, public=case.public, earlier=case.earlier, marks=case.marks)
            except (NotProvedSafe, BadInput):
                return
        right = attack(case.tables, rules=case.rules, public=case.public, marks=case.marks, earlier=case.earlier)
        seen[found.verdict, right.verdict] += 1
        assert found.verdict != "exposed" or right.verdict == "exposed", (found, right)
        for one in found.findings:
            if one.id in right.found:
                least, most = right.found[one.id]
                assert one.lo <= least, (one, right.found[one.id])
                assert one.hi is None or (most is not None and most <= one.hi), (one, right.found[one.id])

    held()
    assert seen["exposed", "exposed"] >= 5, seen


def two_by_two() -> ProtectedTable:
    """100 people over two rows and two columns, in which a person can be in both, with three sums given."""
    dimensions = tuple(
        Dimension(name, name, tuple(Category(c, c, In(name, frozenset({c}))) for c in "12"), "All")
        for name in ("row", "column")
    )
    spec = TableSpec("people", "People", Unit.OFFENDERS, "day", EVERY_RECORD, dimensions)
    # Two of the first row and column, and one of both firsts by two records.
    people = [("22",)] * 48 + [("12",)] * 27 + [("21",)] * 22 + [("11",)] * 2 + [("12", "21")]
    counts = {
        key: sum(
            any(all(k in ("Total", at) for k, at in zip(key, one, strict=True)) for one in unit) for unit in people
        )
        for key in spec.keys()
    }
    raw = RawTable(spec, counts, additive=False)
    shown = {("Total", "Total"), ("1", "Total"), ("Total", "1")}
    cells = {key: Shown(count) if key in shown else Shown(None, "[c]") for key, count in counts.items()}
    return ProtectedTable(raw, dimensions, cells, (), (), frozenset(set(counts) - {("1", "1")}))


def test_line_by_line_is_wider_than_with_whole_people() -> None:
    """Row 1 has 30 people and column 1 25, of 100 in all. Line by line the first cell is 0 to 25; where 48 are known to be in
    the last cell, whole people leave 3 at the most, and inequalities prove nothing."""
    table = two_by_two()
    spec = table.raw.spec
    told = PublicFigure(Unit.OFFENDERS, spec.predicate(("2", "2")), "=", 48, "told")
    rules = DisclosureRules(5, group_disclosure=False)
    for none_written, ends in ((False, (0, 3)), (True, (0, 25))):
        with patch(NONE_WRITTEN, 0 if none_written else 4_000):
            found = audit([table], rules=rules, public=[told])
        (one,) = [one for one in found.findings if one.key == ("1", "1")]
        assert (one.lo, one.hi) == ends
        assert found.verdict == ("not_proved" if none_written else "exposed")


def test_what_inequalities_give_away_is_named() -> None:
    """That a cell is three at the most is told: no response can take that back."""
    table = two_by_two()
    spec = table.raw.spec
    told = PublicFigure(Unit.OFFENDERS, spec.predicate(("1", "1")), "<=", 3, "told")
    rules = DisclosureRules(5, group_disclosure=False)
    with patch(NONE_WRITTEN, 0):
        found = audit([table], rules=rules, public=[told])
        assert found.verdict == "exposed"
        (one,) = [one for one in found.findings if one.state == "failed"]
        assert (one.key, one.hi, one.proof) == (("1", "1"), 3, "inequalities")
        with pytest.raises(NotProvedSafe, match="No way of publishing protects: People: 1, 1"):
            plan([table.raw], sensitive={}, cleared={"people": table.cleared}, rules=rules, public=[told])
