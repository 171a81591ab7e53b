"""Section 40's tests as a record, the reasons made from it, and notices as facts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fanlight.cli.notice import register
from fanlight.errors import BadInput, CouldNotRead, NotReady
from fanlight.law import wording
from fanlight.law.findings import passes
from fanlight.law.letter import check_letter
from fanlight.law.notice import Claimed, NoticeFacts, check_notice
from fanlight.law.section40 import Section40Record, check_section40

ON = date(2026, 3, 2)
JULY_2022 = date(2022, 7, 26)
FULL = Section40Record(
    questions=("3(b)",),
    living_individual=True,
    identified_by="a colleague or neighbour of somebody involved, and a motivated intruder",
    identified_how="by combining the figures with what local newspapers have reported and with what they already know",
    purpose="understanding how out-of-court disposals are used",
    necessity="the combined figure meets this interest with less intrusion",
    necessary=False,
    balance="the people concerned would not expect the world to learn of it",
    overridden=True,
    criminal_offence="the data are of this kind; no condition was found to be met",
    condition_met=False,
    special_category="the data are not of this kind",
    fairness="disclosure would link people to an offence, against what they expect",
    transparency="nobody was told that such data could be published",
    decided_by="A. Officer",
    on=ON,
)
FIGURES = "the figures for single offence categories in table 2"
PROCEDURE = wording.ReviewProcedure(email="foi@example.org")


def ids(found: tuple[object, ...]) -> list[str]:
    return [each.id for each in found]  # type: ignore[attr-defined]


def test_a_full_record_has_no_finding() -> None:
    assert check_section40(FULL, ON) == ()
    assert ids(check_section40(FULL, JULY_2022)) == ["text-of-the-day-not-held"]
    assert passes(check_section40(FULL, JULY_2022))


@pytest.mark.parametrize(
    "part",
    [
        "identified_by",
        "identified_how",
        "purpose",
        "necessity",
        "balance",
        "criminal_offence",
        "special_category",
        "fairness",
        "transparency",
        "decided_by",
    ],
)
def test_each_missing_part_is_named(part: str) -> None:
    found = check_section40(replace(FULL, **{part: ""}), ON)
    assert [(each.id, each.where) for each in found] == [("s40-part-missing", part)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"living_individual": False}, "s40-not-personal-data"),
        ({"living_individual": None}, "s40-part-missing"),
        ({"gateway": "6(1)(e)"}, "wrong-gateway"),
        ({"balance": "Article 6(1)(e), public task, was weighed and not met"}, "wrong-gateway"),
        ({"fairness": "the exemption is class based"}, "reasons-skipped-class-based"),
        ({"identified_how": "there were fewer than 5"}, "low-figure-as-reason"),
        ({"contravenes": "section 34 of the Data Protection Act 2018"}, "dpa-34-without-article-5"),
        ({"necessary": True, "overridden": False, "condition_met": None}, "s40-balance-contradicts"),
        ({"on": None}, "s40-part-missing"),
    ],
)
def test_contradictions(change: dict[str, object], expected: str) -> None:
    assert expected in ids(check_section40(replace(FULL, **change), ON))  # type: ignore[arg-type]


def _letter(on: date, record: Section40Record) -> str:
    return "\n".join(
        [
            "You asked us for the following information:",
            "1. Stalking or harassment: community resolutions",
            "We have decided to disclose some of it.",
            *wording.notice_statement([record.limb], on),
            *wording.reasons(record, on, figures_text=FIGURES),
            "Figures for stalking and harassment are in the combined figure for each year.",
            *wording.right_to_complain(PROCEDURE),
        ]
    )


@pytest.mark.parametrize("on", [JULY_2022, ON])
@pytest.mark.parametrize("necessary", [True, False])
def test_our_own_letter_passes_our_own_check(on: date, necessary: bool) -> None:
    record = replace(FULL, necessary=necessary, law_enforcement=necessary)
    assert check_letter(_letter(on, record), on=on) == ()


def test_the_words_of_the_record_decide_nothing_about_passing() -> None:
    """Who and how are said in so many words, whatever the officer wrote in the fields."""
    record = replace(FULL, identified_by="the household next door", identified_how="the street and the month are given")
    assert check_letter(_letter(ON, record), on=ON) == ()


BOTH = (
    "because it is itself personal data, as a living individual could be identified from it, or because, together with"
)


def test_a_figure_that_only_protects_another_is_covered_truthfully() -> None:
    """One statement is true of both kinds of withheld figure, and tells nobody which is which."""
    told = " ".join(wording.reasons(FULL, ON, figures_text=FIGURES))
    assert f"applies to {FIGURES}. Each of these figures is withheld {BOTH}" in told
    assert "We do not say which of the two holds for which figure" in told
    assert "They are personal data" not in told
    note = wording.figures_explained(FIGURES, FULL, ON)
    assert note.startswith("Section 40(2) with 40(3A)(a) of the Freedom of Information Act 2000 applies to the figures")
    assert BOTH in note


@pytest.mark.parametrize(
    ("figures", "subject"), [("", "It is"), (FIGURES, "What we withhold besides these figures is")]
)
def test_other_information_is_personal_data_itself(figures: str, subject: str) -> None:
    information = "the information that we withhold at question 4"
    told = " ".join(wording.reasons(FULL, ON, figures_text=figures, information_text=information))
    assert f"{subject} personal data, because a living individual could be identified from it." in told
    assert information in told
    assert (BOTH in told) is bool(figures)


def test_reasons_need_a_whole_record() -> None:
    with pytest.raises(NotReady, match="how, with what other information"):
        wording.reasons(replace(FULL, identified_how=""), ON, figures_text=FIGURES)
    with pytest.raises(NotReady):
        wording.reasons(replace(FULL, living_individual=False), ON, figures_text=FIGURES)


@given(st.booleans(), st.booleans())
def test_reasons_say_what_the_record_says(necessary: bool, law_enforcement: bool) -> None:
    record = replace(FULL, necessary=necessary, law_enforcement=law_enforcement)
    told = " ".join(wording.reasons(record, ON, figures_text=FIGURES))
    assert ("not necessary for that interest" in told) is not necessary
    assert ("section 34(1)" in told) is law_enforcement
    assert "Article 6(1)(f)" in told
    assert FULL.identified_how in told


def test_record_from_a_case_file() -> None:
    record = Section40Record.from_mapping(
        {"exemption": "Section 40(2)(3A)(a)", "living_individual": True, True: "2022-07-26", "questions": ["3(b)"]}
    )
    assert (record.limb, record.on, record.questions) == ("s40_2_3Aa", JULY_2022, ("3(b)",))
    for wrong in ({"colour": "red"}, {"necessary": "perhaps"}, {"on": "2022-02-30"}, {"limb": "section 99"}):
        with pytest.raises(BadInput):
            Section40Record.from_mapping(wrong)


def test_other_outcomes_have_words_that_pass() -> None:
    complain = "\n".join(wording.right_to_complain(PROCEDURE))
    texts = [
        wording.already_accessible("https://data.police.uk", ON),
        wording.not_held("We searched the crime record system."),
    ]
    for text in texts:
        assert check_letter(f"{text}\n{complain}", on=ON) == ()
    with pytest.raises(NotReady):
        wording.already_accessible(" ", ON)
    none = wording.right_to_complain(wording.ReviewProcedure(exists=False))
    assert check_letter(f"{texts[1]}\n" + "\n".join(none), on=ON) == ()


GOOD = NoticeFacts(
    exemptions=(Claimed("s40_2_3Aa", ("3(b)",), has_reasons=True),),
    complaints_procedure=True,
    commissioner_right=True,
    decided=JULY_2022,
    due=date(2022, 8, 2),
)


def test_a_complete_notice_passes_and_each_lack_is_found() -> None:
    assert check_notice(GOOD, JULY_2022) == ()
    assert check_notice(NoticeFacts(), JULY_2022) == ()
    lacks = {
        "complaints-procedure-missing": replace(GOOD, complaints_procedure=False),
        "commissioner-right-missing": replace(GOOD, commissioner_right=False),
        "exemption-not-stated": replace(GOOD, states_reliance=False),
        "late": replace(GOOD, due=date(2022, 7, 25)),
        "reasons-missing": replace(GOOD, exemptions=(Claimed("s40_2_3Aa", ("1",), False),)),
        "question-not-covered": replace(GOOD, exemptions=(Claimed("s40_2_3Aa", (), True),)),
        "public-interest-missing": replace(GOOD, exemptions=(Claimed("s43_2", ("1",), True),)),
        "public-interest-date-missing": replace(GOOD, exemptions=(Claimed("s43_2", ("1",), True, "undecided"),)),
        "extension-not-allowed": replace(GOOD, exemptions=(Claimed("s21", ("1",), True, "undecided", found_at="x"),)),
        "source-not-named": replace(GOOD, exemptions=(Claimed("s21", ("1",), True),)),
        "exemption-unavailable": replace(
            GOOD, police=True, exemptions=(Claimed("s35", ("1",), True, public_interest="decided"),)
        ),
        "text-of-the-day-not-held": replace(
            GOOD, exemptions=(Claimed("s22A", ("1",), True, public_interest="decided"),)
        ),
    }
    for expected, facts in lacks.items():
        assert ids(check_notice(facts, JULY_2022)) == [expected]


def test_exclusive_pairs() -> None:
    thirty, other = Claimed("s30_1", ("1",), True, "decided"), Claimed("s31_1", ("2",), True, "decided")
    assert check_notice(replace(GOOD, exemptions=(thirty, other)), ON) == ()
    same = replace(other, questions=("1", "2"))
    assert ids(check_notice(replace(GOOD, exemptions=(thirty, same)), ON)) == ["exclusive-exemptions"]
    secret = Claimed("s23", ("1",), True), Claimed("s24", ("1",), True, "decided")
    assert ids(check_notice(replace(GOOD, exemptions=secret), ON)) == ["not-in-the-alternative"]
    either = tuple(replace(each, alternative=True) for each in secret)
    assert check_notice(replace(GOOD, exemptions=either), ON) == ()


def _run(*words: str) -> tuple[int, dict[str, object], str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    shown = CliRunner().invoke(app, ["notice", "check", *words])
    if isinstance(shown.exception, BadInput | CouldNotRead):
        return 2, {}, str(shown.exception)
    return shown.exit_code, json.loads(shown.stdout) if "--json" in words else {}, shown.stdout


def test_command_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(_letter(JULY_2022, FULL), encoding="utf-8")
    (tmp_path / "case.yaml").write_text("reference: X\ndecided: 2022-07-26\n", encoding="utf-8")
    code, told, _ = _run(str(tmp_path), "--json")
    assert (code, told["on"], told["findings"], told["ok"]) == (0, "2022-07-26", [], True)
    (tmp_path / "case.yaml").write_text(
        "decided: 2022-07-26\nexemptions:\n  - limb: s40_2_3Aa\n    living_individual: no\n", encoding="utf-8"
    )
    code, told, _ = _run(str(tmp_path), "--json")
    assert (code, told["ok"]) == (1, False)
    assert [each["id"] for each in told["findings"]] == ["s40-not-personal-data"]  # type: ignore[union-attr,index]


def test_command_without_a_date_says_which_law_it_used(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(_letter(ON, FULL), encoding="utf-8")
    code, told, _ = _run(str(letter), "--json")
    assert (code, told["on"]) == (0, "2026-04-07")
    assert [each["id"] for each in told["findings"]] == ["date-unknown"]  # type: ignore[union-attr,index]
    assert _run(str(letter), "--json", "--on", "2022-07-26")[1]["on"] == "2022-07-26"
    assert "not legal advice" in " ".join(_run(str(letter))[2].split())


def test_bad_input_ends_in_a_message(tmp_path: Path) -> None:
    assert _run(str(tmp_path / "nowhere"))[0] == 2
    assert "no notice" in _run(str(tmp_path))[2]
    (tmp_path / "letter.txt").write_bytes(b"\x00\x01")
    assert "not a text file" in _run(str(tmp_path))[2]
    (tmp_path / "letter.txt").write_text("A letter.", encoding="utf-8")
    (tmp_path / "case.yaml").write_text("a: [", encoding="utf-8")
    assert "YAML" in _run(str(tmp_path))[2]
    assert "is not a date" in _run(str(tmp_path / "letter.txt"), "--on", "2022-02-30")[2]
