"""Tables of cells beside earlier releases whose units can be in several categories at once, against brute force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.audit.cells import Requirements, audit_cells
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP
from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.dimensions.product import ProductNames, equations_of
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import FIRST_MARKS, GIVEN, WITHHELD
from fanlight.figures.cells.public import PublicTable
from fanlight.ledger.linked.joint import Joint, NewTable, joined
from fanlight.tables.earlier import Earlier, HiddenFigure
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Not, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit
from tests.oracle_worlds import Fact, Figure, ranges

Person = tuple[str, str]
"""Sex, and the offences of which a person has a record."""
SEX = Axis("sex", ("F", "M", "Total"), 2, ((2, (0, 1)),))
NAMES = ProductNames((SEX,))
CELLS: list[tuple[int, Predicate]] = [
    (0, In("sex", frozenset("F"))),
    (1, In("sex", frozenset("M"))),
    (2, EVERY_RECORD),
]
NOTHING_ELSE = Not(In("sex", frozenset("FM")))


def counted(people: Sequence[Person], sexes: str = "FM", offences: str = "AB") -> int:
    return sum(sex in sexes and bool(set(offences) & set(own)) for sex, own in people)


def of(sexes: str, offences: str) -> Predicate:
    return AllOf((In("sex", frozenset(sexes)), In("offence", frozenset(offences))))


def new_table(people: Sequence[Person]) -> NewTable:
    true = np.array([counted(people, "F"), counted(people, "M"), counted(people)], dtype=np.int64)
    return NewTable(NAMES, Unit.OFFENDERS, CELLS, [()] * 3, (NOTHING_ELSE,), true)


def before(people: Sequence[Person], told: Sequence[tuple[str, str]], hidden: Sequence[tuple[str, str]]) -> Earlier:
    """Figures of people who are of these sexes and have one of these offences."""
    given = [PublicFigure(Unit.OFFENDERS, of(*one), "=", counted(people, *one), "R1") for one in told]
    withheld = [
        HiddenFigure(f"h{n}", f"h{n}", Unit.OFFENDERS, of(*one), counted(people, *one), ())
        for n, one in enumerate(hidden)
    ]
    return Earlier(tuple(given), tuple(withheld), join_units=True, additive={Unit.OFFENDERS: False})


def found(joint: Joint, table: NewTable, shown: Sequence[int]) -> list[tuple[int, int | None]]:
    """The range of every figure that is not given: the new table's, then earlier ones."""
    n = len(NAMES)
    given = np.isin(np.arange(n), shown)
    assert table.true is not None
    public = PublicTable(
        names=NAMES, equations=equations_of([SEX]), given=given, values=np.where(given, table.true, 0),
        lower=np.zeros(n, dtype=np.int64), upper=np.full(n, NO_BOUND), inner=np.ones(n, dtype=np.bool_),
        marks=np.where(given, GIVEN, WITHHELD).astype(np.int16), mark_texts=FIRST_MARKS,
    )  # fmt: skip
    seen = joint.public(public)
    size = len(joint)
    none: Ints = np.zeros(size, dtype=np.int64)
    asked = Requirements(np.full(size, NONE_UP), np.full(size, NONE_DOWN), none, none.astype(np.bool_), None, 0)
    audited = audit_cells(seen, asked, ends="all")
    place = {int(cell): column for column, cell in enumerate(audited.cells)}
    ends: list[tuple[int, int | None]] = []
    for cell in [*(at for at in range(n) if at not in shown), *(cell for cell, _ in joint.hidden)]:
        if cell not in place:
            ends.append((int(seen.values[cell]),) * 2)
            continue
        low, high = int(audited.lower[place[cell]]), int(audited.upper[place[cell]])
        ends.append((low, None if high >= NO_BOUND else high))
    return ends


def right(
    table: NewTable, earlier: Earlier, shown: Sequence[int]
) -> tuple[frozenset[str], list[tuple[int, int | None]]]:
    """The same by going through all worlds, under the narrowest reading on which there is one."""
    assert table.true is not None
    told = [Fact(Figure(one.predicate), one.relation, one.value) for one in earlier.given]
    told.append(Fact(Figure(NOTHING_ELSE), "=", 0))
    told += [Fact(Figure(CELLS[at][1]), "=", int(table.true[at])) for at in shown]
    true = [Fact(Figure(p), "=", int(table.true[at])) for at, p in CELLS]
    true += [Fact(Figure(one.predicate), "=", one.value or 0) for one in earlier.hidden]
    asked = [Figure(p) for at, p in CELLS if at not in shown] + [Figure(one.predicate) for one in earlier.hidden]
    alike = [Figure(p) for _, p in CELLS] + asked
    for names in ((), ("offence",), ("sex",), ("offence", "sex")):
        if ranges(alike, [*told, *true], [], frozenset(names), None) is None:
            continue
        ends = ranges(alike, told, asked, frozenset(names), None)
        assert ends is not None
        return frozenset(names), list(zip(ends.least, ends.most, strict=True))
    raise AssertionError("There is no world.")


