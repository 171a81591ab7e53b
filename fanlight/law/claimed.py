"""What is relied on besides section 40(2), as a named person recorded it, and the words that follow from the record.

That is an exemption from disclosing, or a provision under which the duty to confirm or deny does not arise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.law import confirm_or_deny, exemptions
from fanlight.law.citations import parse, within
from fanlight.law.clock import parse_date
from fanlight.law.notice import Claimed

_FIELDS = (
    "limb",
    "questions",
    "reasons",
    "reasons_omitted_17_4",
    "public_interest",
    "decision_expected",
    "time_needed",
    "alternative",
    "decided_by",
    "on",
)
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
    """One exemption relied on. `cited` is its section as the letter prints it ("31(1)(a)"), `limb` its id; for a provision
    on confirming or denying the provision itself, "30(3)".

    `reasons` say why it applies (for prejudice: which interest, what harm, would or would be likely). A qualified
    exemption needs how the balance lies and why, as `public_interest` in one text or as `factors`, or the day by which that is
    expected; `time_needed` says why a day that is far off is reasonable.
    `reasons_omitted_17_4` are reasons that section 17(4) lets the notice leave out: kept inside, and printed nowhere.
    """

    limb: str
    cited: str
    questions: tuple[str, ...] = ()
    reasons: str = ""
    reasons_omitted_17_4: str = ""
    public_interest: str = ""
    decision_expected: date | None = None
    time_needed: str = ""
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
            _text(values, "reasons_omitted_17_4", where),
            "" if isinstance(values.get("public_interest"), Mapping) else _text(values, "public_interest", where),
            _day(values.get("decision_expected"), where),
            _text(values, "time_needed", where),
            bool(values.get("alternative", False)),
            _text(values, "decided_by", where),
            _day(values.get("on"), where),
            _factors(values.get("public_interest"), where),
        )

    @property
    def neither(self) -> bool:
        """It takes away the duty to confirm or deny, and so covers an answer that does neither."""
        return confirm_or_deny.known(self.limb)

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
            waived=bool(self.reasons_omitted_17_4),
        )


def named(text: str, on: date, *, where: str = "exemptions") -> tuple[str, str]:
    """(id, section as printed) of a limb given as an id, "s31_1", or as people write it, "section 31(1)(a)"; of a provision
    on confirming or denying (the provision, as printed)."""
    if text in exemptions.versions():
        return text, exemptions.exemption(text, on).section
    if confirm_or_deny.names_exclusion(text):
        held, printed = confirm_or_deny.exclusion(text, on, where=where)
        return held.provision, printed
    written = text if text.lower().startswith("s") else f"section {text}"
    cited = parse(written) if text else None
    if cited is None or len(cited.ids) != 1:
        raise BadInput(f"'{text}' names no single limb.", where=where, next_step="Write for example 31(1)(a).")
    if _cites_more(written[cited.start + len(cited.printed) :]):
        raise BadInput(
            f"'{text}' names more than one exemption.", where=where, next_step="Give each an entry of its own."
        )
    limb = exemptions.exemption(cited.ids[0], on)
    for provision in cited.provisions:
        if limb.paragraphs and not limb.has(provision):
            raise BadInput(
                f"There is no section {provision} in the Act.",
                where=where,
                next_step=f"Section {limb.stem} has the paragraphs {', '.join(limb.paragraphs)}.",
            )
    return cited.ids[0], " and ".join(cited.provisions)


_CITED_TOO = re.compile(
    r"(?:\band|&|,|;|/|\+|\bwith|\bor|\bsections?|\bs\.?)\s*(?:sections?\s*|s\.?\s*)?\d{1,2}[A-Z]?\b", re.I
)


def _cites_more(rest: str) -> bool:
    """Whether what follows a citation cites this Act once more; a prohibition in another Act may be named with section 44."""
    found = _CITED_TOO.search(rest)
    act = re.search(r"\b[A-Z]\w+ (?:Act|Order|Regulations)\b", rest[found.end() :]) if found else None
    return found is not None and (act is None or "Information Act" in act.group())


def section(cited: str) -> str:
    """ "Section 31(1)(a) and (b)" of "31(1)(a) and 31(1)(b)"; "Section 23" of one."""
    provisions = cited.split(" and ")
    if len(provisions) == 1:
        return f"Section {cited}"
    if provisions[0] == "40(2)" and all(within(each, "40(3A)") or not within(each, "40(2)") for each in provisions[1:]):
        return f"Section 40(2) with {' and '.join(provisions[1:])}"
    stem = provisions[0][: provisions[0].rindex("(")] if "(" in provisions[0] else ""
    shared = stem and all(each[: each.rindex("(")] == stem for each in provisions if "(" in each)
    rest = [each[len(stem) :] if shared else each for each in provisions[1:]]
    listed = [provisions[0], *rest]
    return f"Section {', '.join(listed[:-1])} and {listed[-1]}"


def statement_line(record: ExemptionRecord, on: date) -> str:
    """Section 17(1)(b): "Section 31(1)(a) - Law enforcement"."""
    if record.neither:
        return confirm_or_deny.line(record.cited, on)
    return f"{section(record.cited)} - {exemptions.exemption(record.limb, on).title}"


_OMITTED = (
    "Section 17(4) of the Act lets us leave out reasons to the extent that stating them would itself disclose exempt "
    "information. To that extent we leave them out here."
)


def explained(record: ExemptionRecord, on: date, *, withheld: str, with_others: bool = False) -> tuple[str, ...]:
    """The letter's paragraphs on one exemption, or on one provision on confirming or denying. `withheld` says in words what it
    covers, `with_others` that it is cited together with another without saying which applies. The reasons that section 17(4)
    lets the letter leave out are never in them."""
    if record.neither:
        held, _ = confirm_or_deny.exclusion(record.cited, on)
        kind, first = "exclusion", confirm_or_deny.excluded(held, record.cited, withheld, with_others=with_others)
        tested = held.public_interest_test
    else:
        kind, first = "exemption", f"{section(record.cited)} applies to {withheld}."
        tested = exemptions.exemption(record.limb, on).public_interest_test
    omitted = _OMITTED if record.reasons_omitted_17_4 else ""
    first = " ".join(part for part in (first, _sentence(record.reasons), omitted) if part)
    if not tested:
        return first, f"The {kind} is absolute, so there is no separate public interest test."
    return (first, *_weighed(record, kind))


def _weighed(record: ExemptionRecord, kind: str) -> tuple[str, ...]:
    if record.public_interest or record.factors.balance:
        against = (
            " in maintaining the exclusion of the duty against that in saying whether the information is held"
            if record.neither
            else ""
        )
        weighed = f"The {kind} is qualified, and we weighed the public interest{against}."
        return (f"{weighed} {_sentence(record.public_interest)}".rstrip(),)
    if record.decision_expected:
        day = f"{record.decision_expected.day} {record.decision_expected:%B %Y}"
        return (
            f"The {kind} is qualified. We have not decided yet where the balance of the public interest lies, and "
            f"expect to decide it by {day}. Section 10(3) of the Act allows such time as is reasonable for that. "
            f"{_sentence(record.time_needed)}".rstrip(),
        )
    if record.reasons_omitted_17_4:
        return (
            f"The {kind} is qualified. We weighed the public interest, and it lies in maintaining the {kind}; our reasons for that "
            "are among those that we leave out.",
        )
    return ()


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
