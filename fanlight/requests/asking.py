"""What a sentence does in a request: asks, leads in to what is asked, narrows it, speaks of how to answer, or tells.

Words alone decide here; `prose` and `split` know where the sentence stands.
"""

from __future__ import annotations

import re
from enum import Enum

I = re.IGNORECASE


class Sense(Enum):
    ASK = "ask"  # asks something on its own account
    PHRASE = "phrase"  # names a record or a count and has no verb that asks: "Copies of letters between …"
    LEAD = "lead"  # asks for "the following", "information about …": what is meant comes after it
    LEANS = "leans"  # narrows or explains what was asked before
    HANDLING = "handling"  # about the request itself: format, receipt, fees, exemptions, deadlines
    TELLS = "tells"


_GIVE = (
    "advise|answer|break|clarify|confirm|copy|describe|detail|disclose|e-?mail|explain|find|forward|furnish|get|give|identify|include|"
    "indicate|inform|let|list|name|outline|point|produce|provide|publish|release|say|send|share|show|specify|state|supply|tell"
)
_ADVERB = r"(?:also|too|again|now|just|then|therefore|hereby|formally|kindly|further|additionally|really|only|simply|specifically|first(?:ly)?)"
_FRAMES = re.compile(
    rf"\b(?:please,? (?:(?:can|could|would|may|will|just|too|kindly) )?(?:(?:you|i|we) )?(?:{_ADVERB} )*(?:{_GIVE})\b"
    r"|(?:can|could|would|will|may|might) (?:you|i|we|the (?:council|force|trust|department|authority|board|school|police))\b"
    rf"|(?:i|we)(?: would| should|'d|’d)? (?:{_ADVERB} )*(?:would )?(?:{_ADVERB} )*(?:like|love|want|ask|request|wish|seek|need|require)\b"
    rf"|(?:i|we)(?: am| are|'m|’m|'re|’re) (?:{_ADVERB} )*(?:writing (?:\w+ ){{0,3}}?(?:to (?:\w+ )?(?:ask|request|seek|find|obtain|enquire|inquire|know))|requesting|seeking|asking|looking (?:for (?!help)|to|into)|after\b|interested in"
    r"|trying to|hoping to|keen to|curious)"
    rf"|\bwondering (?:if|whether)\b|\b(?:if|whether) you (?:can|could|would|might) (?:please |kindly |also )*(?:{_GIVE})\b"
    r"|^to ask (?:the|what|how|whether|for)\b"
    rf"|(?:i|we) (?:write to (?:ask|request|seek|enquire|inquire)|wonder)\b"
    rf"|(?:i|we)(?: would| should|'d|’d) (?:{_ADVERB} )*be (?:very |most )?(?:grateful|obliged|interested|pleased|glad)"
    r"|(?:grateful|obliged) (?:if|for)\b"
    r"|(?:would|is) it (?:be )?possible\b"
    r"|it would (?:also )?be (?:very |most )?(?:helpful|useful|good|great|interesting)\b"
    r"|(?:my|our|this|the|a) (?:\w+ ){0,4}?(?:request|question|query|enquiry|inquiry)(?: \w+){0,8}? (?:is |are )?(?:for|whether|how|what|why|who|when|about)\b"
    r"|(?:request|question|query|enquiry) (?:under [^.,:]{0,60} )?for\b"
    r"|(?:request|ask|want) (?:that you|to (?:know|see|have|be))\b)",
    I,
)
_BEGGED = re.compile(
    rf"[,;:] (?:then )?(?:please )?(?:give|provide|state|list|supply|send|tell|confirm|name|show|specify|break down|describe|explain) (?:me|us|the|an?|any|all|by|how|what|whether|which|who|details|copies|for|each|every|your|in|its|their)\b|^(?:{_GIVE})\b[^.?!:]{{0,80}}\bplease\b",
    I,
)
_OPENERS = (
    r"(?:(?:and|also|so|but|then|again|now|ok(?:ay)?|yes|firstly|secondly|thirdly|fourthly|finally|lastly|first|second|third|next|in addition|additionally|"
    r"further(?:more)?|moreover|plus|if (?:so|not|yes|no|it is|they (?:do|are|were|did)|you (?:do|have it|hold (?:it|them|any))|available|held|possible|known|any)|"
    r"under [^,:]{0,90}|(?:in|for|during|over|since|between|within|from|at|on|of|to|as of|with|given|by|out of)\b[^,?.:]{1,90}(?=,)),?\s+)*"
)
_DURING = r"(?:(?:in|for|during|over|since|between|within|from|at|on|of|to|as of|by|out of)\b[^,?.:]{1,90} )?"
_WH = r"(?:to what|in what|in which|for what|(?:by|in|of|for|to|at|with) how|at what|on what|how|what|which|who|whom|whose|when|where|why)"
_AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may)"
_COMMAND = rf"(?:please )?(?:{_ADVERB} )?(?:provide|give|list|state|confirm|send|supply|name|tell (?:me|us)|disclose|release|describe|explain|identify|outline|specify|itemise|detail\b(?!s)|follow up|break down|let (?:me|us) (?:know|have)|show)\b"
_RECORD = (
    "number|total|amount|quantity|volume|cost|price|value|average|mean|median|percentage|proportion|share|rate|ratio|sum|spend|spending|expenditure|budget|"
    "salar(?:y|ie)|payment|invoice|receipt|income|revenue|list|cop(?:y|ie)|breakdown|detail|figure|statistic|date|name|address|addresse|location|"
    "minute|e-?mail|correspondence|letter|communication|message|text message|report|plan|assessment|polic(?:y|ie)|procedure|guidance|guideline|contract|"
    "agreement|document|documentation|record|recording|data|dataset|information|agenda|note|briefing|paper|presentation|memo|memorand(?:um|a)|map|drawing|"
    "photograph|image|footage|transcript|log|register|schedule|survey|review|audit|evaluation|stud(?:y|ie)|evidence|decision|reason|result|outcome|"
    "incident|complaint|job title|organisation chart|structure chart|risk assessment|impact assessment|template|manual|protocol|form|file|material"
)
_PHRASE = re.compile(
    rf"{_OPENERS}(?!(?:thanks?|regards|dear|see|attached|note|following|further to|regarding|re|ref|with reference|in response|as|because|since|when|while|my|our|re)\b)(?:(?:an?|the|any|all|every|each|both|some|other|its?|your|their)\b[ ,]*(?:other |the |of the |such |held )?)?"
    rf"(?:(?!(?:i|we|you|he|she|they|it|is|are|was|were|has|had|for|of|to|in|about|on|that|which)\b)[\w'’/&-]+,? ){{0,4}}?(?:{_RECORD})(?:s|es)?\b"
    rf"(?:,? (?:and|or|and/or)? ?(?:[\w'’-]+ ){{0,2}}?(?:{_RECORD})(?:s|es)?\b)*"
    r" (?:\(?[\w ]{1,30}\)? )?(?:of|for|about|between|relating|related|concerning|regarding|on|by|to|from|with|in|held|showing|that|which|who|sent|received|written|"
    r"made|paid|spent|given|issued|produced|prepared|containing|covering|setting|used|recorded|taken|submitted|discussing|mentioning)\b",
    I,
)
_BARE = re.compile(
    rf"{_OPENERS}(?:{_DURING}how (?:many|much|often|long)\b|{_DURING}(?:what|which) (?:number|proportion|percentage|was|is|were|are|did|does)\b|{_WH}\b|{_AUX} (?:the|an?|any|all|you|your|there|this|that|these|those|it|its|they|their|he|she|we|i|such|each|every|some|(?-i:[A-Z]))|{_COMMAND})",
    I,
)
_COUNT_PHRASE = re.compile(
    r"(?:the |a |an |any )?(?:total |average |mean )?(?:numbers?|details|copies|breakdown|list) (?:of|for|by)\b", I
)
_BEGINS_ASK = re.compile(
    r"(?:how (?:many|much|often|long)|whether|(?:a )?cop(?:y|ies) of|any (?:\w+ )?(?:correspondence|reports?|records?|minutes|documents?)|(?:what|which|who|when|where|why) (?:is|are|was|were|did|does|do|has|have|the))\b",
    I,
)
# Between "please provide" and what is wanted.
_THEM = r"(?:this|these|it|them|that|those|the same|your (?:answer|reply|response|figures)|the (?:information|answers?|data|response|reply|numbers?|figures?|results?|above))"
_LEANS = re.compile(
    rf"(?:for (?:instance|example|clarity|the avoidance|the purposes?)|to be clear|that is,|i\.e\.|e\.g\.|by .{{0,40}} (?:i|we) mean|(?:i|we) mean|in (?:that|the) list\b|"
    rf"if (?:there is any|any part|this is|it helps|it can be done)|bear in mind|it is (?!(?:also )?(?:possible|true))|ideally|"
    rf"(?:also |and )?(?:i|we)(?: would| should|'d|’d)? (?:also )?(?:need|want|like|prefer|require|expect|ask for) (?:it|{_THEM})\b(?! (?:number|total) of)|"
    rf"(?:also |and |where possible,? |if possible,? )?(?:can|could|would|please|may|might)? ?(?:you |i |we )?(?:please )?(?:also )?"
    rf"(?:split|break|give|show|provide|send|list|do|supply|have|group|sort|limit|restrict|present|put|set out|separate|categorise|order|be|express|answer|cover)(?: out| down)? {_THEM} "
    rf"(?:out |down |up )?(?:in|by|as|for each|for every|for the (?:last|past|years?|period)|per|into|to|separately|from|between)\b|"
    rf"(?:can|could|please|may|would) (?:you )?{_THEM} (?:be|please be)|"
    rf"(?:split|broken|break|breaking|grouped) (?:it |them |this |these )?(?:down )?(?:by|into)\b|"
    rf"(?:please )?(?:keep|leave|separate|ensure|make sure|do not|don't|don’t|include|exclude|count|treat|use|ignore|limit|restrict|read|regard|interpret|assume|note)\b(?! .{{0,30}}\bcop(?:y|ies) of)|"
    r"(?:i|we) (?:accept|think|hope|understand|believe|appreciate|realise|know|look|note|recognise|expect)\b)",
    I,
)
_REFERS = re.compile(
    r"(?:questions?|items?|points?|parts?|requests?|numbers?) \(?\d{1,2}\)?(?:\s?(?:-|–|to|and|,|&)\s?\d{1,2})+\b|for (?:all|each|both|every one) (?:of )?(?:these|the|my) (?:questions|requests)",
    I,
)
_HANDLING = tuple(
    re.compile(pattern, I)
    for pattern in (
        r"\b(?:acknowledge|confirm) (?:the |safe |your )*receipt\b|\backnowledge (?:this|my)\b|\b(?:received|got|receipt of) (?:this|my)\b",
        rf"\b{_THEM}\b[^.?]{{0,60}}\b(?:electronic|electronically|digital|excel|csv|spreadsheet|machine.readable|pdf|word|e-?mail|format|paper|hard copy|post|cd|tabular|table)\b",
        r"\b(?:format|electronic(?:ally)?|spreadsheet|excel|csv) (?:would|is|if|please|where|preferred|form\b.{0,20}$)",
        r"\b(?:20|twenty|statutory|working) (?:working )?(?:day|deadline|time)|\btime ?(?:limit|frame|scale)s? (?:set|of the act|under)|\bwithin the (?:time|deadline)",
        r"\b(?:if|should|where|unless|in the event|when)\b.{0,120}\b(?:exempt\w*|withh(?:e|o)ld\w*|redact\w*|refus\w*|public interest test|section \d+|cost limit|appropriate limit|fees?|charges?|£\s?\d+|18 hours|too (?:long|much|broad|expensive)|"
        r"exceed\w*|clarif\w*|narrow\w*|unclear|not clear|do not hold|don't hold|not held|not the (?:right|correct|appropriate)|cannot (?:answer|provide|give|be)|can't (?:answer|provide)|unable|difficult\w*|further (?:information|details)|questions about (?:this|my)|quer(?:y|ies)|contact|hesitate|refine|modify|reword|reduce)\b",
        r"\b(?:exempt\w*|withh(?:e|o)ld\w*|redact\w*)\b.{0,80}\b(?:if|should|where|rest|remaind\w*|explain|justif\w*|cite|state)\b",
        r"\bsection 1[26]\b|\badvice and assistance\b|\bduty to (?:assist|advise)\b|\binternal review\b",
        r"\b(?:pass|forward|transfer|redirect|refer)\w* (?:this|my|the) (?:request|e-?mail|enquiry|letter)\b|\b(?:right|correct|relevant|appropriate) (?:person|department|team|body|authority)\b",
        r"\b(?:send|reply|respond|e-?mail|post|contact|write|call|answer)\b[^.?]{0,40}\b(?:to|at|by|via|on|through) (?:me|my|this|the above|e-?mail|post|return|the (?:e-?mail )?address|\S+@)",
        r"\b(?:look|looking) forward\b|\bthank(?:s| you)\b.{0,30}(?:help|time|assist|advance|anticipat)|\bgrateful for your (?:help|time|assistance)\b|\bhesitate to\b|\bget (?:back|in touch)\b|\blet me know (?:if|should|as soon as|when|beforehand)|\bkeep me (?:updated|informed)",
        r"\b(?:reference|case) number (?:for|of) (?:this|my)\b|\b(?:cite|quote) (?:the|which) (?:section|exemption|reference)\b|\btell me beforehand\b|\bpublic interest (?:in|that|since|because)\b",
    )
)
_GENERIC = re.compile(
    r"\b(?:the |these |those |all |some |any |my |answers? to |responses? to |replies to |information (?:and|or) )*(?:following|below|listed|numbered|as follows|undermentioned)\b|"
    r"\b(?:answer|with|to|on|have|me|for|are|see|regarding|about) (?:these|this|the below|my|some|a few|the|two|three|four|five|six|several|the answers to these) ?(?:questions?|queries|points|requests?|answers)?\s*(?:please|below|for|:|about|on|$)|"
    r"\b(?:two|three|four|five|six|seven|several|a few|some|a number of|these|my|a couple of) (?:\w+ )?(?:questions|queries|requests|things|matters|points|pieces of information)\b",
    I,
)
_SUBJECT_ONLY = re.compile(
    r"\b(?:information|data|details?|records|documents?|material|statistics)(?:,? (?:and|or) (?:\w+ )?(?:information|data|records|documents?|statistics))?(?:,? under [^.]{0,60}?)?(?: (?:held|you hold|that you hold))?,? (?:about|on|regarding|relating|related|concerning|in relation|with regard|pertaining|from|for|under|in respect)\b",
    I,
)
_SPECIFIC = re.compile(
    r"how (?:many|much|often|long|far|old)\b|\b(?:numbers?|total|totals|amount|cost|costs|cop(?:y|ies)|lists?|breakdown|average|percentage|proportion|metadata|value|rate|names?|date|minutes|budget|expenditure) (?:\w+ )?(?:of|for|by|on|paid|spent|in|at)\b|"
    r"\b(?:whether|why|who|when|which)\b|\bcop(?:y|ies)\b|\bpolic(?:y|ies)\b|\breports?\b|\bcontracts?\b|\bcorrespondence\b|\be-?mails\b|\bminutes\b|\bdata\b.{0,20}\bby\b",
    I,
)
_ONLY_ACT = re.compile(r"(?:freedom of information|foia?|environmental information|\beir|the act\b)", I)
_PREFIX = re.compile(
    rf"^.*?{_FRAMES.pattern}(?:[^.?!:]{{0,12}}?\b(?:you|to|if|for|me|us|with|have|know|request|ask|be|able|make|this|a|an)\b)*",
    I | re.S,
)
_POSSIBLE = re.compile(
    r"\b(?:would|is) it (?:be )?(?:at all )?possible (?:for (?:you|me|us) )?to\b|\bit would (?:also )?be (?:\w+ )?(?:helpful|useful|good|great) (?:to (?:have|know|see)|if you (?:can|could|would))\b",
    I,
)
_TREAT = re.compile(
    r"\b(?:please )?(?:treat|consider|accept|take|regard) this (?:\w+ )?as (?:an? |my )?(?:\w+ ){0,5}?request (?:under [^.,:]{0,60} )?(?:for|to (?:provide|have|receive|see|obtain))\b",
    I,
)
_STRAY = re.compile(r"[“\"‘'*_#\-–•\s(]+")