TOLD = [("FM", "A"), ("FM", "B"), ("FM", "AB"), ("F", "A"), ("M", "B"), ("F", "AB")]
PEOPLE = [
    [("F", "AB"), ("F", "A"), ("M", "B")],
    [("F", "AB"), ("M", "AB"), ("M", "B"), ("M", "B")],
    [("F", "A"), ("M", "B"), ("M", "A")],
    [("F", "AB"), ("F", "AB"), ("M", "A"), ("M", "A"), ("M", "B")],
]


@pytest.mark.parametrize("people", PEOPLE, ids=lambda people: "".join(f"{s}{o}" for s, o in people))
@pytest.mark.parametrize("number", range(0, 64, 5))
def test_every_range_is_the_one_of_brute_force(people: list[Person], number: int) -> None:
    told = [one for at, one in enumerate(TOLD) if number >> at & 1]
    hidden = [one for at, one in enumerate(TOLD) if not number >> at & 1][:2]
    table, earlier = new_table(people), before(people, told, hidden)
    for shown in ((), (2,), (0,)):
        joint, values = joined(table, equations_of([SEX]), earlier, 10)
        repeated, ends = right(table, earlier, shown)
        assert joint.exact
        assert values is not None
        assert table.true is not None
        assert (values[:3] == table.true).all()
        assert (joint.repeated or {})[Unit.OFFENDERS] == repeated
        assert found(joint, table, shown) == ends


def disposals_and(unit: Unit, table: Sequence[tuple[Unit, str, int]], *, additive: bool = True) -> Earlier:
    given = [PublicFigure(one, of(sexes, "AB"), "=", count, "R1") for one, sexes, count in table]
    return Earlier(tuple(given), join_units=True, additive={Unit.DISPOSALS: True, unit: additive})


def of_unit(unit: Unit, women: int, men: int) -> NewTable:
    cells = [(0, of("F", "AB")), (1, of("M", "AB")), (2, of("FM", "AB"))]
    true = np.array([women, men, women + men], dtype=np.int64)
    return NewTable(NAMES, unit, cells, [()] * 3, (AllOf((NOTHING_ELSE, In("offence", frozenset("AB")))),), true)


def test_a_disposal_has_a_crime() -> None:
    """Three disposals of women are out: so is that there is a crime of a woman, and that there are no more than three."""
    table = of_unit(Unit.CRIMES, 1, 4)
    joint, _ = joined(table, equations_of([SEX]), disposals_and(Unit.CRIMES, [(Unit.DISPOSALS, "F", 3)]), 10)
    assert found(joint, table, ())[0] == (1, 3)


def test_without_a_crime_there_is_no_disposal() -> None:
    """That there is no crime of a woman is out: so there is no disposal of one, and all are men's."""
    table = of_unit(Unit.DISPOSALS, 0, 4)
    joint, _ = joined(table, equations_of([SEX]), disposals_and(Unit.CRIMES, [(Unit.CRIMES, "F", 0)]), 10)
    assert found(joint, table, (2,))[:2] == [(0, 0), (4, 4)]


@pytest.mark.parametrize("additive", [True, False])
def test_people_are_no_more_than_their_disposals(additive: bool) -> None:
    """Two disposals of women are out, and seven in all: with five men there are at most two women."""
    table = of_unit(Unit.OFFENDERS, 1, 5)
    told = [(Unit.DISPOSALS, "F", 2), (Unit.DISPOSALS, "FM", 7)]
    joint, _ = joined(table, equations_of([SEX]), disposals_and(Unit.OFFENDERS, told, additive=additive), 10)
    women, whole = found(joint, table, (1,))[:2]
    assert (women[1], whole[1]) == (2, 7)


def test_a_person_in_two_categories_has_two_disposals() -> None:
    """Three people, all of A, two of B: with three disposals in all one of them would have a fourth. It is refused."""
    people: list[Person] = [("F", "AB"), ("F", "AB"), ("M", "A")]
    earlier = before(people, [("FM", "A"), ("FM", "B"), ("FM", "AB")], [])
    for disposals, agrees in ((5, True), (4, False)):
        more = PublicFigure(Unit.DISPOSALS, of("FM", "AB"), "=", disposals, "R2")
        both = Earlier((*earlier.given, more), join_units=True, additive={Unit.OFFENDERS: False, Unit.DISPOSALS: True})
        if agrees:
            joined(new_table(people), equations_of([SEX]), both, 10)
        else:
            with pytest.raises(BadInput, match="contradicts"):
                joined(new_table(people), equations_of([SEX]), both, 10)


