"""Where the duty to confirm or deny does not arise, and the words that must be the same whether or not anything is held."""

from __future__ import annotations

from datetime import date

import pytest

from fanlight.errors import BadInput
from fanlight.law import confirm_or_deny, exemptions
from fanlight.law.confirm_or_deny import exclusion, exclusions, names_exclusion, tells, together

MAY_2026 = date(2026, 5, 28)
ABSOLUTE = {"23(5)", "32(3)", "34(2)", "40(5A)", "40(5B)(a)(i)", "40(5B)(a)(ii)", "41(2)", "44(2)"}


def test_absolute_provisions_are_those_of_section_2_3() -> None:
    held = exclusions(MAY_2026)
    assert {one.provision for one in held if one.type == "absolute"} == ABSOLUTE | {"37(2)"}
    assert all(one.source.sure in {"low", "medium", "high"} for one in held)
    for one in held:
        for limb in one.of:
            assert exemptions.exemption(limb, MAY_2026).ncnd is not None


def test_every_exemption_with_such_a_provision_has_it_here() -> None:
    covered = {limb for one in exclusions(MAY_2026) for limb in one.of}
    assert covered == {name for name, limb in exemptions.register(MAY_2026).items() if limb.ncnd}


def test_section_40_by_the_day() -> None:
    assert exclusion("40(5B)(a)(i)", date(2018, 5, 25))[0].type == "absolute"
    assert exclusion("40(5)(b)(i)", date(2018, 5, 24))[0].type == "absolute"
    for text, day in (("40(5A)", date(2018, 5, 24)), ("40(5)(a)", date(2018, 5, 25))):
        with pytest.raises(BadInput, match="in force"):
            exclusion(text, day)


@pytest.mark.parametrize(
    ("text", "printed", "kind"),
    [
        ("30(3)", "30(3)", "qualified"),
        ("section 31(3) with 31(1)(a)", "31(3) with 31(1)(a)", "qualified"),
        ("s.23(5)", "23(5)", "absolute"),
        ("37(2) with 37(1)(aa)", "37(2) with 37(1)(aa)", "absolute"),
        ("37(2) with 37(1)(b)", "37(2) with 37(1)(b)", "qualified"),
    ],
)
def test_a_provision_as_people_write_it(text: str, printed: str, kind: str) -> None:
    found, as_printed = exclusion(text, MAY_2026)
    assert (as_printed, found.type) == (printed, kind)
    assert names_exclusion(text)


@pytest.mark.parametrize("text", ["40(5B)", "27(4)", "37(2)", "30(1)(a)", ""])
def test_what_names_no_single_provision_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        exclusion(text, MAY_2026)
    assert refused.value.next_step


def test_23_5_and_24_2_stand_together_without_saying_which() -> None:
    (said,) = together(["23(5)", "24(2)", "31(3)"]).items()
    assert "without saying which" in said[0]
    assert said[1] == ("23(5)", "24(2)")
    assert together(["24(2)", "31(3)"]) == {}
    held, printed = exclusion("23(5)", MAY_2026)
    assert "applies" not in confirm_or_deny.excluded(held, printed, "it", with_others=True)


@pytest.mark.parametrize(
    "text",
    [
        "We do not hold anything on this.",
        "The information is held by our fraud team.",
        "Our searches took an hour.",
        "We can confirm that we hold three files.",
        "Disclosure would harm the ongoing investigation.",
        "We withhold it because it would hinder detectives.",
        "No records were found.",
        "The operation has ended.",
        "There is no such investigation.",
        "No investigation took place.",
        "The file was destroyed in 2019.",
        "Our officers are investigating this.",
        "He is under investigation.",
        "We are not aware of any investigation.",
        "The information exists but is sensitive.",
        "A check of the system returned three results.",
        "Releasing these records would identify the informant.",
        "Nothing is recorded.",
        "We will not release it.",
        "Disclosure of this information would show how it works.",
    ],
)
def test_words_that_tell_are_found(text: str) -> None:
    assert list(tells(text))


@pytest.mark.parametrize(
    "text",
    [
        "Confirming or denying would itself tell the world whether a named person has been investigated.",
        "We neither confirm nor deny that we hold this information.",
        "To say whether or not information is held would show which tactics a force has.",
        "If it were held, it would be exempt.",
        "We have weighed the interest in openness against harm to any investigation.",
        "Any person who is, or is not, under investigation could act on the answer.",
        "Giving the same answer whether or not there is an inquiry outweighs openness.",
        "Confirming or denying that information is held would be likely to prejudice the prevention of crime.",
        "Stating that no information is held would show that nothing has been deployed.",
        "If we denied it in one case and not in another, silence would tell.",
        "Police forces are known to use covert tactics; whether one is used in a place is not.",
        "It would undermine ongoing operations anywhere in the country.",
        "Were it held, it would be information for an investigation.",
        "Disclosure of this information, if it were held, would show how it works.",
        "There is a public interest in transparency about investigations.",
        "The public interest favours maintaining the exclusion of the duty.",
    ],
)
def test_words_that_hold_either_way_pass(text: str) -> None:
    assert list(tells(text)) == []


def test_the_reply_takes_nothing_of_what_is_held() -> None:
    text = confirm_or_deny.said(confirm_or_deny.information("other_information", "2"))
    assert text.startswith("We neither confirm nor deny that we hold any other information that question 2 asks for.")
    assert list(tells(text)) == []
