"""What a sentence does in a request: asks, leads in to what is asked, narrows it, speaks of how to answer, or tells.

Words alone decide here; `prose` and `split` know where the sentence stands.
"""

from __future__ import annotations

import re
from enum import Enum

from fanlight.requests.vocabulary import (
    ABOUT_THE_BODY,
    ASKING_WORD,
    BARE,
    BEGGED,
    BEGINS_ASK,
    COMMAND,
    COUNT_PHRASE,
    FIELDS_NEXT,
    FILLERS,
    FOLLOWING_RECORDS,
    FRAMES,
    GENERIC,
    HANDLING,
    LEANS,
    ONLY_ACT,
    OPENERS,
    PHRASE,
    POSSIBLE,
    PREFIX,
    RECORD,
    REFERS,
    RELATIVE,
    SPECIFIC,
    STRAY,
    SUBJECT_ONLY,
    TREAT,
    VERB,
)


class Sense(Enum):
    ASK = "ask"  # asks something on its own account
    PHRASE = "phrase"  # names a record or a count and has no verb that asks: "Copies of letters between …"
    LEAD = "lead"  # asks for "the following", "information about …": what is meant comes after it
    LEANS = "leans"  # narrows or explains what was asked before
    HANDLING = "handling"  # about the request itself: format, receipt, fees, exemptions, deadlines
    TELLS = "tells"


LONGEST = 4000  # code points: of a longer sentence the beginning and the end tell what it does


def sense(sentence: str) -> Sense:
    """What one sentence does. A sentence that ends in a question mark asks, unless it leans on or leads in to others."""
    words = " ".join(sentence[_stray(sentence) :].split())
    if len(words) > LONGEST:
        words = f"{words[: LONGEST // 2]} {words[-LONGEST // 2 :]}"
    plain = POSSIBLE.sub("please give", TREAT.sub("please give", words.rstrip("”\"'’*_ ")))
    if not plain:
        return Sense.TELLS
    if REFERS.search(plain) and not re.search(r"\bhow (?:many|much)\b", plain, re.IGNORECASE):
        return Sense.LEANS
    marked = plain.endswith("?")
    framed = FRAMES.search(plain) or BEGGED.search(plain)
    bare = BARE.match(plain)
    named = PHRASE.match(plain)
    if _is_handling(plain, bool(named)):
        return Sense.HANDLING
    if LEANS.match(plain):
        return Sense.LEANS
    if leads_in(plain) and (framed or marked or bare or named or plain.endswith(":")):
        return Sense.LEAD
    if marked or framed or _asks_bare(plain, bare, named):
        return Sense.ASK
    return Sense.PHRASE if named and _is_phrase(plain) else Sense.TELLS


def _stray(sentence: str) -> int:
    match = STRAY.match(sentence)
    return match.end() if match else 0


def _asks_bare(plain: str, bare: re.Match[str] | None, named: re.Match[str] | None) -> bool:
    """Words of a question without its mark: not "What happened was that …", nor "When I called, …"."""
    if not bare:
        return False
    return not re.match(
        rf"{OPENERS}(?:when|where|while|which|what|who|how) (?:i|we|my|our|it|the|this|a)\b[^?]*(?:,|\b(?:was|is) (?:that|this)\b)",
        plain,
        re.IGNORECASE,
    )


def _is_phrase(plain: str) -> bool:
    """A noun phrase has no verb of its own outside a clause that hangs on "which", "that", "who"."""
    verb = VERB.match(plain)
    return verb is None or bool(RELATIVE.search(verb.group()))


def _is_handling(plain: str, named: bool) -> bool:
    if ABOUT_THE_BODY.search(plain):
        return False
    if named and not re.match(
        r"(?:if|should|where|please|unless|the (?:information|response|data|format))\b", plain, re.IGNORECASE
    ):
        return False
    return any(pattern.search(plain) for pattern in HANDLING) and not _wants_copy(plain)


def _wants_copy(plain: str) -> bool:
    return bool(
        re.search(
            r"\b(?:cop(?:y|ies)|list|breakdown) of (?!(?:this|the|my) (?:request|information|response))",
            plain,
            re.IGNORECASE,
        )
    ) and not re.match(
        r"(?:if|should|where|unless)\b.{0,80}(?:exempt|withh|redact|refus|cost|limit)", plain, re.IGNORECASE
    )