def sense(sentence: str) -> Sense:
    """What one sentence does. A sentence that ends in a question mark asks, unless it leans on or leads in to others."""
    words = " ".join(sentence[_stray(sentence) :].split())
    plain = _POSSIBLE.sub("please give", _TREAT.sub("please give", words.rstrip("”\"'’*_ ")))
    if not plain:
        return Sense.TELLS
    if _REFERS.search(plain) and not re.search(r"\bhow (?:many|much)\b", plain, I):
        return Sense.LEANS
    marked = plain.endswith("?")
    framed = _FRAMES.search(plain) or _BEGGED.search(plain)
    bare = _BARE.match(plain)
    named = _PHRASE.match(plain)
    if _is_handling(plain, bool(named)):
        return Sense.HANDLING
    if _LEANS.match(plain):
        return Sense.LEANS
    if leads_in(plain) and (framed or marked or bare or named or plain.endswith(":")):
        return Sense.LEAD
    if marked or framed or _asks_bare(plain, bare, named):
        return Sense.ASK
    return Sense.PHRASE if named and _is_phrase(plain) else Sense.TELLS


def _stray(sentence: str) -> int:
    match = _STRAY.match(sentence)
    return match.end() if match else 0


def _asks_bare(plain: str, bare: re.Match[str] | None, named: re.Match[str] | None) -> bool:
    """Words of a question without its mark: not "What happened was that …", nor "When I called, …"."""
    if not bare:
        return False
    if re.match(
        rf"{_OPENERS}(?:when|where|while|which|what|who|how) (?:i|we|my|our|it|the|this|a)\b[^?]*(?:,|\b(?:was|is) (?:that|this)\b)",
        plain,
        I,
    ):
        return False
    return True


