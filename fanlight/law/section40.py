"""Section 40's tests as a record: what a named person decided about each, and whether the record holds together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.law import exemptions
from fanlight.law.data import law_file
from fanlight.law.findings import Finding, finding

LIMBS = ("s40_2_3Aa", "s40_2_3Ab")


@dataclass(frozen=True, slots=True)
class Section40Record:
    """What was decided on third-party personal data under section 40(2) with 40(3A)(a). Empty means not recorded.

    `identified_by` is who could identify somebody (a motivated intruder, colleagues …), `identified_how` with what
    other information; `contravenes` names the principle. The three parts of legitimate interests are `purpose`,
    `necessity` and `balance`; `necessary` and `overridden` are their outcomes (True: disclosure is necessary; the
    interest is overridden by those of the people concerned). `criminal_offence` and `special_category` say which
    condition was looked for and whether it is met ("none is met: …"), or why the data are not of that kind.
    """

    limb: str = "s40_2_3Aa"
    questions: tuple[str, ...] = ()
    living_individual: bool | None = None
    identified_by: str = ""
    identified_how: str = ""
    contravenes: str = "Article 5(1)(a) of the UK GDPR"
    law_enforcement: bool = False
    purpose: str = ""
    necessity: str = ""
    necessary: bool | None = None
    balance: str = ""
    overridden: bool | None = None
    criminal_offence: str = ""
    condition_met: bool | None = None
    special_category: str = ""
    fairness: str = ""
    transparency: str = ""
    gateway: str = "6(1)(f)"
    confirm_or_deny: str = "confirmed"
    decided_by: str = ""
    on: date | None = None

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any], *, where: str = "exemptions") -> Section40Record:
        """From case.yaml. Raises `BadInput` for an unknown field, a wrong kind of value, or an impossible date."""
        known = {field.name: field for field in fields(cls)}
        # YAML reads a bare `on` as a yes.
        aliases: dict[Any, str] = {"decided": "on", "decided_on": "on", True: "on", "question": "questions"}
        values: dict[str, Any] = {}
        for key, value in given.items():
            name = aliases.get(key, key)
            if name in {"id", "exemption", "section"}:
                name = "limb"
            if name not in known:
                raise BadInput(f"'{key}' is no field of a section 40 record.", where=where, next_step=_fields(known))
            values[name] = _value(name, value, where=where)
        return cls(**values)


_YES_NO = ("living_individual", "necessary", "overridden", "condition_met", "law_enforcement")


def _fields(known: Mapping[str, object]) -> str:
    return f"Known: {', '.join(known)}."


def _value(name: str, value: Any, *, where: str) -> Any:
    if name == "questions":
        listed = value if isinstance(value, list | tuple) else [value]
        return tuple(str(each) for each in listed)
    if name in _YES_NO:
        if value is None or isinstance(value, bool):
            return value
        raise BadInput(f"'{name}' is yes or no, not '{value}'.", where=where)
    if name == "on":
        return _day(value, where=where)
    if name == "limb":
        return _limb(str(value), where=where)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"'{name}' is text.", where=where, next_step="Put it in quotation marks.")
    return value.strip()


def _day(value: Any, *, where: str) -> date | None:
    from fanlight.law.clock import parse_date

    if value is None or (isinstance(value, date)):
        return value
    return parse_date(str(value), where=where)


def _limb(value: str, *, where: str) -> str:
    from fanlight.law.citations import parse

    if value in exemptions.versions():
        return value
    cited = parse(value if value.lower().startswith("s") else f"section {value}")
    if cited is None or len(cited.ids) != 1:
        raise BadInput(f"'{value}' names no single limb.", where=where, next_step="Write for example s40_2_3Aa.")
    return cited.ids[0]


_PARTS = {
    "identified_by": "who could identify a living individual",
    "identified_how": "how, with what other information, an individual could be identified",
    "purpose": "which legitimate interest disclosure would serve (the purpose)",
    "necessity": "whether disclosure of this data is necessary for it",
    "balance": "the balance with the interests of the people concerned",
    "criminal_offence": "whether the data concern criminal offences, and if so which condition was looked for",
    "special_category": "whether the data are of a special category, and if so which condition was looked for",
    "fairness": "whether disclosure would be fair: what the people concerned expect, and what harm could come",
    "transparency": "what people have been told about disclosure",
    "decided_by": "who decided",
}


def check_section40(record: Section40Record, on: date) -> tuple[Finding, ...]:
    """Missing parts, and what in the record contradicts the claim, by the law `on` the day of the decision."""
    if record.living_individual is False:
        return (finding("s40-not-personal-data", where="living_individual"),)
    before = law_file("section_40")["before"]
    if on < before["until"]:
        return (*_missing(record, tuple(before["parts"])), *_wrong_words(record))
    found = list(_missing(record))
    found.extend(_wrong_words(record))
    if record.necessary is False:
        pass  # disclosure that is not necessary is not lawful: refusal stands
    elif record.overridden is False and record.condition_met is not False:
        found.append(_contradiction("overridden", "the interests of the people concerned do not override disclosure"))
    if record.condition_met is True and record.overridden is not True and record.necessary is not False:
        found.append(_contradiction("condition_met", "a condition for disclosure is met"))
    if not exemptions.gateway(on).text_held:
        found.append(finding("text-of-the-day-not-held", where="section 40(8)", provision="section 40(8)"))
    return tuple(found)


def _missing(record: Section40Record, only: tuple[str, ...] = ()) -> list[Finding]:
    """What the record does not say; `only` these parts before 25 May 2018, when no test of Article 6 was needed."""
    said = [] if record.living_individual else [("living_individual", "whether a living individual is identifiable")]
    said += [(name, part) for name, part in _PARTS.items() if not getattr(record, name) and (not only or name in only)]
    if record.on is None:
        said.append(("on", "the day of the decision"))
    if only:
        return [finding("s40-part-missing", where=name, part=part, field=name) for name, part in said]
    if record.necessity and record.necessary is None:
        said.append(("necessary", "the outcome of the necessity test"))
    if record.balance and record.overridden is None and record.necessary is not False:
        said.append(("overridden", "the outcome of the balance"))
    if not re.search(r"article\s*5\s*\(1\)\s*\(a\)|5\(1\)\(a\)", record.contravenes, re.I):
        found = [finding("dpa-34-without-article-5", where="contravenes")]
    else:
        found = []
    return found + [finding("s40-part-missing", where=name, part=part, field=name) for name, part in said]


def _wrong_words(record: Section40Record) -> list[Finding]:
    from fanlight.law.letters.section40 import low_words, no_reasons_words

    found = []
    if re.search(r"6\(1\)\([ae]\)|consent|public task", record.gateway, re.I):
        found.append(finding("wrong-gateway", where="gateway"))
    reasoned = ("identified_by", "identified_how", "purpose", "necessity", "balance", "fairness", "transparency")
    for name in reasoned:
        text = getattr(record, name)
        if low_words(text):
            found.append(finding("low-figure-as-reason", where=name))
        if no_reasons_words(text):
            found.append(finding("reasons-skipped-class-based", where=name))
    for name in ("purpose", "necessity", "balance"):
        if re.search(r"6\s*\(1\)\s*\([ae]\)|public task", getattr(record, name), re.I):
            found.append(finding("wrong-gateway", where=name))
    return found


def _contradiction(name: str, said: str) -> Finding:
    return finding("s40-balance-contradicts", where=name, contradiction=said)
