"""The words of requests as patterns: how people ask, what they ask for, and what they say about the request itself.

Alternatives that overlap are kept short and bounded, so that a long text is read in time that grows with its length.
"""

from __future__ import annotations

import re

_GIVE = (
    "advise|answer|break|clarify|confirm|copy|describe|detail|disclose|e-?mail|explain|find|forward|furnish|get|give|identify|include|"
    "indicate|inform|let|list|name|outline|point|produce|provide|publish|release|say|send|share|show|specify|state|supply|tell"
)
_ADVERB = r"(?:also|too|again|now|just|then|therefore|hereby|formally|kindly|further|additionally|really|only|simply|specifically|first(?:ly)?)"
FRAMES = re.compile(
    rf"\b(?:(?:please|kindly),? (?:(?:can|could|would|may|will|just|too|kindly) )?(?:(?:you|i|we) )?(?:{_ADVERB} )*(?:{_GIVE})\b"
    r"|(?:can|could|would|will|may|might) (?:you|i|we|the (?:council|force|trust|department|authority|board|school|police))\b"
    rf"|(?:i|we)(?: would| should|'d|’d)? (?:{_ADVERB} )*(?:would )?(?:{_ADVERB} )*(?:like|love|want|ask|request|wish|seek|need|require)\b"
    rf"|(?:i|we)(?: am| are|'m|’m|'re|’re) (?:{_ADVERB} )*(?:writing (?:[\w'’]+ ){{0,12}}?(?:to (?:\w+ )?(?:ask|request|seek|find|obtain|enquire|inquire|know))|requesting|seeking|asking|looking (?:for (?!help)|to|into)|after\b|interested in"
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
    re.IGNORECASE,
)
BEGGED = re.compile(
    rf"[,;:] (?:then )?(?:please )?(?:give|provide|state|list|supply|send|tell|confirm|name|show|specify|break down|describe|explain) (?:me|us|the|an?|any|all|by|how|what|whether|which|who|details|copies|for|each|every|your|in|its|their)\b|^(?:{_GIVE})\b[^.?!:]{{0,80}}\bplease\b",
    re.IGNORECASE,
)
OPENERS = (
    r"(?:(?:and|also|so|but|then|again|now|ok(?:ay)?|yes|firstly|secondly|thirdly|fourthly|finally|lastly|first|second|third|next|in addition|additionally|"
    r"further(?:more)?|moreover|plus|if (?:so|not|yes|no|it is|they (?:do|are|were|did)|you (?:do|have it|hold (?:it|them|any))|available|held|possible|known|any)|"
    r"under [^,:]{0,90}|(?:in|for|during|over|since|between|within|from|at|on|of|to|as of|with|given|by|out of)\b[^,?.:]{1,90}(?=,)),?\s+)*"
)
_DURING = r"(?:(?:in|for|during|over|since|between|within|from|at|on|of|to|as of|by|out of)\b[^,?.:]{1,90} )?"
_WH = r"(?:to what|in what|in which|for what|(?:by|in|of|for|to|at|with) how|at what|on what|how|what|which|who|whom|whose|when|where|why)"
_AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may)"
COMMAND = rf"(?:please |kindly )?(?:{_ADVERB} )?(?:provide|give|list|state|confirm|send|supply|name|tell (?:me|us)|disclose|release|describe|explain|identify|outline|specify|itemise|detail\b(?!s)|follow up|break down|let (?:me|us) (?:know|have)|show)\b"
RECORD = (
    "number|total|amount|quantity|volume|cost|price|value|average|mean|median|percentage|proportion|share|rate|ratio|sum|spend|spending|expenditure|budget|"
    "salar(?:y|ie)|payment|invoice|receipt|income|revenue|list|cop(?:y|ie)|breakdown|detail|figure|statistic|date|name|address|addresse|location|"
    "minute|e-?mail|correspondence|letter|communication|message|text message|report|plan|assessment|polic(?:y|ie)|procedure|guidance|guideline|contract|"
    "agreement|document|documentation|record|recording|data|dataset|information|agenda|note|briefing|paper|presentation|memo|memorand(?:um|a)|map|drawing|"
    "photograph|image|footage|transcript|log|register|schedule|survey|review|audit|evaluation|stud(?:y|ie)|evidence|decision|reason|result|outcome|"
    "incident|complaint|job title|organisation chart|structure chart|risk assessment|impact assessment|template|manual|protocol|form|file|material"
)
PHRASE = re.compile(
    rf"{OPENERS}(?!(?:thanks?|regards|dear|see|attached|note|following|further to|regarding|re|ref|with reference|in response|as|because|since|when|while|my|our|re)\b)(?:(?:an?|the|any|all|every|each|both|some|other|its?|your|their)\b[ ,]*(?:other |the |of the |such |held )?)?"
    rf"(?:(?!(?:i|we|you|he|she|they|it|is|are|was|were|has|had|for|of|to|in|about|on|that|which)\b)[\w'’/&-]+,? ){{0,4}}?(?:{RECORD})(?:s|es)?\b"
    rf"(?:,? (?:and|or|and/or)? ?(?:[\w'’-]+ ){{0,2}}?(?:{RECORD})(?:s|es)?\b)*"
    r" (?:\(?[\w ]{1,30}\)? )?(?:of|for|about|between|relating|related|concerning|regarding|on|by|to|from|with|in|held|showing|that|which|who|sent|received|written|"
    r"made|paid|spent|given|issued|produced|prepared|containing|covering|setting|used|recorded|taken|submitted|discussing|mentioning)\b",
    re.IGNORECASE,
)
BARE = re.compile(
    rf"{OPENERS}(?:{_DURING}how (?:many|much|often|long)\b|{_DURING}(?:what|which) (?:number|proportion|percentage|was|is|were|are|did|does)\b|{_WH}\b|{_AUX} (?:the|an?|any|all|you|your|there|this|that|these|those|it|its|they|their|he|she|we|i|such|each|every|some|(?-i:[A-Z]))|{COMMAND})",
    re.IGNORECASE,
)
COUNT_PHRASE = re.compile(
    r"(?:the |a |an |any )?(?:total |average |mean )?(?:numbers?|details|copies|breakdown|list) (?:of|for|by)\b",
    re.IGNORECASE,
)
BEGINS_ASK = re.compile(
    r"(?:how (?:many|much|often|long)|whether|(?:a )?cop(?:y|ies) of|any (?:\w+ )?(?:correspondence|reports?|records?|minutes|documents?)|(?:what|which|who|when|where|why) (?:is|are|was|were|did|does|do|has|have|the))\b",
    re.IGNORECASE,
)
# Between "please provide" and what is wanted.
_THEM = r"(?:this|these|it|both|them|that|those|the same|your (?:answer|reply|response|figures)|the (?:information|answers?|data|response|reply|numbers?|figures?|results?|above))"
LEANS = re.compile(
    rf"(?:for (?:instance|example|clarity|the avoidance|the purposes?)|to be clear|that is,|i\.e\.|e\.g\.|by .{{0,40}} (?:i|we) mean|(?:i|we) mean|in (?:that|the) list\b|"
    rf"if (?:there is any|any part|this is|it helps|it can be done)|bear in mind|it is (?!(?:also )?(?:possible|true))|ideally|"
    rf"(?:also |and )?(?:i|we)(?: would| should|'d|’d)? (?:also )?(?:need|want|like|prefer|require|expect|ask for) (?:it|{_THEM})\b(?! (?:number|total) of)|"
    rf"(?:also |and |where possible,? |if possible,? )?(?:can|could|would|please|may|might)? ?(?:you |i |we )?(?:please )?(?:also )?"
    rf"(?:split|break|give|show|provide|send|list|do|supply|have|group|sort|limit|restrict|present|put|set out|separate|categorise|order|be|express|answer|cover)(?: out| down)? {_THEM} "
    rf"(?:out |down |up )?(?:in|by|as|for each|for every|for the (?:last|past|years?|period)|per|into|to|separately|from|between)\b|"
    r"(?:i|we) (?:ask|want (?:this|it)) (?:this |these )?(?:since|because|as)\b|"
    r"(?:please )?answer (?:both|all|each)\b(?! (?:of )?(?:the|these|my|following) )|"
    rf"(?:can|could|please|may|would) (?:you )?{_THEM} (?:be|please be)|"
    rf"(?:split|broken|break|breaking|grouped) (?:it |them |this |these )?(?:down )?(?:by|into)\b|"
    rf"(?:please )?(?:keep|leave|separate|ensure|make sure|do not|don't|don’t|include|exclude|count|treat|use|ignore|limit|restrict|read|regard|interpret|assume|note)\b(?! .{{0,30}}\bcop(?:y|ies) of)|"
    r"(?:i|we) (?:accept|think|hope|understand|believe|appreciate|realise|know|look|note|recognise|expect)\b)",
    re.IGNORECASE,
)
REFERS = re.compile(
    r"(?:questions?|items?|points?|parts?|requests?|numbers?) \(?\d{1,2}\)?(?:\s?(?:-|–|to|and|,|&)\s?\d{1,2})+\b|for (?:all|each|both|every one) (?:of )?(?:these|the|my) (?:questions|requests)",
    re.IGNORECASE,
)
HANDLING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:acknowledge|confirm) (?:the |safe |your )*receipt\b|\backnowledge (?:this|my)\b|\b(?:received|got|receipt of) (?:this|my)\b",
        rf"\b{_THEM}\b[^.?]{{0,60}}\b(?:electronic|electronically|digital|excel|csv|spreadsheet|machine.readable|pdf|word|e-?mail|format|paper|hard copy|post|cd|tabular|table)\b",
        r"\b(?:format|electronic(?:ally)?|spreadsheet|excel|csv) (?:would|is|if|please|where|preferred|form\b.{0,20}$)",
        r"\b(?:20|twenty|statutory|working) (?:working )?(?:day|deadline|time)|\btime ?(?:limit|frame|scale)s? (?:set|of the act|under)|\bwithin the (?:time|deadline)",
        r"\b(?:if|should|where|unless|in the event|when)\b.{0,120}\b(?:exempt\w*|withh(?:e|o)ld\w*|redact\w*|refus\w*|public interest test|section \d+|cost limit|appropriate limit|fees?|charges?|£\s?\d+|18 hours|too (?:long|much|broad|expensive|costly|dear)|"
        r"exceed\w*|clarif\w*|narrow\w*|unclear|not clear|do not hold|don't hold|not held|not the (?:right|correct|appropriate)|cannot (?:answer|provide|give|be)|can't (?:answer|provide)|unable|difficult\w*|further (?:information|details)|questions about (?:this|my)|quer(?:y|ies)|contact|hesitate|refine|modify|reword|reduce)\b",
        r"\b(?:exempt\w*|withh(?:e|o)ld\w*|redact\w*)\b.{0,80}\b(?:if|should|where|rest|remaind\w*|explain|justif\w*|cite|state)\b",
        r"\bsection 1[26]\b|\badvice and assistance\b|\bduty to (?:assist|advise)\b|\binternal review\b",
        r"\b(?:pass|forward|transfer|redirect|refer)\w* (?:this|my|the) (?:request|e-?mail|enquiry|letter)\b|\b(?:right|correct|relevant|appropriate) (?:person|department|team|body|authority)\b",
        r"\b(?:send|reply|respond|e-?mail|post|contact|write|call|answer)\b[^.?]{0,40}\b(?:to|at|by|via|on|through) (?:me|my|this|the above|e-?mail|post|return|the (?:e-?mail )?address|\S+@)",
        r"\b(?:look|looking) forward\b|\bthank(?:s| you)\b.{0,30}(?:help|time|assist|advance|anticipat)|\bgrateful for your (?:help|time|assistance)\b|\bhesitate to\b|\bget (?:back|in touch)\b|\blet me know (?:if you (?:need|require|have any|want|would|can|are)|if (?:this|any|there|it)|should|as soon as|when you|beforehand)|\bkeep me (?:updated|informed)",
        r"\b(?:reference|case) number (?:for|of) (?:this|my)\b|\b(?:cite|quote) (?:the|which) (?:section|exemption|reference)\b|\btell me beforehand\b|\bpublic interest (?:in|that|since|because)\b",
    )
)
GENERIC = re.compile(
    r"\b(?:the |these |those |all |some |any |my |answers? to |responses? to |replies to |information (?:and|or) )*(?:following|below|listed|numbered|as follows|undermentioned)\b|"
    r"\b(?:answer|with|to|on|have|me|for|are|see|regarding|about) (?:these|this|the below|my|some|a few|the|two|three|four|five|six|several|the answers to these) ?(?:questions?|queries|points|requests?|answers)?\s*(?:please|below|for|:|about|on|$)|"
    r"\b(?:two|three|four|five|six|seven|several|a few|some|a number of|these|my|a couple of) (?:\w+ )?(?:questions|queries|requests|things|matters|points|pieces of information)\b",
    re.IGNORECASE,
)
SUBJECT_ONLY = re.compile(
    r"\b(?:information|data|details?|records|documents?|material|statistics)(?:,? (?:and|or) (?:\w+ )?(?:information|data|records|documents?|statistics))?(?:,? under [^.]{0,60}?)?(?: (?:held|you hold|that you hold))?,? (?:about|on|regarding|relating|related|concerning|in relation|with regard|pertaining|from|for|under|in respect)\b",
    re.IGNORECASE,
)
SPECIFIC = re.compile(
    r"how (?:many|much|often|long|far|old)\b|\b(?:numbers?|total|totals|amount|cost|costs|cop(?:y|ies)|lists?|breakdown|average|percentage|proportion|metadata|value|rate|names?|date|minutes|budget|expenditure) (?:\w+ )?(?:of|for|by|on|paid|spent|in|at)\b|"
    r"\b(?:whether|why|who|when|which)\b|\bcop(?:y|ies)\b|\bpolic(?:y|ies)\b|\breports?\b|\bcontracts?\b|\bcorrespondence\b|\be-?mails\b|\bminutes\b|\bdata\b.{0,20}\bby\b",
    re.IGNORECASE,
)
ONLY_ACT = re.compile(r"(?:freedom of information|foia?|environmental information|\beir|the act\b)", re.IGNORECASE)
PREFIX = re.compile(
    rf"^.*?{FRAMES.pattern}(?:[^.?!:]{{0,12}}?\b(?:you|to|if|for|me|us|with|have|know|request|ask|be|able|make|this|a|an)\b)*",
    re.IGNORECASE | re.DOTALL,
)
POSSIBLE = re.compile(
    r"\b(?:would|is) it (?:be )?(?:at all )?possible (?:for (?:you|me|us) )?to\b|\bit would (?:also )?be (?:\w+ )?(?:helpful|useful|good|great) (?:to (?:have|know|see)|if you (?:can|could|would))\b",
    re.IGNORECASE,
)
TREAT = re.compile(
    r"\b(?:please )?(?:treat|consider|accept|take|regard) this (?:\w+ )?as (?:an? |my )?(?:\w+ ){0,5}?request (?:under [^.,:]{0,60} )?(?:for|to (?:provide|have|receive|see|obtain))\b",
    re.IGNORECASE,
)
STRAY = re.compile(r"[“\"‘'*_#\-–•\s(]+")
VERB = re.compile(
    r"^[^,;:(]*?\b(?:is|are|was|were|has been|have been|says?|said|shows?|states?|fell|rose|seems?|appears?|will be|can be|must be|should be|had|came|went|told|made it)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"\b(?:who|which|that|where|when|how|whether|what)\b", re.IGNORECASE)
FIELDS_NEXT = re.compile(
    r"\b(?:giving|including|showing|stating|detailing|listing|specifying|noting|containing)(?: me| us)?\s*:$",
    re.IGNORECASE,
)
ABOUT_THE_BODY = re.compile(
    r"\bhow (?:many|much|often)\b|\bnumbers? of\b|"
    r"\b(?:know|tell (?:me|us)|confirm|say|state|advise) (?:if|whether) (?:(?:the|your) \w+|you (?:hold|have|keep|own|use|do))\b(?! (?:not )?(?:any )?(?:further|more|questions|queries|request|received|reply|response|need))",
    re.IGNORECASE,
)
ASKING_WORD = re.compile(rf"\b(?:{_WH}|{_AUX})\b", re.IGNORECASE)
FOLLOWING_RECORDS = re.compile(
    r"\bcop(?:y|ies) of (?:the |these |any of the |each of the |all )?(?:following|below)(?: documents?| records?| reports?| papers?| items?| policies)?\s*[:.]?$",
    re.IGNORECASE,
)
FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "following",
        "information",
        "some",
        "any",
        "please",
        "me",
        "us",
        "you",
        "i",
        "we",
        "to",
        "for",
        "of",
        "under",
        "and",
        "or",
        "with",
        "below",
        "about",
        "know",
        "tell",
        "provide",
        "give",
        "request",
        "requests",
        "foi",
        "act",
        "freedom",
        "2000",
        "in",
        "my",
        "our",
        "if",
        "would",
        "like",
        "able",
        "make",
        "it",
        "is",
        "be",
        "have",
        "questions",
        "question",
        "data",
        "details",
    ]
)