def leads_in(plain: str) -> bool:
    """Whether it asks for nothing but what comes after it."""
    after = PREFIX.sub("", plain, count=1) if FRAMES.search(plain) else plain
    tail = plain.rstrip(" ")
    if FIELDS_NEXT.search(tail) and not GENERIC.search(plain):
        return False
    if plain.endswith("?") and BARE.match(plain) and not GENERIC.search(plain):
        return False
    # What a colon inside the sentence introduces is asked in the sentence itself.
    inside = re.search(
        r"(?:following|below|these|information|questions?)\b[^:]{0,60}:\s*(\S.{12,})", plain, re.IGNORECASE
    )
    if inside:
        return False
    if FOLLOWING_RECORDS.search(plain):
        return True
    if SPECIFIC.search(after):
        return bool(
            re.search(
                r"\b(?:following|below) (?:\w+ )?(?:questions?|information|data|details|queries)\b|\banswers? to (?:these|the following|my)\b|\banswer (?:these|the following|my)\b",
                after,
                re.IGNORECASE,
            )
        ) and not re.search(r"\bhow (?:many|much)\b|\bnumbers? of\b|\bcop(?:y|ies) of\b", after, re.IGNORECASE)
    if GENERIC.search(plain) or SUBJECT_ONLY.search(after):
        return True
    rest = re.sub(r"[^\w ]+", " ", after).split()
    rest = [w for w in rest if w.lower() not in FILLERS]
    if (
        len(rest) == 1
        and not SPECIFIC.search(plain)
        and not re.search(rf"\b(?:{RECORD})(?:s|es)?\b", after, re.IGNORECASE)
        and not plain.endswith("?")
    ):
        return True
    return (
        tail.endswith(":")
        or not rest
        or bool(ONLY_ACT.search(after) and len(ONLY_ACT.sub("", re.sub(r"\b(?:19|20)\d\d\b", "", after)).split()) <= 6)
    )


def is_framed(sentence: str) -> bool:
    """Whether it has words that ask, such as "could you" or "I request"."""
    return bool(FRAMES.search(sentence))


def is_plain(sentence: str) -> bool:
    """Whether it asks as most do: a question with its mark, a word such as "how many" first, or a request that names a record."""
    plain = " ".join(sentence.split())
    return (
        plain.rstrip("”\"'’*_ ").endswith("?")
        or bool(SPECIFIC.search(plain))
        or bool(re.match(COMMAND, plain, re.IGNORECASE))
    )


def hangs_on_the_one_before(sentence: str) -> bool:
    """Whether it speaks of "those" or "each" of what the sentence before asked, or is only a piece: "By day or by night?"."""
    plain = " ".join(sentence.split()).rstrip("”\"'’*_. ")
    if plain.endswith("?"):
        return not FRAMES.search(plain) and not ASKING_WORD.search(plain) and _is_phrase(plain)
    return not plain.lower().startswith("if ") and bool(
        re.match(
            r"(?:and |also,? |again,? )?(?:of|for|in|with|from|on) (?:those|these|them|each|all of|both|every|any of)\b",
            plain,
            re.IGNORECASE,
        )
        or re.search(
            r"\b(?:of|for|in|about|on) (?:each|these|those|them|it|this|both)(?: (?:one|case|year|item|incident|of (?:these|those|them)))?(?: please)?$",
            plain,
            re.IGNORECASE,
        )
    )


def tells_of_records(sentence: str) -> bool:
    """Whether words that seem to tell something speak of counts or copies, as words that ask do."""
    return bool(
        re.search(
            r"\bhow (?:many|much|often)\b|\bnumbers? of\b|\bcop(?:y|ies) of\b|\blist of\b|\?", sentence, re.IGNORECASE
        )
    )


def is_doubtful(sentence: str) -> bool:
    """Whether words taken to be about the request itself may ask for something after all."""
    return sentence.rstrip("”\"'’*_ \r\n").endswith("?") and bool(SPECIFIC.search(sentence))


def introduces_list(sentence: str) -> bool:
    """Whether a lead-in speaks of what comes below it: "the following", or a colon at its end."""
    plain = sentence.rstrip()
    return plain.endswith(":") or bool(re.search(r"\b(?:following|below|as follows)\b", plain, re.IGNORECASE))


def names_subject(sentence: str) -> bool:
    """Whether a lead-in names what it is about ("information about parking"), and so may ask alone."""
    return bool(SUBJECT_ONLY.search(sentence))


def names_something(sentence: str) -> bool:
    """Whether a line after a colon is the name of something: no sentence of its own, and nothing about the writer."""
    plain = " ".join(sentence.split())
    return _is_phrase(plain) and not re.match(
        r"(?:i|we|my|our|it|this|that|there|if|as|please|he|she|they|you)\b|\W*$", plain, re.IGNORECASE
    )


def begins_ask(words: str) -> bool:
    """Whether a line begins as an item of a list without marks does: "the number of …", "how many …"."""
    return bool(BEGINS_ASK.match(words) or COUNT_PHRASE.match(words))