_VERB = re.compile(
    r"^[^,;:(]*?\b(?:is|are|was|were|has been|have been|says?|said|shows?|states?|fell|rose|seems?|appears?|will be|can be|must be|should be|had|came|went|told|made it)\b",
    I,
)
_RELATIVE = re.compile(r"\b(?:who|which|that|where|when|how|whether|what)\b", I)


def _is_phrase(plain: str) -> bool:
    """A noun phrase has no verb of its own outside a clause that hangs on "which", "that", "who"."""
    verb = _VERB.match(plain)
    return verb is None or bool(_RELATIVE.search(verb.group()))


def _is_handling(plain: str, named: bool) -> bool:
    if re.search(r"\bhow (?:many|much|often)\b|\bnumbers? of\b", plain, I):
        return False
    if named and not re.match(
        r"(?:if|should|where|please|unless|the (?:information|response|data|format))\b", plain, I
    ):
        return False
    return any(pattern.search(plain) for pattern in _HANDLING) and not _wants_copy(plain)


def _wants_copy(plain: str) -> bool:
    return bool(
        re.search(
            r"\b(?:cop(?:y|ies)|list|breakdown) of (?!(?:this|the|my) (?:request|information|response))", plain, I
        )
    ) and not re.match(r"(?:if|should|where|unless)\b.{0,80}(?:exempt|withh|redact|refus|cost|limit)", plain, I)