def test_what_only_some_kinds_of_unit_show_proves_no_exposure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many kinds for all, what is safe is still proved, and no bound is."""
    monkeypatch.setattr("fanlight.figures.kinds.MAX_KINDS", 8)
    people = PEOPLE[3]
    table, earlier = new_table(people), before(people, [("FM", "A"), ("FM", "B"), ("FM", "AB")], [("F", "A")])
    joint, values = joined(table, equations_of([SEX]), earlier, 10)
    assert not joint.exact
    assert values is not None
    for (low, high), (least, most) in zip(found(joint, table, ()), right(table, earlier, ())[1], strict=True):
        assert least <= low
        assert most is None or (high is not None and high <= most)


DESCRIPTION = """
release: {reference: R-sex, released: 2026-01-01, extract: e, where: a page, accessible: true}
table:
  id: sex
  title: People by sex and age
  unit: offenders
  basis: outcome_date
  period: {kind: calendar_year, from: 2023, to: 2023}
dimensions:
  sex: {field: sex}
  age: {field: age}
"""
MAPPING = """
release: {reference: R-offence, released: 2025-01-01, extract: e, where: a letter}
table:
  id: offence
  title: People by offence and age
  count: {unit: offenders, basis: outcome_date}
  population: {title: People, where: {}}
  period: {kind: calendar_year, from: 2023, to: 2023}
  dimensions:
    - name: offence
      title: Offence
      total: All
      categories:
        - {code: A, label: A, where: {offence: A}}
        - {code: B, label: B, where: {offence: B}}
    - name: age
      title: Age
      total: All
      categories:
        - {code: adult, label: adult, where: {age: adult}}
        - {code: child, label: child, where: {age: child}}
columns: {offence: offence, age: age, period: year}
value: count
marks: {"[c]": null}
additive: false
"""
OFFENCES = (
    "A,adult,20", "A,child,[c]", "A,All,[c]", "B,adult,15", "B,child,9", "B,All,24", "All,adult,30", "All,child,10",
    "All,All,40",
)  # fmt: skip


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    return done.exit_code, f"{done.output}{done.exception or ''}"


def written(folder: Path) -> tuple[object, ...]:
    """The inner cells, and what goes with them, in a folder with the ledger."""
    for name, text in {
        "offence.csv": "\n".join(["offence,age,count,year", *(f"{row},2023" for row in OFFENCES)]) + "\n",
        "sex.csv": "sex,age,count\nF,adult,12\nM,adult,18\nF,child,3\nM,child,7\n",
        "mapping.yaml": MAPPING,
        "sex.yaml": DESCRIPTION,
    }.items():
        (folder / name).write_text(text)
    ledger = ("--ledger", folder / "ledger")
    assert run("ledger", "init", *ledger)[0] == 0
    code, said = run("ledger", "import", folder / "offence.csv", "--mapping", folder / "mapping.yaml", *ledger)
    assert code == 0, said
    return (*ledger, "--threshold", 5, "--describe", folder / "sex.yaml")


def test_people_by_offence_are_out_and_are_asked_for_by_sex(tmp_path: Path) -> None:
    """15 of 30 adults have B and 20 A: five have both, and all that is protected and audited takes that in."""
    words, cells, out = written(tmp_path), tmp_path / "sex.csv", tmp_path / "public.csv"
    code, said = run("protect", cells, *words, "--out", out, "--report", tmp_path / "report.json")
    assert code == 0, said
    assert "Proved safe" in said
    assert json.loads((tmp_path / "report.json").read_text())["ledger"]["touched"] == ["R-offence"]
    assert "F,child,3," not in out.read_text()
    code, said = run("audit", out, "--cells", cells, *words)
    assert code == 0, said
    assert "Proved safe, together with 1 earlier release" in said
    assert "differ in offence: so each can" in said


def test_a_table_whose_own_categories_overlap_is_no_table_of_sums(tmp_path: Path) -> None:
    words, out = written(tmp_path), tmp_path / "public.csv"
    (tmp_path / "sex.yaml").write_text(DESCRIPTION.replace("  id: sex\n", "  id: sex\n  additive: false\n"))
    code, said = run("protect", tmp_path / "sex.csv", *words, "--out", out, "--report", tmp_path / "report.json")
    assert code != 0
    assert "additive: false" in said
    assert "fanlight answer" in said
    assert not out.exists()


def test_disposals_that_are_fewer_than_their_people_contradict_them(tmp_path: Path) -> None:
    words, out = written(tmp_path), tmp_path / "public.csv"
    (tmp_path / "sex.yaml").write_text(DESCRIPTION.replace("unit: offenders", "unit: disposals"))
    code, said = run("protect", tmp_path / "sex.csv", *words, "--out", out, "--report", tmp_path / "report.json")
    assert code != 0
    assert "contradicts" in said
    more = "sex,age,count\nF,adult,16\nM,adult,24\nF,child,3\nM,child,9\n"
    (tmp_path / "sex.csv").write_text(more)
    code, said = run("protect", tmp_path / "sex.csv", *words, "--out", out, "--report", tmp_path / "report.json")
    assert code == 0, said
