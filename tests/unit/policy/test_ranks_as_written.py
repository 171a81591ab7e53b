"""Ranks as people write them: dots, spaces and case do not matter; what is ambiguous or unknown is refused."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.rank_words import readings, understood

DETECTIVE, PLAIN = True, False


@pytest.mark.parametrize(
    ("texts", "name", "detective", "status"),
    [
        ("PC|P.C.|Police Constable|Con.|Const|WPC", "Constable", PLAIN, ""),
        ("DC|D.C.|Det Con|Det. Const.|D/Con|TDC|T/DC|T/D/C", "Constable", DETECTIVE, ""),
        ("PS|P.S.|P S|Sgt|Sgt.|Sergt|Police Sergeant|P/S|WPS", "Sergeant", PLAIN, ""),
        ("A/Sgt|A Sgt|A.Sgt|Acting Sgt|Actg. Sgt|Ag Sgt|A/PS|APS|Sergeant (acting)|ASgt", "Sergeant", PLAIN, "acting"),
        ("DS|D.S.|Det Sgt|DetSgt|D/Sgt|Detective Sergeant|Sergeant (Detective)", "Sergeant", DETECTIVE, ""),
        ("Insp|INSP.|Inspector|Insp'r|Ins|Police Inspector|PI", "Inspector", PLAIN, ""),
        ("DI|D.I.|D. I.|D I|d.i|D/I|Det Insp|Det. Insp.|D/Insp|Inspector (Detective)", "Inspector", DETECTIVE, ""),
        ("T/DI|T.D.I.|TDI|T DI|T-DI|Temp DI|Temporary Det. Insp.|DI (T)|DI (temp.)|Ty. DI", "Inspector", DETECTIVE, "temporary"),
        ("Temp. Insp|Temp Insp|T/Insp|T.Insp|Insp (Temporary)|TInsp", "Inspector", PLAIN, "temporary"),
        ("CI|C.I.|C/I|Ch Insp|Ch. Insp.|C/Insp|ChInsp|Chief Insp|Chf Inspector", "Chief Inspector", PLAIN, ""),
        ("A/CI|ACI|A/Ch Insp|A/C/Insp|Acting Chief Inspector", "Chief Inspector", PLAIN, "acting"),
        ("DCI|D.C.I.|D/C/I|Det Ch Insp|Det. Chief Insp.|D/Ch/Insp", "Chief Inspector", DETECTIVE, ""),
        ("Supt|Supt.|Superintendent|Superintendant|Supdt|SU", "Superintendent", PLAIN, ""),
        ("DSU|D/Supt|Det Supt|DSupt|Det. Superintendent", "Superintendent", DETECTIVE, ""),
        ("CS|C/Supt|Ch Supt|Ch. Supt.|Chief Supt", "Chief Superintendent", PLAIN, ""),
        ("T/DCS|Temporary Detective Chief Superintendent|TDCS", "Chief Superintendent", DETECTIVE, "temporary"),
        ("Cmdr|Cdr|Commander", "Commander", PLAIN, ""),
        ("ACC|A.C.C.|A C C|Asst Ch Con|Asst. Chief Constable|assistant chief constable", "Assistant Chief Constable", PLAIN, ""),
        ("DCC|D.C.C.|Dep. Ch. Con.|Deputy Chief Constable", "Deputy Chief Constable", PLAIN, ""),
        ("T/ACC|Temp ACC", "Assistant Chief Constable", PLAIN, "temporary"),
        ("A/CC|Acting Chief Constable", "Chief Constable", PLAIN, "acting"),
        ("DAC|Dep Asst Commr", "Deputy Assistant Commissioner", PLAIN, ""),
        ("Substantive DI|Sub DI|DI (substantive)", "Inspector", DETECTIVE, "substantive"),
    ],
)  # fmt: skip
def test_ranks_as_people_write_them(texts: str, name: str, detective: bool, status: str) -> None:
    for text in texts.split("|"):
        rank = ranks.parse(text)
        assert (rank.name, rank.detective, rank.status) == (name, detective, status), text


@pytest.mark.parametrize("text", ["A CC", "A. CC", "a cc"])
def test_what_can_be_read_in_two_ways_is_refused_with_both(text: str) -> None:
    with pytest.raises(BadInput, match="can be read as Assistant Chief Constable or acting Chief Constable") as caught:
        ranks.parse(text)
    assert understood() in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "A", "T", "D", "I", "Chief", "Detective", "Acting", "Det.", "A/C", "T/C", "T/I", "A/T Insp", "T/A/DI", "DI A", "PCSO",
        "SC", "Special Constable", "CID", "PSD", "DPS", "SIO", "DSI", "Sub", "Det Det Insp", "Insp Sgt", "Colonel", "Lt", "DI Smith", "13",
    ],
)  # fmt: skip
def test_what_is_no_rank_is_refused_with_everything_that_is_understood(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        ranks.parse(text)
    said = str(caught.value)
    assert f"There is no police rank “{text}”." in said
    assert all(name in said for name in ranks.levels())
    for written in ("PC", "DC", "PS", "Sgt", "Insp", "DI", "CI", "DCI", "Supt", "ACC", "Acting or A/", "Temp or T/"):
        assert written in said, written


def test_only_some_ranks_have_detectives() -> None:
    with pytest.raises(BadInput, match="There is no detective commander"):
        ranks.parse("D/Commander")


def test_a_temporary_constable_cannot_be() -> None:
    rank = ranks.parse("T/PC")
    with pytest.raises(BadInput, match="there is no lower rank"):
        ranks.check_status(rank, "", None)


WAYS = ["{}", "{}.", " {} ", "{} (acting)", "A/{}", "Acting {}", "T/{}", "temp. {}", "Substantive {}"]


@pytest.mark.parametrize("name", ranks.levels())
def test_every_rank_in_full_is_itself_however_it_is_set(name: str) -> None:
    for way in WAYS:
        for text in (way.format(name), way.format(name).upper(), way.format(name).replace(" ", ". ")):
            assert ranks.parse(text).name == name, text


@given(st.lists(st.sampled_from("acdiinpst ./("), max_size=8).map("".join))
def test_no_text_has_more_than_one_rank_without_a_refusal(text: str) -> None:
    found = readings(text)
    assert len(found) <= 2
    if len(found) == 1:
        assert str(ranks.parse(text)) == ranks.Rank(found[0][0], 0, found[0][1]).__str__()
    else:
        with pytest.raises(BadInput):
            ranks.parse(text)


def test_spaces_and_dots_never_lead_to_another_rank() -> None:
    """However initials are set, they are one rank, or refused."""
    for initials in (
        "pc",
        "dc",
        "ps",
        "ds",
        "di",
        "ci",
        "dci",
        "dsu",
        "cs",
        "dcs",
        "acc",
        "dcc",
        "dac",
        "adi",
        "tdci",
        "aps",
    ):
        expected = ranks.parse(initials)
        for marks in itertools.product(("", ".", " ", ". "), repeat=len(initials)):
            text = "".join(letter + mark for letter, mark in zip(initials, marks, strict=True))
            own = (expected.name, expected.detective, expected.status)
            found = readings(text)
            assert found == [own] or (len(found) == 2 and own in found), text