def leads_in(plain: str) -> bool:
    """Whether it asks for nothing but what comes after it."""
    after = _PREFIX.sub("", plain, count=1) if _FRAMES.search(plain) else plain
    tail = plain.rstrip(" ")
    if _FIELDS_NEXT.search(tail) and not _GENERIC.search(plain):
        return False
    if plain.endswith("?") and _BARE.match(plain) and not _GENERIC.search(plain):
        return False
    # What a colon inside the sentence introduces is asked in the sentence itself.
    inside = re.search(r"(?:following|below|these|information|questions?)\b[^:]{0,60}:\s*(\S.{12,})", plain, I)
    if inside:
        return False
    if _SPECIFIC.search(after):
        return bool(
            re.search(
                r"\b(?:following|below) (?:\w+ )?(?:questions?|information|data|details|queries)\b|\banswers? to (?:these|the following|my)\b|\banswer (?:these|the following|my)\b",
                after,
                I,
            )
        ) and not re.search(r"\bhow (?:many|much)\b|\bnumbers? of\b|\bcop(?:y|ies) of\b", after, I)
    if _GENERIC.search(plain) or _SUBJECT_ONLY.search(after):
        return True
    rest = re.sub(r"[^\w ]+", " ", after).split()
    rest = [w for w in rest if w.lower() not in _FILLERS]
    if (
        len(rest) == 1
        and not _SPECIFIC.search(plain)
        and not re.search(rf"\b(?:{_RECORD})(?:s|es)?\b", after, I)
        and not plain.endswith("?")
    ):
        return True
    return (
        tail.endswith(":")
        or not rest
        or bool(
            _ONLY_ACT.search(after) and len(_ONLY_ACT.sub("", re.sub(r"\b(?:19|20)\d\d\b", "", after)).split()) <= 6
        )
    )


