"""An assessment speaks of the figures it names, or of those seen in one draft: of no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.answering.case.model import Assessment
from fanlight.answering.counting.assess import Seen, assess
from fanlight.answering.counting.seen import TO_ASSESS, seen, to_assess
from fanlight.errors import SpecError
from fanlight.records import import_files
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, In
from fanlight.tables.spec.table import Category, Dimension, Key, TableSpec, Unit
from fanlight.tables.stages import Flag
from fanlight.tabulation import open_source
from tests.small_case import LOW, Years, records

KIND = Dimension(
    "kind", "Kind", tuple(Category(code, f"Offence {code}", In("offence", frozenset([code]))) for code in "abc")
)
YEAR = Dimension("year", "Year", tuple(Category(code, code, EVERY_RECORD) for code in ("2024", "2025")), is_period=True)
SPEC = TableSpec("t", "Resolutions", Unit.DISPOSALS, "outcome_date", EVERY_RECORD, (KIND, YEAR))
RULES = DisclosureRules(threshold=5)
NOW, BEFORE = Seen("spec", "june"), Seen("spec", "may")
A24, B24, B25 = ("a", "2024"), ("b", "2024"), ("b", "2025")


def assessment(cells: Any, seen: Seen | None = None, *, identifiable: bool = False) -> Assessment:
    bound = {"spec": seen.spec, "extract": seen.extract} if seen else {}
    return Assessment(table="t", cells=cells, identifiable=identifiable, decided_by="achebe", **bound)


def cleared(flagged: Sequence[Key], *given: Assessment) -> tuple[set[Key], set[Key]]:
    """The figures found to identify nobody, and those that nobody has assessed."""
    found = assess(SPEC, [Flag(key, "low_count") for key in flagged], given, seen=NOW)
    return set(found.cleared), {flag.key for flag in found.undecided}


def test_flagged_figures_are_those_of_the_draft_in_which_they_were_seen() -> None:
    assert cleared([A24], assessment("flagged", NOW)) == ({A24}, set())
    assert cleared([A24, B24, B25], assessment("flagged", BEFORE)) == (set(), {A24, B24, B25})
    assert cleared([A24], assessment("flagged", Seen("edited", "june"))) == (set(), {A24})


def test_who_clears_figures_says_of_which_draft() -> None:
    assert cleared([A24], assessment("flagged")) == (set(), {A24})
    assert cleared([A24, B24], assessment([{"kind": "a"}])) == (set(), {A24, B24})
    assert assess(SPEC, [Flag(A24, "low_count")], [assessment("flagged")], seen=NOW).unbound == (0,)
    assert cleared([A24, B24], assessment([{"kind": "a"}], NOW)) == ({A24}, {B24})


def test_what_a_new_extract_flags_waits_beside_what_is_named() -> None:
    named = assessment([{"kind": "a", "year": "2024"}], BEFORE)
    assert cleared([A24, B24, B25], named) == ({A24}, {B24, B25})
    assert assess(SPEC, [Flag(A24, "low_count")], [named], seen=NOW).stale == (0,)
    mixed = assessment([{"kind": "a", "year": "2024"}, {"kind": "b"}], BEFORE)
    assert cleared([A24, B24, B25], mixed) == ({A24}, {B24, B25})


def test_that_figures_identify_somebody_may_be_said_of_all() -> None:
    """It only protects."""
    assert cleared([A24, B24], assessment("flagged", identifiable=True)) == (set(), set())
    assert cleared([A24, B24], assessment("flagged", BEFORE, identifiable=True)) == (set(), {A24, B24})


def test_two_assessments_may_not_contradict() -> None:
    both = assessment([{"kind": "a", "year": "2024"}]), assessment("flagged", identifiable=True)
    with pytest.raises(SpecError, match="contradict"):
        cleared([A24], *both)


def test_the_entry_to_complete_names_every_flagged_figure_and_its_draft() -> None:
    found = assess(SPEC, [Flag(A24, "low_count"), Flag(B25, "low_count")], [], seen=NOW)
    text = to_assess([SPEC], {"t": found}, {"t": NOW})[TO_ASSESS].decode()
    assert text.startswith("# INTERNAL")
    (entry,) = yaml.safe_load(text)["identifiability"]
    assert entry["cells"] == [{"kind": "a", "year": "2024"}, {"kind": "b", "year": "2025"}]
    given = Assessment.model_validate({**entry, "identifiable": False, "decided_by": "achebe", "decided_on": None})
    assert cleared([A24, B25], given) == ({A24, B25}, set())
    assert to_assess([SPEC], {"t": assess(SPEC, [], [], seen=NOW)}, {"t": NOW}) == {}


def test_what_a_table_asks_for_is_bound_and_its_words_are_not() -> None:
    assert seen(SPEC, None, RULES, "") == seen(replace(SPEC, title="Other words", notes=("a note",)), None, RULES, "")
    others = (
        replace(SPEC, unit=Unit.CRIMES),
        replace(SPEC, population=In("force", frozenset("x"))),
        replace(SPEC, dimensions=(KIND, replace(YEAR, categories=YEAR.categories[:1]))),
    )
    assert len({seen(spec, None, RULES, "").spec for spec in (SPEC, *others)}) == 4
    assert seen(SPEC, None, replace(RULES, threshold=10), "").spec != seen(SPEC, None, RULES, "").spec


def test_an_extract_is_told_by_its_files(tmp_path: Path) -> None:
    def extract(name: str, counts: tuple[Years, ...]) -> str:
        import_files([records(tmp_path / f"{name}.csv", counts)], tmp_path / name)
        with open_source(str(tmp_path / name)) as source:
            return seen(SPEC, source, RULES, "").extract

    first = extract("first", LOW)
    assert extract("again", LOW) == first
    assert extract("other", ((3, 3), *LOW[1:])) != first
