"""People in so many categories that their kinds cannot all be written down: what is then proved, against brute force."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.errors import NotProvedSafe
from fanlight.sdc import flag, plan
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, In
from fanlight.tables.spec.table import Category, Dimension, TableSpec, Unit
from fanlight.tables.stages import RawTable
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
