"""Citations of the Act as people print them, brought to one normal form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fanlight.law.data import law_file

EXEMPT_SECTIONS = ("21", "22", "22A", "23", "24", *(str(n) for n in range(26, 45) if n != 25))
PROCEDURAL = {"9", "12", "14"}
_HEAD = re.compile(r"(?<![A-Za-z])(?:sections?|ss?\.?|§)\s*(\d{1,2}A?)(?![\d])", re.I)
_GROUP = re.compile(r"\s*\(\s*(\d{1,2}[A-Z]?|[a-z]{1,2}|i{1,3}|iv|vi{0,3}|ix|x)\s*\)", re.I)
_JOIN = re.compile(
    r"(?:\s*(?:,|&|;|/|\+|and|with|read with|together with|by virtue of))*\s*(?:\(?\s*(?:section|s\.?)?\s*(\d{1,2}A?)(?=\s*\())?"
    r"(?=\s*\()",
    re.I,
)
_OTHER_ACT = re.compile(
    r"[^.;\n]{0,12}?(?:\bof\s+)?(?:the\s+)?(?:[A-Z][\w&']*,?\s+(?:of\s+|and\s+|to\s+|from\s+|the\s+|&\s+|\([A-Z]\w*\)\s+)*)*"
    r"(?:Act|DPA|OAPA|Order|Regulations)\b(?:\s+\(?\d{4})?"
)
_ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}


@dataclass(frozen=True, slots=True)
class Citation:
    """`provisions` is the normal form: each provision whole ('40(2)', '40(3A)(a)'); a bare section has one, '12'.

    `ids` are the limbs of the register that it names; empty for a bare section or another part of the Act. `complete`
    says that the limb is named as section 17(1)(b) needs. `ncnd`: it names a subsection on confirming or denying.
    """

    printed: str
    section: str
    provisions: tuple[str, ...]
    kind: Literal["exemption", "procedural", "other"]
    ids: tuple[str, ...] = ()
    ncnd: bool = False
    complete: bool = False
    start: int = 0

    @property
    def normal(self) -> str:
        return ", ".join(self.provisions)


_SPELT = re.compile(r",? sub-?sections? (\d{1,2}[A-Z]?(?:(?:, | and | & )\d{1,2}[A-Z]?)*)(?![\d(])", re.I)


def _bracketed(spelt: re.Match[str]) -> str:
    """“section 40, subsections 2 and 3” as “section 40(2)(3)”, as long as it was, so that places still hold."""
    groups = "".join(f"({each})" for each in re.findall(r"\d{1,2}[A-Z]?", spelt.group(1)))
    return groups.ljust(len(spelt.group())) if len(groups) <= len(spelt.group()) else spelt.group()


def parse(printed: str) -> Citation | None:
    """The first citation in a text, or None where there is none."""
    return next(find(printed), None)


def find(text: str) -> Iterator[Citation]:
    """Every citation of the Act in a text. Sections of other Acts that are named as such are left out."""
    mended = _SPELT.sub(_bracketed, re.sub(r"\((\d+[A-Z]?)\(", r"(\1)(", text))
    at = 0
    while head := _HEAD.search(mended, at):
        listed = [(head.start(), head.group(1).upper(), *_groups(mended, head.end(), head.group(1).upper()))]
        while more := _MORE.match(mended, listed[-1][3]):
            section = more.group(1).upper()
            if not _continues(head.group(), more, section):
                break
            listed.append((more.start(1), section, *_groups(mended, more.end(), section)))
        at = max(listed[-1][3], head.end())
        if _names_another_act(mended, head.start(), at):
            continue
        for start, section, groups, end in listed:
            yield _citation(mended[start:end].strip(), section, groups, start)


_MORE = re.compile(
    r"(?:\s*(?:,|;|&|/|\band\b|\bor\b))+\s*(\d{1,2}A?)(?![\d.%:/A-Za-z])(?!\s*(?:days?|hours?|months?|years?)\b)"
)


def _continues(head: str, more: re.Match[str], section: str) -> bool:
    """“sections 42(1) and 40(2)”: the second number is a section too. In the singular only with its subsection."""
    known = section in EXEMPT_SECTIONS or section in PROCEDURAL
    subsection = bool(_GROUP.match(more.string, more.end()))
    plural = re.match(r"sections|ss", head, re.I) is not None
    return known and (subsection or plural)


_ACT_BEFORE = re.compile(
    r"(?:Data Protection Act|\bDPA|\bOAPA|\b[A-Z]\w+ Act)(?:\s+\(?\d{4}\)?)?\s*[,(:]?\s*(?:at\s+|in\s+)?\(?$"
)


_OTHER_TEXT = re.compile(
    r"\s*(?:of|in|on|to|at)\s+(?:(?:the|our|your|its|their|this|that|an?|[A-Z]\w+'s)\s+)?(?:(?!act\b|freedom\b|foi)[\w'’-]+\s+){0,3}?"
    r"(?:handbook|forms?|polic(?:y|ies)|constitution|agreement|contract|guidance|code|report|manual|leaflet|lease|standing orders|plan"
    r"|scheme|rules|procedures?|guide|spreadsheet|schedule|deed|specification|tender|framework|licence|application|by-?laws?)\b"
    r"|\s*of the (?:19\d\d|200[1-9]|20[1-9]\d) (?:Act|Order|Regulations)\b",
    re.I,
)


def _names_another_act(text: str, start: int, at: int) -> bool:
    """Another Act right after the section ("section 34 of the DPA") or right before it ("DPA 2018, s.35")."""
    before = _ACT_BEFORE.search(text[max(0, start - 60) : start])
    if before and not re.search(r"Information Act|^\W*the Act", before.group(), re.I):
        return True
    if _OTHER_TEXT.match(text[at : at + 90]):
        return True
    named = _OTHER_ACT.match(text[at : at + 120])
    if not named:
        return False
    return not re.search(r"\bFreedom\s+of\s+Information|\bFOI|^\W*(?:of\s+)?the Act\b", named.group(), re.I)


def _groups(text: str, at: int, section: str) -> tuple[list[str], int]:
    groups: list[str] = []
    while True:
        if group := _GROUP.match(text, at):
            groups.append(group.group(1))
            at = group.end()
        elif (join := _JOIN.match(text, at)) and (groups or join.group(1)) and join.group(1) in (None, section):
            if not _GROUP.match(text, join.end()):
                return groups, at
            at = join.end()
        else:
            return groups, at


def _provisions(section: str, groups: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    sub = para = ""
    for raw in groups:
        if raw[0].isdigit():
            sub, para = f"{section}({raw.upper()})", ""
            found.append(sub)
            continue
        token = raw.lower()
        if para and token in _ROMAN and not para.endswith("(h)"):
            _narrow(found, para, f"{para}({token})")
        else:
            base = sub or section
            _narrow(found, base, f"{base}({token})")
            para = f"{base}({token})"
    return tuple(dict.fromkeys(found)) or (section,)


def _narrow(found: list[str], base: str, whole: str) -> None:
    if base in found:
        found.remove(base)
    found.append(whole)


def _citation(printed: str, section: str, groups: list[str], start: int) -> Citation:
    provisions = _provisions(section, groups)
    if section in PROCEDURAL:
        return Citation(printed, section, provisions, "procedural", complete=bool(groups), start=start)
    if section not in EXEMPT_SECTIONS:
        return Citation(printed, section, provisions, "other", complete=True, start=start)
    ids, ncnd = _named(section, provisions)
    complete = bool(ids) or ncnd
    return Citation(printed, section, provisions, "exemption", ids, ncnd, complete, start)


_BY_SUBSECTION = {
    "27(1)": "s27_1",
    "27(2)": "s27_2",
    "30(1)": "s30_1",
    "30(2)": "s30_2",
    "31(1)": "s31_1",
    "37(1)(b)": "s37_hon",
    "40(1)": "s40_1",
    "40(3A)(a)": "s40_2_3Aa",
    "40(3A)(b)": "s40_2_3Ab",
    "40(3B)": "s40_2_3B",
    "40(4A)": "s40_2_4A",
    "43(1)": "s43_1",
    "43(2)": "s43_2",
    "37(1)(a)": "s37_royal_abs",
    "37(1)(aa)": "s37_royal_abs",
    "37(1)(ab)": "s37_royal_abs",
    "37(1)(ac)": "s37_royal_q",
    "37(1)(ad)": "s37_royal_q",
}
_SPLIT = {"27", "30", "31", "37", "40", "43"}
_WHOLE = {"21", "22", "22A", "23", "24", "26", "28", "29", "32", "33", "34", "35", "36", "38", "39", "41", "42", "44"}


@cache
def confirm_or_deny_provisions() -> tuple[str, ...]:
    """The subsections on confirming or denying, of every day: 30(3), 40(5A), 40(5B) …; what narrows one is within it."""
    entries = law_file("confirm_or_deny")["provisions"]
    return tuple(dict.fromkeys(re.sub(r"(\d\)|[AB]\))(\([a-z]+\))+$", r"\1", entry["provision"]) for entry in entries))


def _named(section: str, provisions: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    ncnd = any(within(provision, outer) for provision in provisions for outer in confirm_or_deny_provisions())
    ids = [name for provision in provisions for key, name in _BY_SUBSECTION.items() if within(provision, key)]
    if section in _WHOLE and not ncnd:
        ids.append(f"s{section}")
    return tuple(dict.fromkeys(ids)), ncnd


def within(provision: str, outer: str) -> bool:
    """'40(3A)(a)' is within '40(3A)'; '40(3A)' is not within '40(3)'."""
    return provision == outer or provision.startswith(outer + "(")
