"""What words alone say: does a sentence ask, what does it ask for, does it lean on the one before."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\b(?:please (?:can|could|may|also |too |just )?\s*(?:you )?\s*(?:also )?(?:confirm|provide|give|send|state|tell|supply|list|disclose|share|say|advise|"
    r"include|let me|outline|specify|detail|explain|release|show|find|break|answer)|(?:can|could|would|will|may|might) (?:you|i|we)\b|"
    r"i(?: would|'d|’d)? (?:also |now |again |formally |hereby )?(?:would )?(?:like|want|ask|request|wish|seek|need|require)\b|"
    r"i(?: am|'m|’m) (?:also )?(?:requesting|seeking|asking|looking|after|interested)|"
    r"i(?: would| should)? be (?:grateful|obliged)|we (?:would like|want|ask|request|seek))",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:and |also,? |if so,? |if not,? |if yes,? |of (?:those|these),? |in )?(?:how (?:many|much|often|long)|what|which|who|when|where|why|do |does |did |is |are |was |were |has |have |"
    r"(?:an? |the |any |all |every )?(?:(?:full|total|complete|up-to-date|latest|current) )*(?:list|copy|copies|number|total|breakdown|details|figures?|cost|amount)s? (?:of|by|for|that)\b|details\b|copies\b|"
    r"(?:provide|give|list|state|confirm|send|supply|follow up|name|break down) )",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"(?:for (?:instance|example|clarity|the avoidance)|if (?:there is any|you need|any part|it is|this is|you (?:do not|can(?:not|'t)))|in that list|i (?:need|want|would like|require) (?:it|this|these|them|the same)\b|"
    r"please (?:split|break|give|show|provide|send|list|do|supply) (?:this|it|these|them|that|your (?:answer|reply|response)|the (?:information|answers?|data|response|numbers?|figures?) (?:in|by|as|for each))\b|"
    r"i (?:accept|think|hope|understand|look)|if .{0,60}(?:tell me|let me know|advise)|please (?:let me know|note|treat|confirm receipt|acknowledge|contact|reply|respond|advise me)|"
    r"i (?:ask|am (?:writing|asking)|write).{0,60}\b(?:freedom of information act|foia?)\b|i write\b|(?:can|could|please) (?:you )?(?:this|it|these) be|(?:can|could|may) (?:i|we|you) (?:have|give|split|break) (?:it|this|these|them)\b|we (?:mean|think)|by .{0,40} (?:i|we) mean|bear in mind|it is )",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:how many|how much|how often|number of|numbers of|total|totals|average|mean|median|rate|percentage|proportion|"
    r"amount|statistic\w*|figures|ratio|breakdown|cost|spent|spend|value of)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:cop(?:y|ies)|documents?|minutes|e-?mails?|correspondence|reports?|guidance|contracts?|assessments?|manual|link)\b",
    re.I,
)
_POLICY = re.compile(
    r"\b(?:polic(?:y|ies) (?:on|for|about|states?)|policy|procedures?|protocols?|sop)\b", re.IGNORECASE
)
_OPINION = re.compile(
    r"\b(?:do you (?:think|agree|believe)|why (?:did|do|does|has|have|is|are)|your (?:opinion|view))\b", re.I
)
_SPECIFIC = re.compile(
    r"how many|how much|how often|numbers? of|cop(?:y|ies) of|list of|breakdown|includ|metadata|total|average|"
    r"give (?:the|a|all)\b(?! (?:following|information))",
    re.IGNORECASE,
)
_SPLITS = re.compile(
    r"\b(?:split|broken|break|breaking|grouped|categorised|sorted|arranged)\b.*\b(?:by|into|down)\b[^.?]*:$",
    re.I | re.S,
)
_MEASURES = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/£,.])(?:19[89]\d|20[0-4]\d)(?:\s?[/-]\s?(?:20)?\d\d(?!\d))?(?!\d)")
_ACT = re.compile(r"\bAct,?\s+(?:19|20)\d\d", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])[\s\u00a0]+(?=[A-Z“\"‘'])|(?<=\?)\s+")


def sentences(text: str) -> list[tuple[int, str]]:
    """(offset within the text, sentence) in order."""
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def asks(sentence: str) -> bool:
    words = sentence.lstrip("“\"'‘*- ")
    if _LEANS.match(words):
        return False
    return words.rstrip("”\"' ").endswith("?") or bool(_ASKS.search(words)) or bool(_BARE.match(words))


_BEGINS = re.compile(
    r"(?:(?:so|now|therefore|accordingly),? )?(?:here are |these are |i have the following |please answer )?"
    r"(?:my|our|the|these|the following|following)? ?(?:specific |formal |foi |actual )?(?:questions?|requests?|queries)\b"
    r"(?: (?:is|are|were|follow|as follows|for you|therefore|below|then)){0,3}\s*:?$",
    re.IGNORECASE,
)


def begins_questions(words: str) -> bool:
    """Whether a line only says that the questions come now."""
    return len(words) <= 60 and bool(_BEGINS.match(words.strip()))


def asks_anything(words: str) -> bool:
    """Whether an item may ask: by its form, or since it names a number or a document."""
    return asks(words) or bool(_COUNT.search(words) or _DOCUMENT.search(words)) or not words.rstrip().endswith(".")


def leans(sentence: str) -> bool:
    """Whether it only narrows or explains what was asked before."""
    return bool(_LEANS.match(sentence.lstrip("“\"'‘*- ")))


def requests_more(sentence: str) -> bool:
    """Whether a sentence asks on its own account, with words such as "could you" at its beginning."""
    return not leans(sentence) and bool(_ASKS.match(sentence))


def splits_by(intro: str) -> bool:
    """Whether the words before a list say that its items are only ways to break an answer down."""
    last = sentences(intro)[-1][1] if intro.strip() else ""
    return bool(_SPLITS.search(last)) and not _MEASURES.search(last)


def is_category(item: str) -> bool:
    """Whether an item of a list is a thing to count by rather than something asked."""
    words = item.split()
    return not asks(item) and not _COUNT.search(item) and len(words) <= 7 and not (words and words[0][0].islower())


def is_specific(intro: str) -> bool:
    """Whether the words before a list ask for something themselves, beyond "please give me the following"."""
    return bool(_SPECIFIC.search(intro))


def subject(text: str) -> str:
    """A first guess at what is asked for: statistic, document, policy, not-foi (an opinion), or information."""
    for name, pattern in (("statistic", _COUNT), ("policy", _POLICY), ("document", _DOCUMENT), ("not-foi", _OPINION)):
        if pattern.search(text):
            return name
    return "information"


def years(text: str) -> list[str]:
    """Years as printed, in order, without the years of Acts."""
    plain = _ACT.sub("", text)
    return list(dict.fromkeys(match.group() for match in _YEAR.finditer(plain)))
