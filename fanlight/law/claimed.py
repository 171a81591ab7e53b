"""Any exemption other than section 40(2)'s, as a named person recorded it, and the words that follow from the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.law import exemptions
from fanlight.law.citations import parse
from fanlight.law.clock import parse_date
from fanlight.law.fixed import english
from fanlight.law.notice import Claimed

_FIELDS = ("limb", "questions", "reasons", "public_interest", "decision_expected", "alternative", "decided_by", "on")
_ALIASES: dict[Any, str] = {"decided": "on", "decided_on": "on", True: "on", "question": "questions"}


@dataclass(frozen=True, slots=True)
class Factors:
    """The public interest test as a person weighed it: factors for `disclosing`, factors for `withholding`, and how the balance
    lies and why (section 2(2)(b))."""

    disclosing: tuple[str, ...] = ()
    withholding: tuple[str, ...] = ()
    balance: str = ""


@dataclass(frozen=True, slots=True)
class ExemptionRecord:
    """One exemption relied on. `cited` is its section as the letter prints it ("31(1)(a)"), `limb` its id.

    `reasons` say why it applies (for prejudice: which interest, what harm, would or would be likely). A qualified
    exemption needs how the balance lies and why, as `public_interest` in one text or as `factors`, or the day by which that is
    expected.
    """

    limb: str
    cited: str
    questions: tuple[str, ...] = ()
    reasons: str = ""
    public_interest: str = ""
    decision_expected: date | None = None
    alternative: bool = False
    decided_by: str = ""
    on: date | None = None
    factors: Factors = Factors()

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any], *, on: date, where: str = "exemptions") -> ExemptionRecord:
        """From case.yaml, by the law `on` a day. Raises `BadInput` for an unknown field, limb or kind of value."""
        values = {_ALIASES.get(key, key): value for key, value in given.items()}
        unknown = [str(key) for key in values if key not in _FIELDS]
        if unknown:
            raise BadInput(
                f"'{unknown[0]}' is no field of an exemption.", where=where, next_step=f"Known: {', '.join(_FIELDS)}."
            )
        limb, cited = named(str(values.get("limb") or ""), on, where=where)
        listed = values.get("questions") or ()
        questions = tuple(str(each) for each in (listed if isinstance(listed, list | tuple) else [listed]))
        return cls(
            limb,
            cited,
            questions,
            _text(values, "reasons", where),
            "" if isinstance(values.get("public_interest"), Mapping) else _text(values, "public_interest", where),
            _day(values.get("decision_expected"), where),
            bool(values.get("alternative", False)),
            _text(values, "decided_by", where),
            _day(values.get("on"), where),
            _factors(values.get("public_interest"), where),
        )

    def claimed(self) -> Claimed:
        """As section 17's check takes it."""
        state = (
            "decided"
            if self.public_interest or self.factors.balance
            else "undecided"
            if self.decision_expected
            else "none"
        )
        return Claimed(
            self.limb,
            self.questions,
            has_reasons=bool(self.reasons),
            public_interest=state,  # type: ignore[arg-type]
            decision_expected=self.decision_expected,
            alternative=self.alternative,
        )


def named(text: str, on: date, *, where: str = "exemptions") -> tuple[str, str]:
    """(id, section as printed) of a limb given as an id, "s31_1", or as people write it, "section 31(1)(a)"."""
    if text in exemptions.versions():
        return text, exemptions.exemption(text, on).section
    cited = parse(text if text.lower().startswith("s") else f"section {text}") if text else None
    if cited is None or len(cited.ids) != 1:
        raise BadInput(f"'{text}' names no single limb.", where=where, next_step="Write for example 31(1)(a).")
    return cited.ids[0], " and ".join(cited.provisions)


def statement_line(record: ExemptionRecord, on: date) -> str:
    """Section 17(1)(b): "Section 31(1)(a) - Law enforcement"."""
    return f"Section {record.cited} - {exemptions.exemption(record.limb, on).title}"


def explained(record: ExemptionRecord, on: date, *, withheld: str) -> tuple[str, ...]:
    """The letter's paragraphs on one exemption. `withheld` says in words what it covers."""
    held = exemptions.exemption(record.limb, on)
    first = f"Section {record.cited} applies to {withheld}. {_sentence(record.reasons)}".rstrip()
    if not held.public_interest_test:
        return first, "The exemption is absolute, so there is no separate public interest test."
    if record.factors.balance:
        return first, english(on)("interest.weighed")
    if record.public_interest:
        return (
            first,
            f"The exemption is qualified, and we weighed the public interest. {_sentence(record.public_interest)}",
        )
    if record.decision_expected:
        day = f"{record.decision_expected.day} {record.decision_expected:%B %Y}"
        return (
            first,
            f"The exemption is qualified. We have not decided yet where the balance of the public interest lies, and "
            f"expect to decide it by {day}.",
        )
    return (first,)


def _factors(given: Any, where: str) -> Factors:
    """From `for`, `against` (each a text or a list) and `balance`."""
    if not isinstance(given, Mapping):
        return Factors()
    unknown = [str(key) for key in given if key not in ("for", "against", "balance")]
    if unknown:
        raise BadInput(
            f"'{unknown[0]}' is no part of the public interest test.",
            where=where,
            next_step="Known: for, against, balance.",
        )
    lists = {}
    for name in ("for", "against"):
        held = given.get(name) or []
        items = held if isinstance(held, list | tuple) else [held]
        if not all(isinstance(item, str) for item in items):
            raise BadInput(
                f"'{name}' is a text or a list of texts.", where=where, next_step="Put each in quotation marks."
            )
        lists[name] = tuple(_sentence(item) for item in items if item.strip())
    balance = _sentence(_text(given, "balance", where))
    if balance and not all(lists.values()):
        raise BadInput(
            "The balance needs factors on both sides.", where=where, next_step="Give `for` and `against`, or one text."
        )
    return Factors(lists["for"], lists["against"], balance)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def _text(values: Mapping[Any, Any], name: str, where: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise BadInput(f"'{name}' is text.", where=where, next_step="Put it in quotation marks.")
    return value.strip()


def _day(value: Any, where: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return parse_date(str(value), where=where)
