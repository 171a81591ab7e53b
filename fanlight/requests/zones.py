"""The parts of a text that hold no question of the requester: each block gets one zone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fanlight.requests.asking import Sense, is_plain, sense
from fanlight.requests.blocks import Block
from fanlight.requests.markers import Marker, marker_at, starts_item

BODY = "body"
NEAR = 8  # blocks after a closing line that tell whether it closes the letter
SHOWN = 400  # code points of each
_GREETING = re.compile(r"(?:dear|hi|hello|good (?:morning|afternoon|evening)|to whom|fao)\b[^.?]{0,60}$", re.IGNORECASE)
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|sent|date|subject|received|(?:full |your |first |last )?name|e-?mail(?: address)?|(?:tele)?phone(?: number)?|tel|mobile|(?:postal )?address|postcode|organisation|company|title|ref|re|fw|fwd|our ref|your ref|reference(?: no| number)?)\s*:",
    re.I,
)
_REPLY = re.compile(
    r"on .{4,120}\bwrote:\s*$|-{2,}\s*(?:original|forwarded) message|begin forwarded message|_{10,}", re.I | re.S
)
_CLOSING = re.compile(
    r"(?:kind|best|warm|many|with)?\s*(?:regards|wishes|thanks)\b.{0,40}$|(?:yours|thank you|thanks|cheers|sincerely|faithfully)\b[^?:]{0,60}$|--\s*$|sent from my\b",
    re.I | re.S,
)
_DISCLAIMER = re.compile(
    r"(?:this (?:e-?mail|message|communication)\b.{0,120}(?:confidential|intended|privileged)|disclaimer\b|confidentiality notice)",
    re.I | re.S,
)
_POSTSCRIPT = re.compile(r"p\.?\s?s\.?\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents\s*:?\s*$", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r".+(?:\.{3,}|\s{3,}|\t)\s*\d{1,3}\s*$|\d+(?:\.\d+)*[.)]?\s+\S.{0,60}\s\d{1,3}$", re.S)
_CLARIFICATION = re.compile(
    r"(?:request for )?clarifi(?:cation|ed)\b.{0,60}$|(?:you|we) (?:answered|asked|replied|responded)\b.{0,80}:\s*$|(?:our|the) (?:earlier |previous )?(?:response|reply|answer)\b.{0,40}:\s*$|please (?:confirm|clarify) (?:if|whether|which|what) your request\b|note:",
    re.I | re.S,
)


_EXCHANGE = re.compile(
    r"on (?:the )?\d{1,2}(?:st|nd|rd|th)?[ /.-]\w{1,9}[ /.-]\d{2,4},? (?:we (?:asked|said|wrote|replied|sent|requested)|"
    r"you (?:gave|replied|clarified|confirmed|answered|responded))\b",
    re.IGNORECASE,
)


@dataclass
class Line:
    """A block with its zone, and the mark at its head where it counts."""

    block: Block
    zone: str
    marker: Marker | None


def zones(found: list[Block]) -> list[str]:
    """One name for each block. Zones that go on to the end of the text do so only where nothing else begins."""
    names: list[str] = []
    state = BODY
    for at, block in enumerate(found):
        words = block.words
        if words.startswith(">"):
            names.append("quoted")
            continue
        if _REPLY.match(words):
            state = "quoted"
        elif _CONTENTS.match(words):
            state = "contents"
        elif _DISCLAIMER.match(words):
            state = "disclaimer"
        elif _CLARIFICATION.match(words) and state in (BODY, "clarification"):
            state = "clarification"
        elif (
            _EXCHANGE.match(words)
            and state == BODY
            and any("?" in block.words or starts_item(block.words) for block in found[:at])
        ):
            # An authority's account of what was written later; before any question it is the requester's own story.
            state = "clarification"
        elif state == "contents" and not _CONTENTS_LINE.match(words):
            state = BODY
        if state == "signature" and _POSTSCRIPT.match(words):
            state = BODY
        if state == BODY and _CLOSING.match(words) and at > 0 and _is_end(found, at):
            state = "signature"
        names.append(_here(state, words, at))
    return names


def _here(state: str, words: str, at: int) -> str:
    if state != BODY:
        return state
    if _GREETING.match(words) and at < 12 and sense(words) is not Sense.ASK:
        return "greeting"
    return "header" if _HEADER.match(words) else BODY


def _is_end(found: list[Block], at: int) -> bool:
    """A closing line is followed by a name and such, not by questions."""
    for block in found[at + 1 : at + 1 + NEAR]:
        if (
            block.words.startswith(">")
            or _POSTSCRIPT.match(block.words)
            or _REPLY.match(block.words)
            or _DISCLAIMER.match(block.words)
        ):
            return True
        said = sense(block.words[:SHOWN])
        if "?" in block.words[:SHOWN] or (said is Sense.ASK and is_plain(block.words[:SHOWN])):
            return False
        mark = marker_at(block.words, 0)
        if mark and not mark.bullet and sense(block.words[mark.body : SHOWN]) in (Sense.ASK, Sense.PHRASE):
            return False
    return True