_FIELDS_NEXT = re.compile(
    r"\b(?:giving|including|showing|stating|detailing|listing|specifying|noting|containing)(?: me| us)?\s*:$", I
)
_FILLERS = frozenset(
    "a an the this that these those following information some any please me us you i we to for of under and or with below about know tell provide give request requests "
    "foi act freedom 2000 in my our if would like able make it is be have questions question data details".split()
)


def is_framed(sentence: str) -> bool:
    """Whether it has words that ask, such as "could you" or "I request"."""
    return bool(_FRAMES.search(sentence))


def is_plain(sentence: str) -> bool:
    """Whether it asks as most do: a question with its mark, a word such as "how many" first, or a request that names a record."""
    plain = " ".join(sentence.split())
    return plain.rstrip("”\"'’*_ ").endswith("?") or bool(_SPECIFIC.search(plain)) or bool(re.match(_COMMAND, plain, I))


def hangs_on_the_one_before(sentence: str) -> bool:
    """Whether it speaks of "those" or "each" of what the sentence before asked, and has no question mark."""
    plain = " ".join(sentence.split()).rstrip("”\"'’*_. ")
    return (
        not plain.endswith("?")
        and not plain.lower().startswith("if ")
        and bool(
            re.match(
                r"(?:and |also,? |again,? )?(?:of|for|in|with|from|on) (?:those|these|them|each|all of|both|every|any of)\b",
                plain,
                I,
            )
            or re.search(
                r"\b(?:of|for|in|about|on) (?:each|these|those|them|it|this|both)(?: (?:one|case|year|item|incident|of (?:these|those|them)))?(?: please)?$",
                plain,
                I,
            )
        )
    )


