"""The story told in docs/explanation/what-the-audit-proves.md: every number in it comes from here."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path

from fanlight.audit import Audit, audit
from fanlight.certificate import check
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import EVERY_RECORD
from fanlight.tables.spec.table import TableSpec, Unit
from fanlight.tables.stages import RawTable, Shown
from tests.unit.audit.test_audit import dimension, raw, withholding

AGES = ("10", "11", "12", "13", "14", "15", "16", "17", "18")
COUNTS = {("10",): 1, ("11",): 1, ("12",): 1, ("13",): 1, ("14",): 1, ("15",): 10, ("16",): 1, ("17",): 2, ("18",): 2}
PAGE = Path(__file__).parents[3] / "docs/explanation/what-the-audit-proves.md"


def ages(knowledge: Knowledge) -> Audit:
    table = raw((dimension("age", *AGES),), COUNTS)
    starred = [key for key, count in COUNTS.items() if count < 5]
    rules = DisclosureRules(threshold=5, knowledge=knowledge)
    result = audit([withholding(table, *starred)], rules=rules)
    check(result.certificate, result.published)
    return result


def test_when_zeros_are_shown_eight_starred_ages_are_one_to_three() -> None:
    result = ages(Knowledge.K1)
    assert result.verdict == "exposed"
    assert [(finding.lo, finding.hi) for finding in result.findings] == [(1, 3)] * 8
    page = PAGE.read_text(encoding="utf-8")
    assert "each of the eight lies from 1 to 3" in page
    assert result.findings[0].text in page


def test_when_nobody_knows_of_zeros_the_same_table_is_safe() -> None:
    result = ages(Knowledge.K0)
    assert result.verdict == "safe"
    assert [(finding.lo, finding.hi) for finding in result.findings] == [(0, 10)] * 8
    page = PAGE.read_text(encoding="utf-8")
    assert "each lies from 0 to 10" in page
    assert result.findings[0].text in page


def t1b(extracts: Path) -> RawTable:
    with (extracts / "tables/synthetic/T1b.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != "n"]
    dimensions = tuple(dimension(name, *sorted({row[name] for row in rows})) for name in names)
    counts: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        for key in itertools.product(*((row[name], "Total") for name in names)):
            counts[key] += int(row["n"])
    spec = TableSpec("t1b", "T1b", Unit.DISPOSALS, "date", EVERY_RECORD, dimensions)
    return RawTable(spec, {key: counts[key] for key in spec.keys()})


def test_two_marks_give_away_what_one_mark_protects() -> None:
    """1 and 5 of 6 in one row: "<5" leaves 5 or fewer for its neighbour, whose own mark says 5 or more."""
    dims = (dimension("offence", "A", "B"), dimension("year", "1", "2"))
    table = raw(dims, {("A", "1"): 1, ("A", "2"): 5, ("B", "1"): 8, ("B", "2"): 9})
    one_mark = withholding(table, *itertools.product("AB", "12"))
    rules = DisclosureRules(threshold=5)
    assert audit([one_mark], rules=rules).verdict == "safe"
    cells = {**one_mark.cells, ("A", "1"): Shown(None, "<5"), ("A", "2"): Shown(None, "[s]")}
    telling = audit([replace(one_mark, cells=cells)], rules=rules, marks={"<5": (1, 4), "[s]": (5, None)})
    check(telling.certificate, telling.published)
    assert telling.verdict == "exposed"
    assert all(finding.exact for finding in telling.findings)


def test_hundreds_of_withheld_figures_are_certified_in_whole_numbers(extracts: Path) -> None:
    table = t1b(extracts)
    hidden = [key for key, count in table.counts.items() if 1 <= count < 12]
    result = audit([withholding(table, *hidden)], rules=DisclosureRules(threshold=5, group_disclosure=False))
    assert result.verdict == "safe"
    assert len(result.findings) == 568
    assert {kind for finding in result.findings for kind in (finding.lo_kind, finding.hi_kind)} == {"whole-number"}
    for finding in result.findings:
        assert finding.lo <= table.counts[finding.key] <= (finding.hi or 0)
    check(result.certificate, result.published)
