"""Names of people in a text: after a title, after a forename, in initials, or where the words around say that somebody is meant.

A reader's eye decides; this finds where to look. Places, Acts, months, offences, and the names of authorities and of what they
have are no people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fanlight.answering.checks.name_words import FORENAMES, NO_NAME, PLACES, STREETS, SURNAMES

TITLE = (
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|rev|revd|reverend|canon|father|rabbi|imam|cllr|councillor|ald|alderman"
    r"|pc|wpc|dc|wdc|ds|di|dci|dsu|dcs|ps|pcso|sgt|sergeant|insp|inspector|supt|superintendent|constable|acc|dcc|commander|commissioner|judge|hhj"
    r"|justice|coroner|captain|lieutenant|corporal|private|nurse|sister)"
)
_WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|Fitz|De|Le|La|Du|Di)?[A-ZÀ-ÞŁŚŻ][a-zà-ÿłśżąęńćź'’]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?|[A-ZÀ-Þ]{3,}(?:['’-][A-ZÀ-Þ]{2,})?)"
_INITIAL = r"[A-Z]\.?"
_PARTICLE = r"(?:van\s+(?:der\s+|den\s+)?|von\s+|de\s+(?:la\s+)?|al-|el-|bin\s+|ap\s+)"
_AFTER = rf"(?:{_PARTICLE})?{_WORD}"
_NUMBER = r"(?:[A-Z]{0,2}\d{1,6}[A-Z]{0,2}\s+)?"
_ROLE = (
    r"colleague|friend|neighbour|client|partner|husband|wife|brother|sister|son|daughter|mother|father|uncle|aunt|officer|manager|director|secretary"
    r"|chair(?:man|woman|person)?|leader|executive|solicitor|victim|suspect|offender|witness|complainant|driver|resident|teacher|head(?:teacher|master|mistress)?"
    r"|(?:written|signed|decided|approved|authorised|sent|made|reported|led|chaired|investigated|reviewed|taken|interviewed|committed|recorded)\s+by"
    r"|mayor|deputy|called|named|applicant|requester|reporter|journalist|author|defendant|claimant|convicted|arrested"
)
_DOES = (
    r"who\b|aged\s+\d|\(\d{2}\)|says?\b|said\b|told\b|wrote\b|asked\b|admitted\b|pleaded\b|complained\b|lives?\b|lived\b|decided\b|approved\b|authorised\b|reviewed\b|attended\b|investigated\b|arrested\b|phoned\b|e-?mailed\b|signed\b|resigned\b|retired\b"
    r"|(?:was|were|has\s+been|had\s+been|is|being)\s+(?:then\s+|later\s+|also\s+)?(?:arrested|convicted|charged|cautioned|interviewed|stopped\s+by|dismissed|promoted|sentenced|fined"
    r"|appointed|suspended|questioned|bailed|released|injured|killed|elected|employed)\b"
    rf"|(?:is|was)\s+(?:the|our|an?)\s+(?:\w+\s+){{0,3}}(?:{_ROLE})\b"
)
_TITLED = re.compile(
    rf"\b(?i:{TITLE})\b\.?\s+{_NUMBER}((?:{_INITIAL}\s*){{0,3}}{_AFTER}(?:\s+(?:{_INITIAL}\s+)?{_AFTER}){{0,3}})"
)
_INITIALS = re.compile(rf"(?<![\w.])((?:[A-Z]\.\s?){{1,3}}{_AFTER})(?!\w)")
_TURNED = re.compile(rf"(?<!\w)([A-ZÀ-Þ][\w'’-]+),\s+({_WORD}|(?:[A-Z]\.){{1,3}})(?!\w)")
_FULL = re.compile(rf"(?<![\w-])({_WORD}(?:\s+{_INITIAL}(?=\s))?(?:\s+{_AFTER}){{1,3}})")
_CALLED = re.compile(
    rf"\b(?i:{_ROLE})[,:]?\s+((?:{_INITIAL}\s?){{0,3}}{_WORD}(?:\s+(?:{_INITIAL}\s+)?{_AFTER}){{0,2}})(?!\w)"
)
_ACTING = re.compile(
    rf"(?<![\w-])((?:{_WORD}|[A-Z])(?:\s+(?:{_INITIAL}\s+)?{_AFTER}){{1,2}})"
    rf"(?:,?\s+(?:{_DOES})|['’]s\s+(?:home|address|complaint|statement|arrest|death|phone|son|daughter|wife|husband|file|custody|sentence)\b)"
)

_TOKEN = re.compile(r"[^\s.]+\.?|\.")
_INITIAL_ALONE = re.compile(r"(?:[A-Z]\.?){1,2}")

_SURE = FORENAMES - STREETS
_PLAIN_TITLE = re.compile(
    r"(?:mr|mrs|ms|mx|dr|prof|cllr|councillor|rev|pc|wpc|dc|ds|dci|sgt|pcso|insp|supt)\b", re.IGNORECASE
)
"""Titles that nothing but a person has."""
_ADDRESS = re.compile(
    r"\s+(?:street|road|lane|avenue|square|way|close|drive|place|terrace|row|hill|house|court|park|station|hospital|school|academy|college|university|library|centre"
    r"|gardens?|green|grove|crescent|mews|walk|bridge|building|tower|estate|infirmary|clinic|surgery|ward|prison|review|inquiry|report|act|law|day|award|trust|foundation|group|ltd|limited|plc|llp|inc)\b",
    re.IGNORECASE,
)  # fmt: skip


def people_in(text: str) -> list[str]:
    """The names of people that a text seems to hold, as they stand there, in the order in which they come, each once."""
    found: dict[tuple[int, int], str] = {}
    for paragraph in re.finditer(r"(?:[^\n]|\n(?![ \t]*(?:\n|[-•*]|\(?\w{1,3}[.)])))+", text):
        for begin, name in _found(paragraph.group()):
            start = paragraph.start() + begin
            if not any(start < end and first < start + len(name) for first, end in found):
                found[start, start + len(name)] = name
    names = (re.sub(r"['’]s$", "", " ".join(found[span].split()).rstrip(".")) for span in sorted(found))
    return list(dict.fromkeys(names))


def people_in_file_name(name: str) -> list[str]:
    """The same for the name of a file: words between hyphens, underscores, dots or capitals."""
    stem = re.sub(r"\.\w{1,5}$", "", name.rpartition("/")[2])
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"[^\w'’]+|_+|\d+", " ", stem))
    return people_in(
        " ".join(word if word.isupper() and len(word) < 3 else word.capitalize() for word in parted.split())
    )


def _found(text: str) -> Iterator[tuple[int, str]]:
    """Each name with its place, the surest first; some lie over others."""
    for match in _TITLED.finditer(text):
        if words := _kept(match, text):
            yield match.start(), text[match.start() : words[-1].end()]
    for match in _TURNED.finditer(text):
        first = match[2].lower() in FORENAMES or "." in match[2]
        if first and _is_surname(match[1]) and (match[1].isupper() or match[1].lower() not in FORENAMES):
            yield match.start(), match.group()
    for pattern in (_INITIALS, _CALLED, _ACTING):
        for match in pattern.finditer(text):
            if len(words := _kept(match, text)) > 1:
                yield match.start(1), text[match.start(1) : words[-1].end()]
    for match in _FULL.finditer(text):
        words = _kept(match, text, after_forename=True)
        if len(words) > 1:
            yield words[0].start(), text[words[0].start() : words[-1].end()]


def _kept(match: re.Match[str], text: str, *, after_forename: bool = False) -> list[re.Match[str]]:
    """The words of a name up to the first that belongs to none; no words where they name a place or a thing ("Mary Seacole
    House"). `after_forename`: from the first forename on."""
    words: list[re.Match[str]] = []
    for word in _TOKEN.finditer(text, match.start(1), match.end(1)):
        if after_forename and not words and word.group().split("-")[0].lower() not in FORENAMES:
            continue
        sure = bool(_PLAIN_TITLE.match(match.group())) or (bool(words) and _sure(words[0].group()))
        if not (_INITIAL_ALONE.fullmatch(word.group()) or _is_surname(word.group(), sure=sure)):
            break
        words.append(word)
    while words and _INITIAL_ALONE.fullmatch(words[-1].group()):
        words.pop()
    if words and re.search(r"\b(?:St\.?|Saint)\s$", text[: words[0].start()]):
        return []
    if not words or (_ADDRESS.match(text[words[-1].end() :]) and not re.search("['’]s$", words[-1].group())):
        return []
    return words


def _sure(first: str) -> bool:
    return first.lower() in _SURE or bool(re.fullmatch(r"[A-Z]\.", first))


def _is_surname(word: str, *, sure: bool = False) -> bool:
    """Whether a word can belong to a name. `sure`: what stands before it is part of one."""
    plain = re.sub(r"['’]s$", "", word).strip(".,").lower()
    if sure and plain in SURNAMES:
        return True
    return (
        plain.removesuffix("s") not in NO_NAME
        and plain not in NO_NAME
        and plain not in PLACES
        and not plain.endswith(("shire", "minster"))
    )


def same_person(name: str, others: Iterable[str]) -> bool:
    """Whether a name, as found, is that of one of the others: all of its words but titles and initials stand in theirs."""
    words = _tell(name)
    return bool(words) and any(
        words <= _tell(other) or (len(words) > 1 and _tell(other) <= words and _tell(other)) for other in others
    )


def _tell(name: str) -> set[str]:
    plain = re.sub(r"['’]s\b", "", name).casefold()
    found = [word for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", plain) if len(word) > 1]
    return {word for word in found if not re.fullmatch(TITLE, word)}
