"""The demonstration's case with other counts and other decisions, on records small enough to see through."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.answering import Draft
from fanlight.answering.approve import approve
from fanlight.answering.folder import answer
from fanlight.errors import BadInput, NotReady
from fanlight.inspection import text_of
from fanlight.records import import_files
from tests.small_case import LOW, Years, records

ROOT = Path(__file__).parents[2]
Edit = Callable[[dict[str, Any]], object]


def drafted(folder: Path, counts: tuple[Years, ...], edit: Edit = lambda _: None) -> Draft:
    case = Path(shutil.copytree(ROOT / "demo" / "case", folder / "case"))
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    edit(content)
    (case / "case.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    import_files([records(folder / "records.csv", counts)], folder / "store")
    return answer(case, [folder / "store"], folder / "out")


def letter(folder: Path) -> str:
    return re.sub(r"\s+", " ", text_of(folder / "out" / "draft" / "requester" / "letter.html"))


def table(folder: Path) -> list[list[str]]:
    with (folder / "out" / "draft" / "requester" / "table-2.csv").open(encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def nothing_withheld(content: dict[str, Any]) -> None:
    content["exemptions"], content["identifiability"] = [], []


def first(**changes: object) -> Edit:
    return lambda content: content["questions"]["1"].update(changes)


def test_high_counts_are_given_whole(tmp_path: Path) -> None:
    made = drafted(tmp_path, ((20, 30), (41, 55), (18, 22), (60, 70), (33, 35)), nothing_withheld)
    assert made.missing == ()
    assert "We hold the information that you asked for, and we give it in full." in letter(tmp_path)
    assert [row[1:] for row in table(tmp_path)[1:]] == [
        ["20", "30"],
        ["41", "55"],
        ["18", "22"],
        ["60", "70"],
        ["33", "35"],
    ]


def test_one_low_figure_costs_one_figure(tmp_path: Path) -> None:
    made = drafted(tmp_path, ((20, 30), (41, 55), (3, 22), (60, 70), (33, 35)))
    assert made.missing == ()
    assert [row[1:] for row in table(tmp_path)[1:]] == [
        ["20", "30"],
        ["41", "55"],
        ["[c]", "22"],
        ["60", "70"],
        ["33", "35"],
    ]


def test_low_categories_are_combined_rather_than_a_column_that_most_rows_leave_empty(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW)
    assert made.missing == ()
    assert table(tmp_path)[0] == ["Offence category", "2024", "2025"]
    assert table(tmp_path)[-1] == [
        "Combined: Controlling or coercive behaviour; Racially or religiously aggravated harassment", "[c]", "7",
    ]  # fmt: skip


def test_years_are_combined_where_most_rows_do_so_and_the_letter_says_so_in_words(tmp_path: Path) -> None:
    def years_alone(content: dict[str, Any]) -> None:
        content["plans"] = {"resolutions_by_offence": {"pool_over": ["period"]}}

    made = drafted(tmp_path, (*LOW[:4], (3, 4)), years_alone)
    assert made.missing == ()
    assert table(tmp_path)[1] == ["Controlling or coercive behaviour", "[c]", "[c]", "5"]
    assert (
        "the figures for 2024 to 2025 are given as one combined figure for “Controlling or coercive behaviour”, "
        "“Racially or religiously aggravated harassment” and “Intentionally encouraging or assisting an offence”."
    ) in letter(tmp_path)
    (words,) = [words for number, words in made.outcomes if number == "3(b)"]
    assert "., " not in words


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (first(kind="document", outcome="withheld_exempt", answer="Withheld."), "Question 1 withholds information"),
        (lambda c: c["exemptions"][0].update(questions=["3(b)", "9"]), "names question 9"),
        (lambda c: c.update(late="Somebody was unwell."), "in time"),
    ],
)
def test_what_stands_in_the_way_is_listed_and_stops_the_release(tmp_path: Path, edit: Edit, said: str) -> None:
    made = drafted(tmp_path, LOW, edit)
    assert any(said in item.words for item in made.missing), made.missing
    with pytest.raises(NotReady, match=re.escape(said)):
        approve(tmp_path / "out", by="vane", on=date(2026, 10, 29))
    assert not (tmp_path / "out" / "release").exists()


def _law_enforcement(**more: object) -> Edit:
    def edit(content: dict[str, Any]) -> None:
        first(kind="document", outcome="withheld_exempt", answer="The draft is withheld.")(content)
        content["exemptions"].append(
            {"limb": "31(1)(a)", "questions": ["1"], "decided_by": "achebe", "decided_on": "2026-10-26",
             "reasons": "Disclosure would be likely to prejudice the prevention of crime, as it shows what we check", **more}
        )  # fmt: skip

    return edit


def test_another_exemption_is_stated_with_its_reasons_and_the_public_interest(tmp_path: Path) -> None:
    balance = "Openness favours disclosure. The harm to prevention outweighs it."
    made = drafted(tmp_path, LOW, _law_enforcement(public_interest=balance))
    assert made.missing == ()
    text = letter(tmp_path)
    assert "Section 31(1)(a) - Law enforcement" in text
    assert (
        "Section 31(1)(a) applies to the information that we withhold at question 1. Disclosure would be likely" in text
    )
    assert balance in text
    applies = text.index("Section 40(2) with 40(3A)(a) applies to")
    assert "question 1" not in text[applies : text.index("Each of these figures")]


def test_a_qualified_exemption_without_the_public_interest_waits(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW, _law_enforcement())
    assert any("qualified exemption" in item.words for item in made.missing)


def test_an_unknown_limb_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"case\.yaml line \d+: '99' names no single limb"):
        drafted(tmp_path, LOW, _law_enforcement(limb="99"))
    assert not (tmp_path / "out").exists()


def test_a_late_response_says_so_and_may_go(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW, lambda c: c.update(received="2026-09-01", late="A search took longer than planned."))
    assert made.missing == ()
    assert "You should have had this response by 29 September 2026. We are sorry that it is late. A search" in letter(
        tmp_path
    )


def test_a_late_response_without_a_reason_apologises_too_and_may_go(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW, lambda c: c.update(received="2026-09-01"))
    assert made.missing == ()
    assert any("without a reason" in said for said in made.advice)
    assert "You should have had this response by 29 September 2026. We are sorry that it is late." in letter(tmp_path)


def test_a_clarification_starts_the_clock_again(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW, lambda c: c.update(received="2026-08-03", clarified="2026-10-12"))
    assert made.missing == ()
    assert "and the further information that we asked for on 12 October 2026." in letter(tmp_path)


def test_section_21_alone_is_a_notice_too(tmp_path: Path) -> None:
    def edit(content: dict[str, Any]) -> None:
        nothing_withheld(content)
        first(
            outcome="already_public_s21", answer="It is public.", where="https://www.wyrefordshire.police.example/cr"
        )(content)

    made = drafted(tmp_path, ((20, 30), (41, 55), (18, 22), (60, 70), (33, 35)), edit)
    assert made.missing == ()
    assert re.search(r"refusal notice under section 17 .* Section 21 - ", letter(tmp_path))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ms Rosalind Achebe", "is nobody entered under people"),
        ("R Achebe", "is nobody entered under people"),
        ("ACHEBE, Rosalind", "is nobody entered under people"),
        ("x", "is nobody entered under people"),
        ("ROSALIND  ACHEBE", "somebody else must approve"),
        ("Rosalind.Achebe@wyrefordshire.police.example", "somebody else must approve"),
        ("2086", "somebody else must approve"),
    ],
)
def test_neither_a_spelling_nor_another_decision_lets_one_approve_ones_own(
    tmp_path: Path, name: str, said: str
) -> None:
    drafted(tmp_path, LOW, lambda c: c["publication"].update(confirmed_by="Superintendent Idris Vane"))
    with pytest.raises(NotReady, match=said):
        approve(tmp_path / "out", by=name, on=date(2026, 10, 29))


def test_a_manifest_that_was_edited_is_noticed(tmp_path: Path) -> None:
    made = drafted(tmp_path, LOW, lambda c: c.update(identifiability=[]))
    assert made.missing
    path = tmp_path / "out" / "manifest.json"
    path.write_text(re.sub(r'"missing": \[.*?\]', '"missing": []', path.read_text(), flags=re.S))
    with pytest.raises(NotReady, match=r"manifest\.json has been changed"):
        approve(tmp_path / "out", by="vane", on=date(2026, 10, 29))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            ('{outcome_type: "8"}', '{outcom_type: "8"}'),
            r"tables\.yaml line 8: .*“outcom_type”.*nearest are outcome_type",
        ),
        (("unit: disposals", "unit: offences"), r"tables\.yaml line 5: .*“offences” is none of crimes, disposals"),
        (("unit: disposals", "unit: searches"), r"tables\.yaml line 5: .*searches"),
        (('{offence_code: "8/67"}', '{offense_code: "8/67"}'), r"different fields: offence_code, offense_code"),
        (("id: resolutions_by_offence", "id: resolutions"), r"Two tables have the id resolutions"),
    ],
)
def test_a_spec_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    def spoil(content: dict[str, Any]) -> None:
        path = tmp_path / "case" / "tables.yaml"
        text = path.read_text(encoding="utf-8")
        assert edit[0] in text
        path.write_text(text.replace(*edit, 1), encoding="utf-8")

    with pytest.raises(BadInput, match=said):
        drafted(tmp_path, LOW, spoil)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("trace", ["please ring Tobias Quill", "ask Mr QUILL", "ring 01632-960442", "ring 01632960442"])
def test_somebody_whom_the_officer_forgot_to_list_is_found_in_the_publication_copy(tmp_path: Path, trace: str) -> None:
    def edit(content: dict[str, Any]) -> None:
        content["publication"]["named"] = []
        with (tmp_path / "case" / "publication.txt").open("a", encoding="utf-8") as file:
            file.write(f"\nIf unclear, {trace}.\n")

    made = drafted(tmp_path, LOW, edit)
    assert any("still shows somebody's name or contact details" in item.words for item in made.missing)
    assert not (tmp_path / "out" / "draft" / "publish").exists()
