"""Words that say how many, how much of, or which is more: found in any text, whatever it speaks of.

Numbers that name something (a section, a date, a telephone) and stock words of letters ("third party", "all reasonable
steps") say nothing of the kind and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Strength = Literal["share", "plain", "loose"]
"""`share`: a share or a multiple; `plain`: words that are said of counts; `loose`: words that are mostly said of other
things, so that only a name beside them makes them tell."""

_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NUMBER = (
    rf"(?:{_SMALL}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_PART = r"(?:hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twelfths?|twentieths?|hundredths?)"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|(?-i:Mar(?:ch)?)|apr(?:il)?|(?-i:May)|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SPAN = r"(?:(?:working|calendar|school|clear|business)\s+)?(?:seconds?|minutes?|hours?|hrs?|days?|weeks?|months?)"
_ID = r"\(?(?:\d|[ivx]+\b|[a-z]\))[\w./()-]*"

NAMING = re.compile(
    rf"""
      \b(?:tel(?:ephone)?|phone|fax|mobile)\b[\s:.]*[+\d][\d\s()-]{{6,}}\d\b | \b(?:foi|eir|sar|urn|ir|crime\s+no)\W{{1,2}}[\w/.-]*\d[\w/.-]*
    | \b(?:sections?|ss?\.?|subsections?|articles?|arts?\.?|schedules?|sch\.?|parts?|chapters?|regulations?|regs?\.?
         |paragraphs?|paras?\.?|clauses?|conditions?|principles?|tables?|notes?|questions?|qs?|sheets?|pages?|pp?\.
         |outcomes?|outcome\s+(?:type|code)s?|codes?|class(?:es)?|versions?|v\.?|annex(?:es)?|appendi(?:x|ces)|tel(?:ephone)?
         |phone|fax|ext(?:ension)?|references?|refs?\.?|nos?\.|lots?|grades?|bands?|items?|points?|requests?|levels?|tiers?
         |phases?|stages?|steps?|floors?|rooms?|units?|box|windows|covid|crime\s+(?:ref(?:erence)?|number)s?)
         (?:\s+(?:numbers?|nos?\.?))?\s*[:#-]?\s*
         {_ID}(?:\s*(?:,|and|or|to|&|/|-|–)\s*(?:{_ID}))*
    | \b(?:sections?|articles?|schedules?|parts?|chapters?|tables?|notes?|questions?|pages?|stages?|steps?|annex|principles?
         |conditions?|phases?|tiers?|levels?)\s+{_SMALL}(?:\s*(?:,|and|or|to)\s*{_SMALL})*\b
    | \b\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:to|-|–|and)\s*\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+\d{{4}})?
    | \b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?
    | \b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b
    | \b\d{{4}}-\d{{2}}-\d{{2}}\b
    | \b(?:19|20)\d{{2}}(?:\s*[-/–]\s*\d{{2,4}})?\b(?!,\d)
    | \bActs?\s+1[678]\d{{2}}\b
    | \b\d{{1,2}}(?:[.:]\d{{2}})?\s*[ap]\.?m\b
    | \b24/7\b | \b\d+(?:/\d+){{2,}}\b | \b\d+(?=\([\dA-Z]) | \b[A-Z]{{3,}}\s+1[678]\d{{2}}\b
    | \b\d+[a-z]?(?=,?\s+(?:(?-i:[A-Z])\w+\s+){{1,3}}(?:street|road|lane|avenue|square|way|close|drive|place|terrace|row|hill|house|court))\b
    | (?:£|€|\$)\s*\d[\d,.]*(?:\s*(?:k|m|bn|million|billion|thousand))?\b | \b\d[\d,.]*\s*(?:pounds?|pence|p)\b
    | \b(?:{_DIGITS}|{_NUMBER}|a\s+few|several)(?:\s*(?:to|-|–|or|and)\s*(?:\d+|{_NUMBER}))?[-\s]*(?:(?:further|more|additional|full|clear|other)\s+)?(?:{_SPAN})\b
    | \b(?:{_DIGITS}|{_NUMBER})\s+years?(?:[-\s]old|\s+of\s+age)?\b | \bfew\s+{_SPAN}\b | \b{_DIGITS}-year\b
    | \baged?\s+(?:under\s+|over\s+)?\d+(?:\s*(?:to|-|–|and)\s*\d+)?\b | \b(?:under|over)[-\s](?:16|18|21)s?\b
    | \b{_DIGITS}\s*(?:[kmg]b|bytes|k?m|cm|mm|mph|kg|miles?|met(?:re|er)s?|pages?|pt)\b
    | \b(?:call(?:ing|s|ed)?|dial(?:ling)?|ring(?:ing)?|phone|telephone|text|emergency|otherwise|via|on)\s+(?:on\s+)?
         (?:101|999|111|112)\b(?!\s+(?:of\b|[a-z]+s\b)) | \b(?:101|999)\s+(?:calls?|service|number|system|(?:or|and)\s+(?:101|999))\b
    | (?:\+44|\b0)\s?\(?\d[\d\s()-]{{6,}}\d\b
    | \b[\w.+-]{{1,64}}@\S+ | https?://\S+ | \bwww\.\S+ | \b[\w.-]{{1,80}}\.(?:pdf|docx?|xlsx?|csv|ods|odt|html?)\b
    | \b\d{{2}}\.[A-Z]{{2,4}}\.\d{{2}}\.\d{{6}}\b
    | \b[A-Z]{{1,2}}\d[A-Z\d]?\s*\d[A-Z]{{2}}\b
    | \b(?=[\w/.-]{{0,40}}\d)(?=[\w/.-]{{0,40}}[a-z])(?!\d+(?:st|nd|rd|th|%)\b)(?!\d+-?fold\b)(?!\d+x\b)[a-z\d]+(?:[/.-][a-z\d]+)*\b
    | \b[A-Z][\w&]*[/-]\d[\w/-]* | \b\d{{1,4}}/\d{{1,4}}\b(?!\s+(?:of|were|was|are|had|in|for|[a-z]{{4,}}s)\b)
    | \[20\d\d\]|\[19\d\d\]|\b(?:UKUT|UKFTT|EWCA|EWHC|UKSC|AACR?|EA|GIA)\W+[\d/()]+
    | (?<=[.?!;])\s\(?\d{{1,2}}(?:\([a-z]\))?[.)](?=\s+(?-i:[A-Z])|\s*$)
    | (?:^|(?<=[\n:;]))\s*\(?\d{{1,2}}(?:\([a-z]\))?[.)](?=\s)
    """,
    re.IGNORECASE | re.VERBOSE,
)
STOCK = re.compile(
    rf"""
      \bthird[-\s]+(?:part(?:y|ies)|countr(?:y|ies)|sector|persons?|reading)\b | \b(?:first|second|third)ly\b | \b(?:at|in\s+the)\s+first\b
    | \b(?:all|every|each|any)\s+(?:other\s+)?(?:reasonable|appropriate|necessary|relevant|possible|practica\w+|available|effort|circumstances)\b
    | \b(?:all|each|every|some|most|both|many)\s+(?:of\s+)?(?:the\s+|these\s+|our\s+|your\s+)?(?:recorded\s+)?(?:information|circumstances|staff|officers?|employees
         |forces?|requests?|stages?|public\s+authorit\w+|exemptions?|aspects?|parts?|questions?|documents?|factors?|times?)\b
    | \b(?:low|high)[-\s]level\b | \bin\s+(?:any\s+way|each\s+case)\b(?!\s+(?:was|were|there|in)\b)
    | \b(?:disclosure|publication|release)\s+of\s+(?:each|every|any|all)\b | \b(?:into|as|in)\s+one\s+(?:combined\s+)?(?:figure|total|category|group)\b
    | \bnobody\s+(?:has\s+|have\s+)?(?:consented|made\s+(?:it|them|the\s+data|these))\b
    | \bfigures?\s+(?:is|are)\s+not\s+personal\s+data\s+merely\s+because\s+(?:it\s+is|they\s+are)\s+(?:small|low)\b
    | \bhow\s+(?:many|much|often|few)\b | \bas\s+many\s+of\b | \bcase[-\s]by[-\s]case\b | \bin\s+any\s+case\b | \beach\s+case\s+(?:is|on|turns)\b | \bat\s+all\s+times\b
    | \bno\s+(?:later|longer|sooner|further|doubt|charge\s+(?:for|is|to|will)|fee|need|obligation|duty|requirement|right|reasons?|means|exemptions?|conditions?|public\s+interest
         |(?:recorded\s+)?information|legitimate|lawful|expectation|names?\s+(?:is|are)|other\s+response|such\s+(?:information|policy|document|record\s+of)|way|comment|other\s+way|reasonable)\b
    | \b(?:more|less|longer|fewer|greater|other|rather)\s+than\s+(?:is|was|that|this|what|those\s+who|outweigh\w*|(?:{_DIGITS}|{_NUMBER}|a|an|the)\s*{_SPAN})\b
    | \b(?:one|any|none|some|either|both|each|all|{_NUMBER}|half|several|most|no)\s+(?:of\s+)?(?:the\s+|these\s+|those\s+|its\s+|our\s+|such\s+)?(?:\w+\s+)?
         (?:conditions?|exemptions?|principles?|ways?|reasons?|factors?|tests?|limbs?|grounds?|provisions?|gateways?|purposes?|bas[ei]s|policies|documents?
         |systems?|exceptions?|considerations?|criteria|requirements?|stages?|steps?)\b
    | \bone\s+of\s+(?:(?:these|those|them)\s+(?:may|can|must|applies|is\s+met)|the\s+parties|the\s+(?:categor\w+|offences)\s+(?:asked|you|requested|listed|in\s+your))\b | \bone\s+or\s+(?:more|both)\b | \bsome\s+(?:of\s+the\s+)?(?:figures|information|names)\b | \bmore\s+than\s+one\s+\w+\s+(?:can|may|could)\b
    | \b(?:several|two)\s+(?:people|persons|offenders)\s+(?:were|are)\s+dealt\s+with\s+for\s+one\b | \b(?:which|any|each|every|this|that|where|if)\s+one\b
    | \bno\s+one\b(?!\s+(?:was|were|has|had|received|got|in)\b) | \bone\s+another\b | \bon\s+the\s+one\s+hand\b | \bat\s+once\b | \bat\s+all\b | \babove\s+all\b
    | \b(?:none|nothing)\s+(?:of\s+\w+\s+)?(?:is|are)\s+(?:met|satisfied|engaged|available|exempt|in\s+this)\b | \bnothing\s+in\s+this\b
    | \b(?:read[-\s]only|not\s+only|only\s+(?:if|when|where|be|those))\b | \bneither\s+confirms?\s+nor\s+den(?:y|ies)\b | \bfree\s+of\s+charge\b | \b\w+\s+floor\b | \bat\s+least\s+the\s+rank\b | \bhigh\s+(?:street|road|court)\b
    | \bmost\s+(?:recent(?:ly)?|likely|relevant|appropriate|up[-\s]to[-\s]date|suitable|closely|helpful|people\s+would)\b | \bat\s+(?:most|least)\s+(?:an?|annually|once)\b
    | \bnever\s+(?:expect|disclose|share)\w* | \b(?:more|less)\s+(?:detail\w*|information|likely\s+than\s+not|time|difficult|effective\w*|general\w*|widely|serious|open|weight)\b
    | \b(?:once|twice)\s+(?:the|we|you|it|that|this|an?|complete\w*|made|published|every|per)\b
    | \bsame\s+(?:way|time|token|day|reasons?|authority|information|terms|request|manner|basis)\b | \bas\s+(?:much|many|far|soon|long|well)\s+as\s+(?:possible|we|you|practicable)\b
    | \b(?:high(?:est)?|higher|low(?:est)?|greater|wider)\s+(?:standards?|priority|courts?|ranks?|degree|quality|weight|profile|transparency|public|interest|risk)\b
    | \b(?:increases?|rises?|falls?|reductions?|growth)\s+(?:in|of)\s+(?:demand|costs?|risk|workload|understanding|confidence|public|trust)\b
    | \bunder\s+(?:section|the|part|regulation|article|this|investigation|review|arrest)\b(?!\s+(?:threshold|suppression))
    | \b(?:is|are|was|were|has|have|had|do|does|did)(?:n['’]t|\s+not)\s+(?:\w+\s+){{0,2}}any\s+(?:reason|information|such|further|recorded|policy|plans?|contract|obligation)\b
    | \b(?:each|every|a)\s+quarter\s+(?:of\s+the\s+year|end)\b | \b(?:first|second|third|last)\s+(?:assessment|instance|step|stage|letter|request|response|monday|tuesday|wednesday|thursday|friday)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHARE = re.compile(
    rf"""
      \b\d+x\b | \b{_DIGITS}\s*(?:%|per\s?cent\b|percent\b|percentage\s+points?\b)
    | \b(?:{_NUMBER}\s+per\s?cent)\b
    | \b(?:an?|one|two|three|four|five|six|seven|eight|nine|{_DIGITS}|some|about|nearly|roughly|almost|over|under|the\s+other|just)[-\s]+(?:a\s+|one[-\s]+)?{_PART}\b
         (?!\s+(?:part|countr|sector|person|of\s+(?:january|february|march|april|(?-i:May)|june|july|august|september|october|november|december)))
    | \b(?:half|thirds|fifths?|tenths?|ninths?|eighths?|sevenths?|sixths?)\b
    | \b(?:{_NUMBER}|{_DIGITS}|an)\s+(?:in|out\s+of|of\s+every|in\s+every|for\s+every|to\s+every)\s+(?:every\s+|each\s+)?(?:{_NUMBER}|{_DIGITS})\b(?!\s*(?:19|20)\d\d)
    | \b(?<!/)\d{{1,3}}/\d{{1,3}}\b(?!/)
    | \b(?:\w+|\d+)-?fold\b | \b(?:twice|thrice|(?:{_NUMBER}|{_DIGITS})\s+times)\b
    | \b(?:doubl|halv|trebl|tripl|quadrupl|quintupl)(?:e[ds]?|ing)\b
    | \b(?:share|proportion|percentage|ratio|rate)s?\s+(?:of|for|was|were|is|stood)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PLAIN = re.compile(
    rf"""
      {_DIGITS} | \b{_NUMBER}\b(?<!\bone)
    | \b(?:none|nil|zero(?:es|s)?|nought|naught|handful|several|numerous|umpteen|plenty|hardly\s+any|barely|scarcely|a\s+couple|couple\s+of|pair|trio|quartet
        |dozens?|scores\s+of|hundreds?|thousands?|majority|minority|plurality|bulk|mostly|mainly|chiefly|predominantly|largely|rare(?:ly|r|st)?|rarit(?:y|ies)|seldom
        |infrequent(?:ly)?|uncommon|scarce(?:st)?|negligible|minimal|very\s+little|little\s+or\s+no|odd\s+one|single[-\s](?:figures?|digits?)|double[-\s](?:figures?|digits?)
        |unchanged|common(?:er|est)|few(?:er|est)|a\s+few|sole|solitary|lone|lonely|isolated|one[-\s]offs?|unique|twos?\s+and\s+threes?|handfuls)\b
    | \b(?:extremely|very|too|so)?\s*(?:low|small|tiny|high|large)\s+(?:numbers?|counts?|volumes?|figures?|totals?|handful|quantit\w+)\b
    | \b(?:the\s+)?(?:most|least|next\s+most)\s+(?:common(?:ly)?|frequent(?:ly)?|often|numerous|prevalent|usual|recorded|used|reported)\b
    | \b(?:highest|lowest|largest|smallest|biggest|greatest|least|topmost)\b
    | \btop(?:s|ped)\b | \btoo\s+(?:small|few|low|rare)\b | \b(?:in\s+the\s+middle|midway|halfway|(?:in\s+)?between\s+(?:\w+\s+and\s+)?(?:{_DIGITS}|{_NUMBER}))\b
    | \b(?:numbers?|figures?|counts?|totals?|values?|volumes?)\b[^.;,]{{0,40}}\b(?:is|are|was|were|being)\s+(?:\w+\s+)?(?:low|small|tiny|high|few|different|odd|even|consecutive)\b
    | [<>≤≥=] | \b(?:descending|ascending|rank)\s+order\b | \bin\s+order\s+of\b | \bfollowed\s+by\b | \brunners?[-\s]up\b | \bnon-?existent\b | \bunrecorded\b
    | \b(?:minute|tiny|small|large|big)\s+(?:parts?|share|fractions?)\b | \bfractions?\s+of\b
    | \b(?:odd|even|prime|consecutive)\s+numbers?\b | \bunheard\s+of\b
    | \b(?:second|third|fourth|fifth|next|joint)[-\s]+(?:highest|lowest|most|least|largest|smallest|biggest|commonest|rarest|fewest|common|place|in\s+(?:the\s+)?(?:rank|order|list))
    | \b(?:came|ranks?|ranked|placed|was|were|finished|is)\s+(?:in\s+)?(?:joint\s+)?(?:first|second|third|fourth|fifth|last|top|bottom)\b
    | \b(?:outnumber|exceed|surpass|outstrip|eclipse|overt(?:ake|ook)|trail|outrank)\w*\b | \b(?:ahead\s+of|behind|level(?:\s+with)?|on\s+a\s+par|tied?\s+with|neck\s+and\s+neck)\b
    | \b(?:nearly|almost|just|exactly|half|twice|times)?\s*as\s+(?:many|few|much|often|common|rare|frequent(?:ly)?|high|low)\s+as\b | \bas\s+(?:many|few)\b
    | \b(?:more|fewer|less|greater|lower|higher|smaller|larger|bigger|rarer|commoner|oftener)\s+(?:\w+\s+){{0,3}}than\b | \b(?:more|less)\s+(?:common|frequent|often|numerous)(?:ly)?\b
    | \b(?:more|fewer|less|higher|lower)\b(?=\s+in\s+(?:19|20)\d\d)
    | \b(?:just|slightly|marginally|a\s+little|well|far|narrowly|immediately)\s+(?:below|above|under|over|ahead|behind|short\s+of|less|more|fewer|higher|lower)\b
    | \b(?:below|under|beneath|above|over|at|on|beyond|meets?|met|reach\w*)\s+(?:\w+\s+){{0,3}}(?:threshold|limit\s+for\s+publication|cut-?off|minimum)\b | \bsuppression\s+threshold\b
    | \b(?:at\s+(?:least|most)|no\s+more\s+than|no\s+fewer\s+than|not\s+more\s+than|up\s+to|fewer\s+than|less\s+than|more\s+than|under|over|around|about|approximately)\s+(?:{_NUMBER}|{_DIGITS})\b
    | \b(?:only|just|exactly|precisely|all\s+but|not|but|by|but\s+for|at\s+(?:least|most))\s+(?:the\s+)?one\b(?!\s+of\b) | \bone\s+or\s+two\b
    | \b(?:was|were|is|are|been|had|has|saw|recorded|gave|given|for)\s+one\b(?=\s*[.,;:)]|\s*$|\s+(?:for|in|of\s+each|such)\b|\s+(?:\w+\s+){{0,2}}(?:resolutions?|disposals?|cases?|searches)\b)
    | \ba\s+single\s+\w+\s+(?:accounts?|was|is|had|has|received)\b
    | \b(?:all|every)\s+but\b | \bapart\s+from\s+one\b | \bone\s+(?:was|were|is|had|came|in\s+each|more|fewer|less|too|apiece|each)\b
    | \b(?:nearly|almost|virtually|practically|close\s+to|not\s+quite)\s+(?:un\w+|absent|all|every\w*|none|nothing|no|each|any|entirely|always|exclusively)\b
    | \b(?:all|both|none|each|every\s+(?:single\s+)?one|the\s+lot|the\s+whole\s+of)\s+of\s+(?:them|these|those|which|it|whom|the\s+others?|the\s+rest)\b
    | \b(?:entirely|exclusively|solely|wholly|without\s+exception|invariably|always|confined\s+to|limited\s+to|restricted\s+to|concentrated\s+in)\b
    | \b(?:the|its|our|their|an?)\s+(?:\w+\s+)?only\s+(?!one\s+of)(?:\w+) | \bonly\s+(?:{_DIGITS}|{_NUMBER}|a\s+(?:few|handful|couple|single)|in\s+\w+)\b
    | \b(?:is|are|was|were|has|have|had|do|does|did|will|been)(?:n['’]t|\s+not)\s+(?:\w+\s+){{0,2}}(?:any|occur\w*|happen\w*|aris\w*|arose|feature\w*|appear\w*|exist\w*|recorded?|given|used|issued?|seen|a\s+(?:single|case|instance|handful)|one)\b
    | \b(?:nothing|nobody|no\s+one|nowhere|neither)\b | \bnot\s+(?:a\s+(?:single|solitary)|one|any|once|even)\b
    | \b(?:there\s+(?:is|are|was|were|has|have|had)\s+(?:been\s+)?)?no\s+(?:\w+\s+){{0,2}}(?:instances?|occurrences?|results?|such\s+\w+|entries|returns?|\w+s)\b | \bwithout\s+(?:a|any)\s+(?:single\s+)?(?:case|instance|occurrence|entry)\b
    | \bnever\b | \b(?:fail(?:ed)?\s+to\s+(?:register|appear|feature|record))\b | \b(?:absent|empty|blank|vanished|disappeared|ceased|missing\s+altogether|free\s+of)\b
    | \b(?:same|equal|identical|similar|matching|comparable)\s+(?:numbers?|figures?|counts?|totals?|amounts?)\b | \b(?:equal(?:s|led|ling)?|identical|matched|equally|evenly|tied|alike)\b
    | \b(?:rose|risen|rise[sn]?|fell|fallen|increased?|decreased?|dropped|declined?|grew|grown|went\s+(?:up|down)|climbed|shrank|soared|slumped|dipped|plummeted|jumped|surged)\b
    | \b(?:increase|decrease|rise|fall|drop|decline|growth|reduction)s?\s+(?:of|in|by|on|from)\b
    | \b(?:amount\w*\s+to\s+(?:no|a|an|little)|adds?\s+up|add(?:ed|ing)?\s+up|sum(?:s|med)?\s+to|average\w*|mean\s+of|median|total(?:led|ling)|totals\s+(?:{_DIGITS}|{_NUMBER})|differ\w*\s+(?:of|by))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LOOSE = re.compile(
    r"""\b(?:all|every|each|most|both|any|only|few|many|much|single|once|alone|top|bottom|first|last|second|third|fourth|quarter|more|fewer|less|lower|higher|little|some
        |everything|everywhere|everyone|everybody|one|low|high|small|tiny|large|rare|frequent|common|same|just|uniform\w*|whole|entire|half|leads|leading|(?:do|does|did)(?:\s+not|n['’]t)\s+(?:have|figure|include|involve|show)|dominant|dominated|remaining|threshold)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_KINDS: tuple[tuple[Strength, re.Pattern[str]], ...] = (("share", _SHARE), ("plain", _PLAIN), ("loose", _LOOSE))


@dataclass(frozen=True, slots=True)
class Quantity:
    """Words found from `start` up to `end` of a text."""

    start: int
    end: int
    strength: Strength


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a text in their order, none inside another; what names something and stock words left out."""
    named, taken = _marked(NAMING, text), _marked(STOCK, text)
    found: list[Quantity] = []
    for strength, pattern in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not (named[start] or named[end - 1] or any(taken[start:end])):
                found.append(Quantity(start, end, strength))
                taken[start:end] = b"\1" * (end - start)
    yield from sorted(found, key=lambda one: one.start)


def _marked(pattern: re.Pattern[str], text: str) -> bytearray:
    """For each character, whether it belongs to a match."""
    marks = bytearray(len(text) + 1)
    for start, end in (match.span() for match in pattern.finditer(text)):
        marks[start:end] = b"\1" * (end - start)
    return marks
