"""What the ledger makes of earlier releases: versions, extracts, units, contradictions, what is public and what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fanlight.audit import audit
from fanlight.errors import BadInput, SpecError
from fanlight.ledger import Ledger
from fanlight.ledger.by_hand import entries_of
from fanlight.ledger.classifications import UnknownVersion, classification_entry
from fanlight.ledger.entries import Breakdown, Release, release_json
from fanlight.ledger.incidents.report import incident_entry, incident_html, incident_json
from fanlight.ledger.linked.linking import Revisions
from fanlight.ledger.linked.touching import touching
from fanlight.ledger.reading import read_mapped
from fanlight.ledger.weigh import Memory, Weighed, under_incident, weigh
from fanlight.ledger.what_if import what_if
from fanlight.sdc import flag, plan
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Within
from fanlight.tables.spec.table import Category, Dimension, TableSpec, Unit
from fanlight.tables.stages import RawTable
from tests.ledger_entries import OFFENCES, YEARS, release

RULES = DisclosureRules(threshold=5, group_disclosure=False)
YEAR = Within("day", date(2022, 1, 1), date(2023, 1, 1))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    Ledger.create(tmp_path / "ledger")
    with Ledger.open(tmp_path / "ledger") as opened:
        yield opened


def raw(
    counts: dict[tuple[str, ...], int], *breakdowns: Breakdown, extract: str = "2024-01-01", unit: Unit = Unit.DISPOSALS
) -> RawTable:
    dimensions = tuple(
        Dimension(b.name, b.title, tuple(Category(c, label, p) for c, label, p in b.categories), b.total, b.is_period)
        for b in breakdowns or (OFFENCES, YEARS)
    )
    spec = TableSpec("new", "The new table", unit, "day", EVERY_RECORD, dimensions)
    return RawTable(spec, {key: counts[key] for key in spec.keys()}, extracted=extract)


def weighed(ledger: Ledger, table: RawTable, revisions: str = "same", **more: object) -> Weighed:
    flags = {"new": flag(table, RULES)}
    memory = Memory(ledger, Revisions.read(revisions), **more)  # type: ignore[arg-type]
    return weigh(memory, [table], rules=RULES, sensitive=flags, cleared={"new": frozenset()})


ONE = Breakdown("offence", "Offence", OFFENCES.categories[:1], None)
TWO = Breakdown("year", "Year", YEARS.categories[:1], None, True)


def test_an_unknown_version_is_a_fault_and_never_guessed(ledger: Ledger) -> None:
    old = release("old", {("A", "2022"): 7}, classifications={"offence": "HOCR-2019"})
    assert ledger.add(release_json(old)).number == 1
    table = raw({("A", "2022"): 6}, ONE, TWO)
    with pytest.raises(UnknownVersion, match=r"old: .*HOCR-2019") as caught:
        weighed(ledger, table)
    assert "kind: classification" in str(caught.value)
    assert weighed(ledger, table, leave_out=("old",)).touched == ()
    # Elsewhere it does no harm: a table of another year is not touched, whatever the codes mean.
    later = raw({("A", "2023"): 9}, ONE, Breakdown("year", "Year", YEARS.categories[1:], None, True))
    assert weighed(ledger, later).touched == ()
    ledger.add(classification_entry("offence", "HOCR-2019", {"A": ["A", "B"], "Z": ["C"]}, "Home Office"))
    found = weighed(ledger, table)
    assert found.touched == ("old",)
    (given,) = found.earlier.given
    assert given.predicate == AllOf((EVERY_RECORD, In("offence", frozenset("AB")), YEAR))
    ledger.add(release_json(release("odd", {("B", "2022"): 7}, classifications={"offence": "HOCR-2019"})))
    with pytest.raises(UnknownVersion, match="“B” is no code"):
        weighed(ledger, table)


def test_codes_that_share_recorded_values_are_tied_and_not_equated(ledger: Ledger) -> None:
    ledger.add(classification_entry("offence", "v1", {"A": ["A", "B"], "B": ["B", "C"]}, "test"))
    ledger.add(release_json(release("old", {("A", "2022"): 2}, classifications={"offence": "v1"})))
    cells = {("A", "2022"): 1, ("B", "2022"): 1, ("C", "2022"): 9}
    table = raw(cells, Breakdown("offence", "Offence", OFFENCES.categories, None), TWO)
    found = weighed(ledger, table)
    ties = [one for one in found.earlier.given if one.source.startswith("classification")]
    assert len(ties) == 5
    planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
    assert audit(planned.tables, rules=RULES, earlier=found.earlier).verdict == "safe"


def test_extracts_are_the_same_apart_or_within_a_stated_distance(ledger: Ledger) -> None:
    ledger.add(release_json(release("old", {("A", "2022"): 20}, extract="2023-01-01")))
    table = raw({("A", "2022"): 21}, ONE, TWO)
    with pytest.raises(BadInput, match="contradicts") as caught:
        weighed(ledger, table)
    assert "revisions" in str(caught.value)
    assert "21" not in str(caught.value)
    apart = weighed(ledger, table, "apart")
    assert apart.earlier.given == ()
    assert any("say nothing about" in sentence for sentence in apart.earlier.assumptions)
    within = weighed(ledger, table, "within 2")
    assert any("at most 2 of the records" in sentence for sentence in within.earlier.assumptions)
    planned = plan([table], sensitive=within.sensitive, cleared=within.cleared, rules=RULES, earlier=within.earlier)
    assert audit(planned.tables, rules=RULES, earlier=within.earlier).verdict == "safe"
    with pytest.raises(BadInput, match="contradicts"):
        weighed(ledger, raw({("A", "2022"): 29}, ONE, TWO), "within 2")
    assert weighed(ledger, raw({("A", "2022"): 29}, ONE, TWO), "within 2 or 50%").touched == ("old",)


def test_revisions_are_written_in_four_ways() -> None:
    assert Revisions.read("") == Revisions.read("same") == Revisions()
    assert Revisions.read("within 3 or 1.5%") == Revisions(3, 1.5)
    assert Revisions(3, 1.5).tolerance(1000) == 15
    for wrong in ("within", "within x", "within 3 or", "within 3 or 200%", "about 3"):
        with pytest.raises(BadInput):
            Revisions.read(wrong)


def test_a_withheld_count_of_another_extract_stays_protected_within_the_distance(ledger: Ledger) -> None:
    """2 withheld among 3 offences with a total; later all three are asked for, revised by one record."""
    cells = {("A", "2022"): None, ("B", "2022"): None, ("C", "2022"): 30, ("Total", "2022"): 41}
    old = release("old", cells, true={("A", "2022"): 2, ("B", "2022"): 9}, extract="2023-01-01")
    ledger.add(release_json(old))
    table = raw(
        {("B", "2022"): 9}, Breakdown("offence", "Offence", OFFENCES.categories[1:2], None), TWO, extract="2024-01-01"
    )
    for revisions in ("same", "within 1"):
        found = weighed(ledger, table, revisions)
        planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
        assert planned.tables[0].cells["B", "2022"].value is None, revisions
    free = weighed(ledger, table, "within 8")
    planned = plan([table], sensitive=free.sensitive, cleared=free.cleared, rules=RULES, earlier=free.earlier)
    assert planned.tables[0].cells["B", "2022"].value == 9


def test_crimes_are_no_more_than_disposals_among_the_same_records(ledger: Ledger) -> None:
    """Disposals: 3 withheld of 10. Eight crimes of B alone leave at most 2 for A: they may not be given."""
    cells = {("A", "2022"): None, ("B", "2022"): None, ("Total", "2022"): 10}
    ledger.add(release_json(release("old", cells, true={("A", "2022"): 3, ("B", "2022"): 7})))
    b = Breakdown("offence", "Offence", OFFENCES.categories[1:2], None)
    for crimes, given in ((7, False), (5, True)):
        table = raw({("B", "2022"): crimes}, b, TWO, unit=Unit.CRIMES)
        found = weighed(ledger, table)
        planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
        assert (planned.tables[0].cells["B", "2022"].value is not None) == given
        result = audit(planned.tables, rules=RULES, earlier=found.earlier)
        assert result.verdict == "safe"
        assert any("some of the disposals" in sentence for sentence in result.assumptions)


def test_units_that_may_be_in_several_groups_are_held_against_disposals(ledger: Ledger) -> None:
    cells = {("A", "2022"): None, ("B", "2022"): None, ("Total", "2022"): 10}
    made = release("old", cells, true={("A", "2022"): 3, ("B", "2022"): 7}, unit=Unit.OFFENDERS)
    from dataclasses import replace

    made = replace(made, tables=(replace(made.tables[0], additive=False),))
    ledger.add(release_json(made))
    b = Breakdown("offence", "Offence", OFFENCES.categories[1:2], None)
    table = raw({("B", "2022"): 7}, b, TWO)
    found = weighed(ledger, table)
    result = audit(
        plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier).tables,
        rules=RULES, earlier=found.earlier,
    )  # fmt: skip
    assert any("has at least one disposal among them" in sentence for sentence in result.assumptions)


def test_contradictory_figures_are_taken_as_a_range_until_one_is_corrected(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add(release_json(release("first", {("A", "2022"): 20})))
    ledger.add(release_json(release("second", {("A", "2022"): 23})))
    found = weighed(ledger, raw({("A", "2022"): 21}, ONE, TWO))
    assert sorted((f.relation, f.value) for f in found.earlier.given) == [("<=", 23), (">=", 20)]
    assert any("Two figures over the same records differ" in sentence for sentence in found.earlier.assumptions)
    path = tmp_path / "correction.yaml"
    path.write_text(
        "correction: {reference: first, figures: ['t:A|2022'], why: misprint, by: R. Achebe, on: 2024-02-01}\n"
    )
    for entry in entries_of(path):
        ledger.add(entry)
    found = weighed(ledger, raw({("A", "2022"): 23}, ONE, TWO))
    assert [(f.relation, f.value) for f in found.earlier.given] == [("=", 23)]


def test_a_low_count_that_is_public_is_pointed_to_unless_under_an_incident(ledger: Ledger) -> None:
    public = release("open", {("A", "2022"): 3}, where="annual report, page 4", accessible=True)
    ledger.add(release_json(public))
    table = raw({("A", "2022"): 3}, ONE, TWO)
    found = weighed(ledger, table)
    (one,) = found.accessible
    assert (one.reference, one.where) == ("open", "annual report, page 4")
    assert found.lost == ()
    planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
    assert planned.tables[0].cells["A", "2022"].value == 3
    ledger.add(
        {"kind": "incident", "reference": "x", "on": "2024-01-01", "figures": [], "releases": ["open"], "title": ""}
    )
    assert under_incident(ledger) == {"open"}
    shut = weighed(ledger, table)
    assert shut.accessible == ()
    assert [one.exact for one in shut.lost] == [True]
    planned = plan([table], sensitive=shut.sensitive, cleared=shut.cleared, rules=RULES, earlier=shut.earlier)
    assert planned.tables[0].cells["A", "2022"].value is None
    ledger.add({"kind": "incident closed", "incident": 2})
    assert weighed(ledger, table).accessible == found.accessible


def test_what_is_not_accessible_or_of_another_extract_is_not_pointed_to(ledger: Ledger) -> None:
    ledger.add(release_json(release("letter", {("A", "2022"): 3})))
    ledger.add(release_json(release("older", {("A", "2022"): 3}, where="log", accessible=True, extract="2020-01-01")))
    assert weighed(ledger, raw({("A", "2022"): 3}, ONE, TWO)).accessible == ()


def lost_case(ledger: Ledger) -> Weighed:
    cells = {("A", "2022"): None, ("B", "2022"): None, ("C", "2022"): 30, ("Total", "2022"): 41}
    ledger.add(release_json(release("01.FOI.22.1", cells, true={("A", "2022"): 2, ("B", "2022"): 9})))
    ledger.add(release_json(release("01.FOI.23.7", {("B", "2022"): 9})))
    return weighed(
        ledger, raw({("C", "2022"): 30}, Breakdown("offence", "Offence", OFFENCES.categories[2:], None), TWO)
    )


def test_a_withheld_count_given_away_later_raises_an_incident_with_the_shortest_chain(ledger: Ledger) -> None:
    found = lost_case(ledger)
    (one,) = found.lost
    assert one.earlier
    assert one.exact
    (chain,) = one.chains
    assert chain.words() == (
        "Table 1: All offences, 2022 of 01.FOI.22.1 minus Table 1: C, 2022 of 01.FOI.22.1 minus Table 1: B, 2022 of "
        "01.FOI.23.7 comes to exactly 2."
    )
    report = incident_json(found.lost, found=date(2024, 3, 30), case="01.FOI.24.2")
    assert report["clock"] == {
        "starts": "2024-03-30T00:00", "ends": "2024-04-02T00:00", "hours": 72, "law": "UK GDPR, Article 33(1)",
    }  # fmt: skip
    assert report["releases"] == ["01.FOI.22.1", "01.FOI.23.7"]
    page = incident_html(found.lost, found=date(2024, 3, 30), case="01.FOI.24.2")
    assert page.splitlines()[0].startswith("<!-- INTERNAL")
    assert "2 April 2024" in page
    assert "<svg" in page
    entry = incident_entry(found.lost, found=date(2024, 3, 30), case="01.FOI.24.2")
    assert "41" not in json.dumps(entry)
    ledger.add(entry)
    assert under_incident(ledger) == {"01.FOI.22.1", "01.FOI.23.7"}


def test_the_release_goes_on_and_makes_nothing_worse(ledger: Ledger) -> None:
    found = lost_case(ledger)
    table = raw({("C", "2022"): 30}, Breakdown("offence", "Offence", OFFENCES.categories[2:], None), TWO)
    planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
    result = audit(planned.tables, rules=RULES, earlier=found.earlier)
    assert result.verdict == "safe"
    assert planned.tables[0].cells["C", "2022"].value == 30


def test_an_imported_release_is_protected_without_its_true_counts(ledger: Ledger) -> None:
    cells = {("A", "2022"): None, ("B", "2022"): None, ("Total", "2022"): 11}
    ledger.add(release_json(release("log", cells, origin="imported")))
    b = Breakdown("offence", "Offence", OFFENCES.categories[1:2], None)
    found = weighed(ledger, raw({("B", "2022"): 8}, b, TWO))
    assert {one.requirements[0].rule for one in found.earlier.hidden} == {"unknown_value"}
    table = raw({("B", "2022"): 8}, b, TWO)
    planned = plan([table], sensitive=found.sensitive, cleared=found.cleared, rules=RULES, earlier=found.earlier)
    assert planned.tables[0].cells["B", "2022"].value is None


def test_a_mark_that_told_a_range_keeps_that_range(ledger: Ledger) -> None:
    from dataclasses import replace

    from fanlight.ledger.entries import Cell

    made = release("log", {("A", "2022"): None, ("B", "2022"): None, ("Total", "2022"): 39}, origin="imported")
    marked = {
        key: replace(cell, mark="<5") if cell.value is None else cell for key, cell in made.tables[0].cells.items()
    }
    assert marked["A", "2022"] == Cell(None, "<5", None, None)
    made = replace(made, tables=(replace(made.tables[0], cells=marked),), marks={"<5": (1, 4)})
    ledger.add(release_json(made))
    found = weighed(
        ledger, raw({("C", "2022"): 30}, Breakdown("offence", "Offence", OFFENCES.categories[2:], None), TWO)
    )
    # The marks themselves are no incident: they told 1 to 4 when they were published.
    assert found.lost == ()
    assert {one.requirements[0].reach_up_to for one in found.earlier.hidden} == {4}


def test_what_shares_no_record_is_left_out(ledger: Ledger) -> None:
    ledger.add(release_json(release("a22", {("A", "2022"): 7})))
    ledger.add(release_json(release("a23", {("A", "2023"): 7})))
    ledger.add(release_json(release("b", {("B", "2022"): 7, ("B", "2023"): 7})))
    ask = [(Unit.DISPOSALS, AllOf((In("offence", frozenset("A")), YEAR)))]
    assert [part.release.reference for part in touching(ledger, ask).parts] == ["a22"]
    ledger.add(release_json(release("both", {("A", "Total"): 14})))
    assert [part.release.reference for part in touching(ledger, ask).parts] == ["a22", "a23", "both"]


def test_what_if_says_what_is_out_and_what_would_give_something_away(ledger: Ledger) -> None:
    cells = {("A", "2022"): None, ("B", "2022"): None, ("C", "2022"): 30, ("Total", "2022"): 41}
    ledger.add(release_json(release("old", cells, true={("A", "2022"): 2, ("B", "2022"): 9}, where="log")))
    spec = raw({(c, y): 1 for c in ("A", "B", "C", "Total") for y in ("2022", "2023", "Total")}, OFFENCES, YEARS).spec
    found = what_if(Memory(ledger), [spec], RULES, extract="2024-01-01")
    states = {one.key: one.state for one in found.prospects}
    assert states["C", "2022"] == states["Total", "2022"] == "published"
    assert states["A", "2022"] == "withheld"
    assert states["B", "2022"] == "gives away"
    assert states["A", "2023"] == states["A", "Total"] == "open"
    assert found.covering == (("old", "log", 4, 2),)
    # What a single figure gives away is not told again; the table by year alone gives nothing away.
    assert found.together == ()
    assert json.loads(json.dumps(found.to_json()))["given_away_together"] == list(found.together)


def test_what_if_counts_a_figure_asked_for_once(ledger: Ledger) -> None:
    """A release has one of the figures asked for in two tables, and withheld the other: it is one of two."""
    old = release("old", {("A", "2022"): 30, ("B", "2022"): None}, true={("B", "2022"): 2})
    ledger.add(release_json(replace(old, tables=(*old.tables, replace(old.tables[0], id="t2", number=2)))))
    spec = raw({(c, "2022"): 1 for c in "AB"}, Breakdown("offence", "Offence", OFFENCES.categories[:2], None), TWO).spec
    found = what_if(Memory(ledger), [spec], RULES, extract="2024-01-01")
    assert [one[2:] for one in found.covering] == [(2, 1)]


MAPPING = """
release: {reference: LOG-7, released: 2022-07-26, where: disclosure log, accessible: true, extract: 2022-07-01}
table:
  id: crs
  title: Community resolutions
  count: {unit: disposals, basis: outcome_date}
  population: {title: Community resolutions, where: {outcome_type: "8"}}
  period: {kind: calendar_year, from: 2020, to: 2021}
  dimensions:
    - name: offence
      total: All
      categories:
        - {code: h, label: Harassment, where: {offence_code: "8/30"}}
        - {code: t, label: Threats to kill, where: {offence_code: "3/1"}}
