"""All mistakes of a table spec at once, each with the way to its entry and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.answering.case import casefile
from fanlight.errors import SpecError
from fanlight.tables.spec.file import mistakes_in, parse_specs

GOOD = (Path(__file__).parents[4] / "demo" / "case" / "tables.yaml").read_text(encoding="utf-8")
BAD = """\
tables:
  - id: first
    title: First
    count: {unit: disposals, basis: birthday}
    population: {title: All, where: {outcome_type: 8, all: []}}
    period: {kind: calendar_year, from: "2025", to: "2024"}
    dimensions:
      - name: offence
        categories:
          - {code: a, label: A, where: {offence_code: 3}}
          - {code: b, label: B}
          - {code: c, label: C, where: {any: [{x: "1"}, {y: []}, 7]}}
      - name: offence
        title: Again
      - name: place
        categories:
          - {code: p, label: P, parent: q, where: {beat: "1"}}
          - {code: Total, label: T, where: {beat: "2"}}
          - {code: p, label: P2, where: {beat: "3"}}
  - id: Second
    title: Second
    counts: {}
  - id: third
    title: Third
    count: {unit: crimes, basis: outcome_date}
    population: {title: All}
    period: {kind: month, from: "2024-13", to: "2024-12"}
  - id: fourth
    title: Fourth
    count: {unit: crimes, basis: outcome_date}
    population: {title: All}
    period: {kind: calendar_year, from: "2024", to: "2024"}
    dimensions:
      - name: area
        categories:
          - {code: n, label: North, where: {beat: ["1", "2"]}}
          - {code: m, label: Middle, where: {beat: ["2", "3"]}}
          - {code: s, label: South, where: {beat: ["3", "4"]}}
"""
EXPECTED = (
    (4, ("tables", 0, "count", "basis"), "“birthday” is no date"),
    (5, ("tables", 0, "population", "where", "outcome_type"), "as a number or date"),
    (5, ("tables", 0, "population", "where", "all"), "takes a list of conditions"),
    (6, ("tables", 0, "period"), "before it begins"),
    (10, ("tables", 0, "dimensions", 0, "categories", 0, "where", "offence_code"), 'Write "3" in quotation marks.'),
    (11, ("tables", 0, "dimensions", 0, "categories", 1), "does not say which records it counts"),
    (12, ("tables", 0, "dimensions", 0, "categories", 2, "where", "any", 1, "y"), "No value is given."),
    (12, ("tables", 0, "dimensions", 0, "categories", 2, "where", "any", 2), "written field: value"),
    (13, ("tables", 0, "dimensions", 1), "Two dimensions are named"),
    (13, ("tables", 0, "dimensions", 1), "either categories or a field"),
    (18, ("tables", 0, "dimensions", 2, "categories", 1), "is no code for a category"),
    (19, ("tables", 0, "dimensions", 2, "categories", 2), "two categories with the code “p”"),
    (20, ("tables", 1, "id"), "tables.1.id"),
    (22, ("tables", 1, "counts"), "there is no such entry"),
    (27, ("tables", 2, "period"), "is no month"),
    (34, ("tables", 3, "dimensions", 0), "“North” and “Middle” can count the same record"),
    (34, ("tables", 3, "dimensions", 0), "“Middle” and “South” can count the same record"),
)


def test_all_mistakes_come_at_once_with_location_line_and_words() -> None:
    found = mistakes_in(BAD)
    with pytest.raises(SpecError) as error:
        parse_specs(BAD, where="bad.yaml")
    assert error.value.mistakes == found
    lines = str(error.value).splitlines()
    assert len(lines) == len(found)
    for line, location, words in EXPECTED:
        assert any(at == location and words in told for at, told in found), (location, found)
        assert any(told.startswith(f"bad.yaml line {line}:") and words in told for told in lines), (line, words, lines)
    missing = [told for at, told in found if at[:2] == ("tables", 1) and "this entry is missing" in told]
    assert len(missing) == 3
    assert len(found) == len(EXPECTED) + len(missing)


def test_one_mistake_is_told_as_ever() -> None:
    bad = GOOD.replace("calendar_year", "calendar_years", 1)
    assert bad != GOOD
    (found,) = mistakes_in(bad)
    with pytest.raises(SpecError) as error:
        parse_specs(bad)
    assert found[1] in str(error.value)
    assert "\n" not in str(error.value)


def test_a_good_spec_has_none_and_what_is_no_yaml_has_one() -> None:
    assert mistakes_in(GOOD) == ()
    ((location, words),) = mistakes_in("tables: [")
    assert location == ()
    assert "not valid YAML" in words
    ((location, _),) = mistakes_in("just words")
    assert location == ()


def test_categories_that_go_round_in_a_circle_are_told() -> None:
    text = """\
tables:
  - id: round
    title: Round
    count: {unit: crimes, basis: outcome_date}
    population: {title: All}
    period: {kind: calendar_year, from: "2024", to: "2024"}
    dimensions:
      - name: area
        categories:
          - {code: a, label: A, parent: b}
          - {code: b, label: B, parent: a}
          - {code: c, label: C, parent: nowhere, where: {beat: "1"}}
"""
    assert [at[-1] for at, _ in mistakes_in(text)] == [0, 1, 2]


def test_many_overlapping_pairs_do_not_fill_the_screen() -> None:
    rows = "\n".join(f'          - {{code: c{n}, label: C{n}, where: {{beat: ["x", "{n}"]}}}}' for n in range(12))
    text = f"""\
tables:
  - id: many
    title: Many
    count: {{unit: crimes, basis: outcome_date}}
    population: {{title: All}}
    period: {{kind: calendar_year, from: "2024", to: "2024"}}
    dimensions:
      - name: area
        categories:
{rows}
"""
    found = mistakes_in(text)
    assert len(found) == 11
    assert found[-1][1] == "56 more pairs of “area” can count the same record."


def test_a_case_files_mistakes_have_their_locations_too() -> None:
    with pytest.raises(SpecError) as error:
        casefile.read("reference: x\nreceived: 2026-13-01\nquestions: {}\n")
    assert ("received",) in [location for location, _ in error.value.mistakes]
    assert ("officer",) in [location for location, _ in error.value.mistakes]
