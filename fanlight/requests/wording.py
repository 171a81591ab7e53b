"""What words say of an item or of the lines around it: what is asked for, of which years, how a list goes on from its intro."""

from __future__ import annotations

import re

from fanlight.requests.asking import Sense, is_framed, sense

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
_BRACKETED = re.compile(r"\([^()]*\)")
_FIELDS = re.compile(
    r"\b(?:giving|including|includ(?:e|es)|showing|stating|detailing|listing|specifying|noting|containing|recording|together with|along with|with|such as|"
    r"(?:and|also|please)?,? for each\b[^:]{0,60})(?: me| us)?(?: the| their)?(?: following| these| details?| information| fields| columns| headings)*\s*:$",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/£,.])(?:19[89]\d|20[0-4]\d)(?:\s?[/-]\s?(?:20)?\d\d(?!\d))?(?!\d)")
_ACT = re.compile(r"\bAct,?\s+(?:19|20)\d\d", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.?!])(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bNo\.)(?<!\bSt\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bMrs\.)(?<!\bvs\.)[\s\u00a0]+(?=[A-Z“\"‘'])|(?<=\?)\s+|(?<=[.!?][”\"’'])\s+(?=[A-Z])|(?<=[a-z][a-z]\.)\s+(?=(?:i|please|can|could|also|how|what|which|we)\s)"
)
_LABEL = re.compile(
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening))\b[^.?!:;]{0,40}?[,!]\s+(?=[A-Za-z])|(?:(?:details|nature|text) of )?(?:your |my |the |foi )?(?:request|enquiry|query|question|message|information requested|details)s?\s*:\s+(?=\S)",
    re.I,
)


def sentences(text: str) -> list[tuple[int, str]]:
    """(offset within the text, sentence) in order."""
    label = _LABEL.match(text)
    starts = [0, *([label.end()] if label else []), *(match.end() for match in _SENTENCE.finditer(text))]
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def asks(words: str) -> bool:
    """Whether any sentence of the words asks, or leads in to what is asked."""
    return any(sense(part) in (Sense.ASK, Sense.LEAD) for _, part in sentences(words))


_BEGINS = re.compile(
    r"(?:(?:so|now|therefore|accordingly),? )?(?:here are |these are |i have the following |please answer )?"
    r"(?:my|our|the|these|the following|following)? ?(?:specific |formal |foi |actual )?(?:questions?|requests?|queries)\b"
    r"(?: (?:is|are|were|follow|as follows|for you|therefore|below|then)){0,3}\s*:?$",
    re.IGNORECASE,
)


_REASONS = re.compile(r"\b(?:since|because|reasons?|grounds|argue|favours?|public interest)\b[^.?]*:$", re.IGNORECASE)


def gives_reasons(words: str) -> bool:
    """Whether a line leads in to reasons and not to questions."""
    return bool(_REASONS.search(words.strip())) and not is_framed(words)


def begins_questions(words: str) -> bool:
    """Whether a line only says that the questions come now."""
    return len(words) <= 60 and bool(_BEGINS.match(words.strip()))


def asks_anything(words: str) -> bool:
    """Whether an item may ask: by its form, or since it names a number or a document."""
    return asks(words) or bool(_COUNT.search(words) or _DOCUMENT.search(words)) or not words.rstrip().endswith(".")


def splits_by(intro: str) -> bool:
    """Whether the words before a list say that its items are only ways to break an answer down."""
    last = sentences(intro)[-1][1] if intro.strip() else ""
    return bool(_SPLITS.search(last)) and not _MEASURES.search(last)


def lists_fields(intro: str) -> bool:
    """Whether the words before a list say that its items are what each entry is to show."""
    return bool(_FIELDS.search(intro.strip()[-200:]))


def names_only(item: str) -> bool:
    """Whether a numbered item names a year, a place or a group and asks for nothing itself."""
    plain = _BRACKETED.sub("", item)
    asking = asks(plain) or sense(plain) is not Sense.TELLS
    return not asking and not _COUNT.search(plain) and not _DOCUMENT.search(plain) and len(plain.split()) <= 8


def is_category(item: str) -> bool:
    """Whether an item of a list is a thing to count by rather than something asked."""
    words = item.split()
    return not asks(item) and not _COUNT.search(item) and len(words) <= 7 and (len(words) <= 2 or words[0][0].isupper())


def is_marked(sentence: str) -> bool:
    return sentence.rstrip("”\"' ").endswith("?")


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
