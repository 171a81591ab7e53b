"""The register of exemptions and the citations that name its limbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from fanlight.errors import BadInput
from fanlight.law import exemptions
from fanlight.law.citations import find, parse
from fanlight.law.claimed import named

JULY_2022 = date(2022, 7, 26)


def test_there_are_33_limbs_and_each_has_a_source() -> None:
    register = exemptions.register(JULY_2022)
    assert len(register) == 33
    assert all(limb.source.cite and limb.source.sure in {"low", "medium", "high"} for limb in register.values())
    assert all(limb.public_interest_test == (limb.type == "qualified") for limb in register.values())
    for limb in register.values():
        assert set(limb.excludes) | set(limb.in_the_alternative) <= set(register)


def test_the_register_agrees_with_the_facts(extracts: Path) -> None:
    facts = yaml.safe_load((extracts / "facts" / "exemptions.yaml").read_text(encoding="utf-8"))["exemptions"]
    register = exemptions.register(date(2026, 6, 1))
    assert {fact["id"] for fact in facts} == set(register)
    for fact in facts:
        limb = register[fact["id"]]
        if fact["id"] == "s38":  # endangerment, not prejudice: the Commissioner's guidance of 21 March 2024
            fact["basis"] = "endangerment"
        assert (limb.type, limb.basis, limb.public_interest_test, limb.ncnd) == (
            fact["type"],
            fact["basis"],
            fact["pit"],
            fact["ncnd"],
        )


@pytest.mark.parametrize("year", range(2005, 2028))
def test_the_register_holds_for_every_year_of_the_right(year: int) -> None:
    register = exemptions.register(date(year, 1, 1))
    assert ("s22A" in register) == (year >= 2015)
    assert len(register) == 33 - (year < 2015)


def test_an_old_letter_is_judged_by_the_law_of_its_day() -> None:
    before = exemptions.exemption("s40_2_3Aa", date(2018, 5, 24))
    after = exemptions.exemption("s40_2_3Aa", date(2018, 5, 25))
    assert before.text_held
    assert before.section == "40(2) with 40(3)(a)(i)"
    assert not any("article_6" in test for test in before.tests)
    assert "40(3A)(a)" in after.section
    assert not exemptions.gateway(JULY_2022).text_held
    assert "(ea)" in exemptions.gateway(date(2026, 6, 1)).rule
    with pytest.raises(BadInput):
        exemptions.register(date(2000, 1, 1))


def test_repealed_subsections_name_their_replacement() -> None:
    assert exemptions.replaced("40(3)(a)", JULY_2022) == ("40(3A)", "40(3B)")
    assert exemptions.replaced("40(4)", JULY_2022) == ("40(4A)",)
    assert exemptions.replaced("40(3A)(a)", JULY_2022) == ()
    assert exemptions.replaced("40(3)", date(2017, 1, 1)) == ()


def test_police_cannot_use_33_and_35() -> None:
    hidden = {name for name, limb in exemptions.register(JULY_2022).items() if "police" in limb.unavailable_to}
    assert hidden == {"s33", "s35"}
    assert exemptions.exemption("s31_1", JULY_2022).excludes == ("s30_1", "s30_2")


FORMS = {
    "Section 40(2)(3A)(a) – Personal Information": ("40(2), 40(3A)(a)", ("s40_2_3Aa",)),
    "s.40(2) & 40(3A)(a)": ("40(2), 40(3A)(a)", ("s40_2_3Aa",)),
    "section 40(2), by virtue of section 40(3A)(a)": ("40(2), 40(3A)(a)", ("s40_2_3Aa",)),
    "section 40(2) with 40(3A)(a) of the Freedom of Information Act 2000": ("40(2), 40(3A)(a)", ("s40_2_3Aa",)),
    "Section 40(2)(3)&(4)": ("40(2), 40(3), 40(4)", ()),
    "Section 40(2)(a)(b) and (3A)(a)": ("40(2)(a), 40(2)(b), 40(3A)(a)", ("s40_2_3Aa",)),
    "Section 40(2(3)(a) - Personal Information": ("40(2), 40(3)(a)", ()),
    "Section 31(1)(g)&(2)(b) - (Law Enforcement)": ("31(1)(g), 31(2)(b)", ("s31_1",)),
    "Section 31 (1) (a) (b) (c) (Law enforcement)": ("31(1)(a), 31(1)(b), 31(1)(c)", ("s31_1",)),
    "Section 30(1)(a)(i) – Criminal Investigations": ("30(1)(a)(i)", ("s30_1",)),
    "Section 31(3) - Law Enforcement": ("31(3)", ()),
    "S12": ("12", ()),
    "FOIA, s.12": ("12", ()),
}


@pytest.mark.parametrize("printed", FORMS)
def test_printed_forms(printed: str) -> None:
    cited = parse(printed)
    assert cited is not None
    assert (cited.normal, cited.ids) == FORMS[printed]


def test_other_acts_are_left_out() -> None:
    text = "Threats to kill, section 16 OAPA 1861; Section 34 of the Data Protection Act 2018; section 40(1) here."
    assert [cited.normal for cited in find(text)] == ["40(1)"]


def test_real_printed_forms_all_parse(extracts: Path) -> None:
    printed = (extracts / "facts" / "printed_exemptions.txt").read_text(encoding="utf-8").splitlines()
    assert len(printed) > 50
    for form in printed:
        cited = parse(form)
        assert cited is not None, form
        assert cited.section in form
        if "(" in form.split("–")[0].split("- ")[0] and "(Law" not in form:
            assert len(cited.normal) > 2, form


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("31(1)(a), (b) and 31(1)(c)", "31(1)(a) and 31(1)(b) and 31(1)(c)"),
        ("31(1)(g)&(2)(b)", "31(1)(g) and 31(2)(b)"),
        ("30(1)(a)(i)", "30(1)(a)(i)"),
        ("36(2)(b)", "36(2)(b)"),
        ("36(2)(a)(ii)", "36(2)(a)(ii)"),
        ("section 43(2) of the Freedom of Information Act 2000", "43(2)"),
        ("44(1)(a) with section 17 of the Wireless Telegraphy Act 2006", "44(1)(a)"),
    ],
)
def test_a_limb_is_read_as_people_write_it(written: str, cited: str) -> None:
    assert named(written, date(2026, 10, 1))[1] == cited


@pytest.mark.parametrize("written", ["31(1)(z)", "31(1)(a) and (q)", "30(1)(d)", "36(2)(d)", "38(1)(c)", "44(1)(d)"])
def test_a_paragraph_that_there_is_not_is_refused_with_those_that_there_are(written: str) -> None:
    with pytest.raises(BadInput, match=r"There is no section .* has the paragraphs \(a\), "):
        named(written, date(2026, 10, 1))


@pytest.mark.parametrize(
    "written",
    [
        "31(1)(a) and 40(2)",
        "42 and 43(2)",
        "31(1)(a), 43(2)",
        "s.31(1)(a) and 42 of the Freedom of Information Act 2000",
    ],
)
def test_an_exemption_named_beside_another_is_not_lost(written: str) -> None:
    with pytest.raises(BadInput, match="Give each an entry of its own"):
        named(written, date(2026, 10, 1))