columns: {offence: Offence}
across: {dimension: period}
words: {offence: {Threat to kill: t, TOTAL: Total}}
marks: {"<5": [1, 4], "*": null, "-": 0}
skip: [Source]
"""
ROWS = 'Offence,2020,2021,Source\nHarassment,"1,325",*,x\nThreat to kill,<5,-,x\nTOTAL,1327,900,x\nSource,,,\n'


def write(folder: Path, mapping: str = MAPPING, rows: str = ROWS) -> tuple[Path, Path]:
    (folder / "m.yaml").write_text(mapping)
    (folder / "t.csv").write_text(rows)
    return folder / "t.csv", folder / "m.yaml"


def test_an_older_release_is_read_by_its_mapping(tmp_path: Path) -> None:
    imported = read_mapped(*write(tmp_path))
    found = {figure.id: (figure.value, figure.mark) for figure in imported.release.figures()}
    assert found == {
        "crs:h|2020": (1325, ""), "crs:h|2021": (None, "*"), "crs:t|2020": (None, "<5"), "crs:t|2021": (0, ""),
        "crs:Total|2020": (1327, ""), "crs:Total|2021": (900, ""),
    }  # fmt: skip
    assert imported.release.origin == "imported"
    assert imported.release.marks == {"<5": (1, 4)}
    assert imported.left_out == ("row 5, as the mapping says",)


def test_an_older_release_is_read_from_a_workbook(tmp_path: Path) -> None:
    import xlsxwriter

    _, mapping = write(tmp_path)
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet("Table 1")
    sheet.write(0, 0, "Community resolutions")
    for at, row in enumerate((["Offence", 2020, 2021], ["Harassment", 1325, "*"]), start=2):
        sheet.write_row(at, 0, row)
    book.close()
    mapping.write_text(MAPPING + "file: {sheet: Table 1, header: 3}\n")
    release = read_mapped(tmp_path / "t.xlsx", mapping).release
    assert [(f.id, f.value) for f in release.figures()] == [("crs:h|2020", 1325), ("crs:h|2021", None)]


@pytest.mark.parametrize(
    ("change", "rows", "said"),
    [
        ("", ROWS.replace("Harassment", "Harrassment"), "row 2: “Harrassment” is no category"),
        ("", ROWS.replace("900", "n/a"), "neither a count nor a mark"),
        ("", ROWS.replace("Offence,", "Crime,"), "no column “Offence”"),
        ("", ROWS + "Harassment,1,2,x\n", "stands twice"),
        ("columns: {offender: Offence}", ROWS, "no dimension “offender”"),
    ],
)
def test_what_a_mapping_does_not_cover_stops_the_import(tmp_path: Path, change: str, rows: str, said: str) -> None:
    mapping = MAPPING.replace("columns: {offence: Offence}", change) if change else MAPPING
    with pytest.raises((BadInput, SpecError), match=said):
        read_mapped(*write(tmp_path, mapping, rows))


def test_a_figure_in_a_letter_is_added_by_hand(tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "letter.yaml"
    path.write_text(
        "release: {reference: 01.FOI.21.3, released: 2021-11-02}\n"
        "figures:\n"
        "  - says: fewer than five for threats to kill in 2020\n"
        "    unit: disposals\n"
        '    where: {offence_code: "3/1"}\n'
        "    period: {basis: outcome_date, kind: calendar_year, from: 2020, to: 2020}\n"
        '    relation: "<="\n'
        "    value: 4\n"
    )
    (entry,) = entries_of(path)
    ledger.add(entry)
    made: Release = ledger.release(1)
    assert made.origin == "by hand"
    (figure,) = made.loose
    assert (figure.relation, figure.value, figure.kind) == ("<=", 4, "words")
    path.write_text(path.read_text().replace("    value: 4\n", ""))
    with pytest.raises(SpecError, match="either a value or the mark"):
        entries_of(path)
    path.write_text("something: else\n")
    with pytest.raises(BadInput, match="neither release"):
        entries_of(path)
