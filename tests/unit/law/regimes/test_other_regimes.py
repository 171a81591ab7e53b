"""Own data and other Acts: what opens, what is handed over, by when."""

from __future__ import annotations

from datetime import date

import pytest

from fanlight.errors import BadInput
from fanlight.law.confirm_or_deny import tells
from fanlight.law.regimes import other_acts, own_data


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2024, 4, 15), date(2024, 5, 15)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 12, 10), date(2025, 1, 10)),
        (date(2026, 4, 30), date(2026, 6, 1)),  # 30 May is a Saturday
    ],
)
def test_a_subject_access_request_is_due_a_month_after_the_first_receipt(received: date, due: date) -> None:
    assert own_data.subject_access_due(received) == due


def test_the_provision_of_the_day() -> None:
    assert own_data.provision(date(2018, 5, 24), neither=True) == "40(5)(a)"
    assert own_data.provision(date(2018, 5, 25), neither=True) == "40(5A)"
    assert own_data.provision(date(2018, 5, 25), neither=False) == "40(1)"


def test_the_words_that_confirm_nothing_tell_nothing() -> None:
    for paragraph in own_data.own_data_notice(date(2024, 5, 2), neither=True, number="1"):
        assert list(tells(paragraph)) == []
        assert "40(5A)" in paragraph
    assert "section 45 of the Data Protection Act 2018" in own_data.subject_access_opened(
        date(2024, 4, 15), processing="law_enforcement"
    )


def test_another_act_is_named_and_never_answered() -> None:
    said = other_acts.handed_over(other_acts.other_act("foisa"), to="the Scottish police", received="15 April 2024")
    assert "Freedom of Information (Scotland) Act 2002" in said
    assert "does not answer it" in said
    assert other_acts.other_act("foisa").whole
    assert not other_acts.other_act("reuse").whole
    with pytest.raises(BadInput, match="no law of this list"):
        other_acts.other_act("gdpr")