def tells_of_records(sentence: str) -> bool:
    """Whether words that seem to tell something speak of counts or copies, as words that ask do."""
    return bool(
        re.search(r"\bhow (?:many|much|often)\b|\bnumbers? of\b|\bcop(?:y|ies) of\b|\blist of\b|\?", sentence, I)
    )


def is_doubtful(sentence: str) -> bool:
    """Whether words taken to be about the request itself may ask for something after all."""
    return sentence.rstrip("”\"'’*_ \r\n").endswith("?") and bool(_SPECIFIC.search(sentence))


def introduces_list(sentence: str) -> bool:
    """Whether a lead-in speaks of what comes below it: "the following", or a colon at its end."""
    plain = sentence.rstrip()
    return plain.endswith(":") or bool(re.search(r"\b(?:following|below|as follows)\b", plain, I))


def names_subject(sentence: str) -> bool:
    """Whether a lead-in names what it is about ("information about parking"), and so may ask alone."""
    return bool(_SUBJECT_ONLY.search(sentence))


def names_something(sentence: str) -> bool:
    """Whether a line after a colon is the name of something: no sentence of its own, and nothing about the writer."""
    plain = " ".join(sentence.split())
    return _is_phrase(plain) and not re.match(
        r"(?:i|we|my|our|it|this|that|there|if|as|please|he|she|they|you)\b|\W*$", plain, I
    )


def begins_ask(words: str) -> bool:
    """Whether a line begins as an item of a list without marks does: "the number of …", "how many …"."""
    return bool(_BEGINS_ASK.match(words) or _COUNT_PHRASE.match(words))
