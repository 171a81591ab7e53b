"""What words say of figures becomes bounds that the audit takes; what it cannot take, or is not so, is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering.case.model import Case, Said
from fanlight.answering.folder import read_case
from fanlight.answering.saying.statements import bases_published, figures_said, statements
from fanlight.audit import audit, releasable
from fanlight.errors import NotSafe, SpecError
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, In, holds
from fanlight.tables.spec.table import TOTAL, Category, Dimension, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import CONFIDENTIAL, ProtectedTable, RawTable, Shown

ROOT = Path(__file__).parents[3]
RULES = DisclosureRules(threshold=5)
COUNTS = {("B", "Ashwick"): 3, ("B", "Brindle"): 6, ("C", "Ashwick"): 4, ("C", "Brindle"): 20, ("D", "Ashwick"): 2,
          ("D", "Brindle"): 0, ("A", "Ashwick"): 91, ("A", "Brindle"): 74}  # fmt: skip
WITHHELD = (("B", "Ashwick"), ("C", "Ashwick"), ("B", "Brindle"), ("C", "Brindle"))


def table() -> RawTable:
    def dimension(name: str, *codes: str) -> Dimension:
        return Dimension(name, name, tuple(Category(c, c, In(name, frozenset({c}))) for c in codes), "Total")

    dimensions = (dimension("offence", "A", "B", "C", "D"), dimension("place", "Ashwick", "Brindle"))
    spec = TableSpec("t", "Resolutions", Unit.DISPOSALS, "date", EVERY_RECORD, dimensions)
    counts = {
        key: sum(n for cell, n in COUNTS.items() if all(k in (TOTAL, c) for k, c in zip(key, cell, strict=True)))
        for key in spec.keys()
    }
    return RawTable(spec, counts)


RAW = table()


def protected() -> ProtectedTable:
    cells = {
        key: Shown(None, CONFIDENTIAL, "assessed") if key in WITHHELD else Shown(count)
        for key, count in RAW.counts.items()
    }
    cleared = frozenset(key for key, count in RAW.counts.items() if count < 5 and key not in WITHHELD)
    return ProtectedTable(RAW, RAW.spec.dimensions, cells, cleared=cleared)


@pytest.fixture(scope="module")
def demonstration() -> Case:
    return read_case(ROOT / "demo" / "case")[0]


@pytest.fixture
def stated(demonstration: Case) -> Any:
    def stated(kind: str, offence: str, place: str, base: dict[str, Any] | None = None, value: Any = None) -> Any:
        entry = Said(
            text="x", kind=kind, table="t", figure={"offence": offence, "place": place}, base=base or {}, value=value,  # type: ignore[arg-type]
            decided_by="R. Achebe",
        )  # fmt: skip
        case = replace(demonstration, file=demonstration.file.model_copy(update={"said": [entry]}), source=None)
        return statements(case, [RAW.spec])

    return stated


def bounds(figures: tuple[PublicFigure, ...]) -> list[tuple[str, int]]:
    return [(figure.relation, figure.value) for figure in figures]


@pytest.mark.parametrize(
    ("kind", "offence", "place", "base", "value", "gives"),
    [
        ("count", "B", "Ashwick", None, 3, [("=", 3)]),
        ("at_least", "B", "Ashwick", None, 2, [(">=", 2)]),
        ("at_most", "B", "Ashwick", None, 4, [("<=", 4)]),
        ("none", "D", "Brindle", None, None, [("=", 0)]),
        ("share", "B", "Ashwick", {"offence": "Total"}, "3%", [("=", 3)]),
        ("share", "B", TOTAL, {"offence": "Total"}, "5 per cent", [(">=", 9), ("<=", 10)]),
        ("share", "B", "Ashwick", {"place": "Total"}, "a third", [("=", 3)]),
        ("ratio", "B", "Brindle", {"place": "Ashwick"}, "twice", [("=", 6)]),
        ("more", "C", "Ashwick", {"offence": ["B", "D"]}, None, [(">=", 4)]),
        ("fewer", "D", "Ashwick", {"offence": ["B", "C"]}, None, [("<=", 2)]),
        ("highest", "A", "Ashwick", {"offence": ["A", "B", "C", "D"]}, None, [(">=", 4)]),
        ("lowest", "D", "Ashwick", {"offence": ["B", "C"]}, None, [("<=", 3)]),
        ("as_many", "D", "Ashwick", {"place": "Total"}, None, [("=", 2)]),
    ],
)
def test_a_statement_is_the_bounds_that_it_tells(
    stated: Any, kind: str, offence: str, place: str, base: Any, value: Any, gives: list[tuple[str, int]]
) -> None:
    assert bounds(figures_said(stated(kind, offence, place, base, value), [RAW])) == gives


@pytest.mark.parametrize(
    ("kind", "offence", "place", "base", "value"),
    [
        ("count", "B", "Ashwick", None, 4), ("at_least", "B", "Ashwick", None, 4), ("none", "D", "Ashwick", None, None),
        ("share", "B", "Ashwick", {"offence": "Total"}, "4%"), ("all", "B", "Ashwick", {"place": "Total"}, None),
        ("more", "B", "Ashwick", {"offence": "C"}, None), ("fewer", "D", "Brindle", {"offence": "D", "place": "Brindle"}, None),
        ("lowest", "C", "Ashwick", {"offence": ["B", "D"]}, None), ("as_many", "B", "Ashwick", {"offence": "C"}, None),
    ],
)  # fmt: skip
def test_what_the_records_do_not_bear_out_is_refused(
    stated: Any, kind: str, offence: str, place: str, base: Any, value: Any
) -> None:
    with pytest.raises(SpecError) as told:
        figures_said(stated(kind, offence, place, base, value), [RAW])
    assert not any(character.isdigit() for character in told.value.what)


def test_all_of_them_there_says_that_nothing_is_elsewhere(stated: Any) -> None:
    (figure,) = figures_said(stated("all", "D", "Ashwick", {"place": "Total"}), [RAW])
    assert (figure.relation, figure.value) == ("=", 0)
    rows = [{"offence": o, "place": p} for o in ("A", "D") for p in ("Ashwick", "Brindle")]
    assert [row for row in rows if holds(figure.predicate, row)] == [{"offence": "D", "place": "Brindle"}]


@pytest.mark.parametrize(
    ("kind", "base", "value"),
    [
        ("share", None, "3%"), ("share", {"offence": "Total"}, None), ("share", {"offence": "Total"}, "some"),
        ("share", {"offence": ["B", "C", "D"], "place": "Brindle"}, "a third"), ("all", {"offence": "C"}, None), ("more", {}, None),
        ("at_least", None, "a few"), ("count", None, None), ("as_many", {"offence": ["C", "D"]}, None),
    ],
)  # fmt: skip
def test_a_statement_that_lacks_what_it_needs_is_refused(stated: Any, kind: str, base: Any, value: Any) -> None:
    with pytest.raises(SpecError):
        stated(kind, "B", "Ashwick", base, value)


def test_a_comparison_with_a_withheld_figure_is_refused_and_with_a_given_one_taken(stated: Any) -> None:
    table = protected()
    result = audit([table], rules=RULES)
    given = releasable(result, [table], {"t": 1})
    bases_published(stated("more", "C", "Ashwick", {"offence": "D"}), given)
    bases_published(stated("all", "B", TOTAL, {"offence": "Total"}), given)
    with pytest.raises(SpecError, match="does not give"):
        bases_published(stated("more", "C", "Ashwick", {"offence": "B"}), given)


def test_the_audit_refuses_what_a_statement_gives_away(stated: Any) -> None:
    table = protected()
    harmless = figures_said(stated("more", "B", "Ashwick", {"offence": "D", "place": "Brindle"}), [RAW])
    assert audit([table], rules=RULES, public=harmless).verdict == "safe"
    for telling in (
        stated("share", "B", "Ashwick", {"offence": "Total"}, "3%"),
        stated("ratio", "B", "Ashwick", {"offence": "D"}, "1.5"),
        stated("at_most", "B", "Ashwick", None, 4),
    ):
        result = audit([table], rules=RULES, public=figures_said(telling, [RAW]))
        assert result.verdict != "safe"
        with pytest.raises(NotSafe):
            releasable(result, [table], {"t": 1})


def test_the_base_can_stand_in_another_table(demonstration: Case) -> None:
    spec = replace(RAW.spec, id="all", dimensions=RAW.spec.dimensions[1:])
    totals = RawTable(spec, {key[1:]: count for key, count in RAW.counts.items() if key[0] == TOTAL})
    entry = Said(
        text="3%", kind="share", value="3%", table="t", figure={"offence": "B", "place": "Ashwick"}, base_table="all"
    )
    case = replace(demonstration, file=demonstration.file.model_copy(update={"said": [entry]}), source=None)
    assert bounds(figures_said(statements(case, [RAW.spec, spec]), [RAW, totals])) == [("=", 3)]
