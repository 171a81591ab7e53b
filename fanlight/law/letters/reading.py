"""A letter taken apart: its sentences, its citations, and which words are the requester's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from fanlight.law.citations import Citation, find, within
from fanlight.law.letters.bodies import Body, body_of

_ASKED = re.compile(
    r"(?<!information )(?<!data )(?<!records )(?<!details )(?<!everything )(?<!what )(?<!material )(?<!documents )(?<!figures )(?<!that )"
    r"(?:\byou (?:seek|sought|requested|asked|have asked|wrote)\b[^\n.]*?(?:(?:following(?: information)?|information|access to)[^\n.:]*:|:[ \t]*$"
    r"|following(?: information)?[ \t]*[.:]?[ \t]*$|^you asked\b[^\n.]{0,12}[ \t]*$)"
    r"|\byour request (?:was|read|reads|said|asked)[^\n.]*:?[ \t]*$|the following information\s*:)[^\n]*",
    re.I | re.M,
)
_IN_A_SENTENCE = re.compile(
    r"(?:^|(?<=[.!?] ))(?:in your (?:letter|e-?mail|request)[^.\n]{0,40},? )?you (?:asked|requested|wanted|sought)\b[^.\n]*\.?",
    re.I | re.M,
)
_DECIDED = re.compile(
    r"^(?=[^\n]*(?:\bdecided\b|\b(?:we|I) (?:withh|refus|am refus|are refus|have (?:considered|searched|located|today))|\bexempt\b|\bwithheld\b|\bFreedom of Information Act 2000\b|\bdecision\b|refusal notice|\bour (?:response|answer)|we (?:hold|can confirm|do not hold)|\bhave applied\b))",
    re.I | re.M,
)
_HEADING = re.compile(r"^(?:our |the |my )?(?:response|answer|reply|decision|disclosure)s?\s*:?\s*$", re.I | re.M)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?]?")
_NUMBERED = re.compile(r"^\s*(?:Q(?:uestion)?\s*\d*\s*[-–.:]*|\(?[\dA-Za-z]{1,3}[.)]|[•*-])\s*", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    start: int


@dataclass(frozen=True)
class Reading:
    """`request` is the requester's words, `answer` the authority's; offsets are into `text`."""

    text: str
    on: date
    request: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    body: Body | None = None

    @classmethod
    def of(
        cls, text: str, *, on: date, request_text: str = "", body: Body | None = None, authority: str = ""
    ) -> Reading:
        joined = unwrapped(text)
        quoted = _quotation(joined, text.replace("\r\n", " \n").replace("\r", "\n"))
        request = unwrapped(request_text) or (joined[quoted[0] : quoted[1]] if quoted else "")
        told = quoted is not None and not request_text and _IN_A_SENTENCE.match(joined, quoted[0])
        asked = set() if told else {_plain(line) for line in request.splitlines()} - {""}
        sentences = tuple(
            sentence
            for sentence in _sentences(joined)
            if not (quoted and quoted[0] <= sentence.start < quoted[1]) and not _repeats(joined, sentence, asked)
        )
        citations = tuple(
            Citation(c.printed, c.section, c.provisions, c.kind, c.ids, c.ncnd, c.complete, s.start + c.start)
            for s in sentences
            for c in find(s.text)
            if not _set_aside(s.text, c)
        )
        return cls(text, on, request, sentences, citations, body or body_of(text, authority))

    @property
    def answer(self) -> str:
        return "\n".join(sentence.text for sentence in self.sentences)

    def says(self, pattern: str) -> bool:
        return re.search(pattern, self.answer, re.I) is not None

    def where(self, start: int, quote: str) -> str:
        line = self.text.count("\n", 0, start) + 1
        short = quote.strip()
        return f'line {line}: "{short if len(short) <= 160 else short[:157] + "..."}"'

    def claimed(self, section: str) -> tuple[Citation, ...]:
        return tuple(c for c in self.citations if c.section == section and c.kind == "exemption")

    @property
    def claims_third_party_data(self) -> bool:
        return any(
            within(p, "40(2)") or within(p, "40(3A)") or within(p, "40(3)")
            for c in self.claimed("40")
            for p in c.provisions
        )

    @cached_property
    def refusing(self) -> tuple[Sentence, ...]:
        """The sentences that withhold something or say that nothing is confirmed; not those that say what the law allows,
        what might be, or that nothing is withheld."""
        return tuple(s for s in self.sentences if refuses(s.text)) if self._of_the_act else ()

    @cached_property
    def is_refusal(self) -> bool:
        if not self._of_the_act:
            return False
        if self.refusing:
            return True
        return any(
            (c.kind == "exemption" or c.section in {"12", "14"}) and not _UNCERTAIN.search(self.sentence_of(c).text)
            and not _LAW.search(self.sentence_of(c).text)
            for c in self.citations
        )  # fmt: skip

    @cached_property
    def _of_the_act(self) -> bool:
        return self.says(_CONTEXT) or any(c.kind == "exemption" and "(" in c.normal for c in self.citations)

    @property
    def police(self) -> bool:
        return self.body is not None and self.body.id == "police"

    def sentence_of(self, cited: Citation) -> Sentence:
        return next(s for s in self.sentences if s.start <= cited.start <= s.start + len(s.text))


_UNCERTAIN = re.compile(
    r"\b(?:may|might|could)(?: also| well)? (?:(?:be|become|have to be|need to be) )?(?:subject to|exempt|withh\w+|refus\w+|redact\w+|appl(?:y|ies)\b|need to)"
    r"|\bif (?:any|some|it (?:is|were)|we (?:refuse|withhold|decide|do not|don't|cannot)|(?:the )?information is|your request is|part of)\b"
    r"|\bwill (?:tell|let|inform|notify|write to) you\b|\bin (?:some|certain) (?:cases|circumstances)\b|\bwhether (?:or not )?(?:any |an )?exempt",
    re.I,
)
_CONTEXT = r"freedom of information|\bFOIA?\b|\bexempt|refusal notice|neither confirm|\byour? (?:\w+ )?request|\binformation request|\byou (?:asked|requested)"
_LAW = re.compile(
    r"\b(?:a|any|public|each|every) (?:public )?authorit(?:y|ies)\b[^.]{0,90}\b(?:must|may|are|is|can|have|has|when|obliged|require\w*)\b"
    r"|\brequests? (?:can|may) be refused|\bAct (?:also |2000 )?(?:lists|provides|gives|contains|sets|allows|creates)\b|\bwhen refusing\b"
    r"|\b(?:is|are) subject to (?:the )?exemptions\b|\bany or all parts of a request\b",
    re.I,
)
_REFUSES = re.compile(
    r"\b(?:withh(?:eld|old|olding|olds)|refus(?:e|ed|es|ing|al)|exempt(?:ed)?|redact(?:ed|ing|ions?)?|not obliged|declin(?:e|ed|ing)"
    r"|(?:(?:can|may) )?neither confirms? (?:n?or|and) (?:does it )?den(?:y|ies)|vexatious|(?:not|nor) (?:be |being )?(?:disclos|releas)\w+"
    r"|exceeds? the (?:appropriate|cost|statutory|fees?) (?:cost )?limit)\b",
    re.I,
)
_CANNOT = re.compile(
    r"\b(?:cannot|can't|unable to|not able to|unwilling to|will not|won't)\b[^.]{0,30}\b(?:disclos|releas|provid|suppl|giv|shar|send)\w*",
    re.I,
)
_WHY_NOT = re.compile(
    r"confidential|personal (?:data|information)|sensitive|data protection|GDPR|privacy|commercial|security|legal", re.I
)
_NOT_HELD = re.compile(
    r"\b(?:not|no longer|don't|doesn't)\b[^.]{0,30}\b(?:hold|held|record|collect|exist|kept|keep)\w*|\bno (?:recorded )?information\b",
    re.I,
)
_NOTHING = re.compile(
    r"\b(?:no|nothing|none|not|never|neither|without)\b[^.,;]{0,25}\b(?:withh\w+|refus\w+|exempt\w*|redact\w*)\b"
    r"|\bexempt\w* (?:from (?:charge|VAT|tax|business rates)|vehicles?|staff|employees)\b|\b(?:no|without any) (?:exemptions?|redactions?)\b",
    re.I,
)


def refuses(text: str) -> bool:
    """Whether a sentence says that something is withheld, refused, or neither confirmed nor denied."""
    if _UNCERTAIN.search(text) and not re.search(r"\bneither confirm|refusal notice", text, re.I):
        return False
    if _LAW.search(text) or (_NOTHING.search(text) and not re.search(r"neither confirm", text, re.I)):
        return False
    if _REFUSES.search(text):
        return not re.search(
            r"\b(?:prosecut|offend|suspect|victim|driver|permission|planning|licen[cs]|entry|admission|visa|applicant)\w*\b[^.]{0,40}\brefus",
            text,
            re.I,
        )
    return bool(_CANNOT.search(text) and _WHY_NOT.search(text) and not _NOT_HELD.search(text))


_AFTER_NOT = re.compile(
    r"(?:\s*\([^)]*\))*\s*(?:of the [\w ()]+?Act(?: \d{4})?)?\s*(?:[-–] [\w ]{3,40})?\s*(?:also )?(?:does|do|did|is|was|are|were|has|have|can|could|will)\s*"
    r"(?:not|n't)\b[^.;,]{0,25}\b(?:cover|appl|engag|rel|claim|avail|use|been|need|extend|reach|open)",
    re.I,
)
_BEFORE_NOT = re.compile(
    r"\b(?:rather than|instead of|not exempt(?: information)? (?:by virtue of|under)|no longer (?:rely|relies|relying|claim\w*|apply\w*)(?: up)?(?: on)?|withdr[ae]w\w*(?: our| the)?(?: reliance on| use of| claim to| application of)?"
    r"|(?:not|nor|never)(?: \w+)? (?:rely|relies|relied|relying|claim(?:ed|ing)?|use|used|using|invok\w+|cit\w+)(?: up)?(?: on)?)(?: the)?(?: exemption)?(?: (?:in|at|under))?(?: the)?\s*$",
    re.I,
)


def _set_aside(text: str, cited: Citation) -> bool:
    """A provision that is named only to say that it is not relied on."""
    after = text[cited.start + len(cited.printed) :]
    before = text[max(0, cited.start - 60) : cited.start]
    return bool(_AFTER_NOT.match(after) or _BEFORE_NOT.search(before))


_WRAPPED = re.compile(
    r"(?<=[^\n.!?:])\n(?=[^\s\d•*\-–(]|\([A-Za-z]{3})|(?:(?<=ection)|(?<=ections)|(?<=rticle)|(?<=lation))\n(?=\d)"
)


def unwrapped(text: str) -> str:
    """The text with line ends inside a wrapped paragraph made spaces; as long as before, so offsets still hold."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")

    def join(end: re.Match[str]) -> str:
        line = end.start() - (text.rfind("\n", 0, end.start()) + 1)
        follows = text[end.end() : end.end() + 2]
        if follows[:1].isdigit():
            return " "
        numbered = len(follows) == 2 and follows[1] in ".)"
        return " " if not numbered and (55 <= line <= 130 or follows[:1].islower()) else "\n"

    return _WRAPPED.sub(join, text)


def _quotation(text: str, lines: str) -> tuple[int, int] | None:
    """Where the request is quoted: from “you asked” to the decision. `lines` is the text before its lines were joined:
    a heading such as “Our response” after a long line is the end too."""
    asked = _ASKED.search(text)
    if not asked:
        told = _IN_A_SENTENCE.search(text)
        return (told.start(), told.end()) if told and not refuses(told.group()) else None
    ends = [
        found.start() for found in (_DECIDED.search(lines, asked.end()), _HEADING.search(lines, asked.end())) if found
    ]
    return (asked.end(), min(ends)) if ends else None


def _sentences(text: str) -> list[Sentence]:
    return [Sentence(m.group(), m.start()) for m in _SENTENCE.finditer(text) if m.group().strip()]


def _plain(line: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", _NUMBERED.sub("", _NUMBERED.sub("", line)).lower()).strip()


def _repeats(text: str, sentence: Sentence, asked: set[str]) -> bool:
    start = text.rfind("\n", 0, sentence.start + 1) + 1
    end = text.find("\n", sentence.start + 1)
    line = _plain(text[start : end if end >= 0 else len(text)])
    return bool(line) and any(line == each or (len(each) > 25 and each in line) for each in asked)
