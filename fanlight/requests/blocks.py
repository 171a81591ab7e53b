"""Lines of a text joined into blocks: what its writer set as one paragraph or one item of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fanlight.requests.asking import begins_ask
from fanlight.requests.markers import marker_at, starts_item

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ENDS = tuple(".?!:;")
_INK = re.compile(r"[^\s\ufeff\u200b](?:.*[^\s\ufeff\u200b])?", re.DOTALL)
_UNFINISHED = re.compile(
    r"\S\s(?:in|of|on|under|since|about|during|until|into|than|the|an?|and|or|for|to|by|from|with|at|between|which|that|who|were|was|is|are|per|their|your|our)\s*$"
)
SHORTEST = 30  # code points: a shorter line was ended by its writer
NARROWEST = 50  # code points: no mail program breaks lines before it
WIDEST = 100  # code points: mail programs break lines before this width


@dataclass
class Block:
    """`text[start:end]`, line endings included. `first` is the first code point that is not blank."""

    start: int
    end: int
    first: int
    words: str
    after_blank: bool = False


def blocks(text: str) -> list[Block]:
    """Every code point of the text is in one block; blank lines go with the block before them."""
    found: list[Block] = []
    blank, last = True, ""
    width = _width(text)
    for match in _LINE.finditer(text):
        line = match.group()
        inked = _INK.search(line)
        words = inked.group() if inked else ""
        if not words:
            blank = True
            if found:
                found[-1].end = match.end()
            continue
        if found and (_heads(found[-1], words) or (not blank and _continues(last, line, words, width))):
            found[-1].end = match.end()
            found[-1].words = text[found[-1].first : match.end()].strip()
        else:
            start = found[-1].end if found else 0
            found.append(Block(start, match.end(), match.start() + line.index(words), words, blank))
        blank, last = False, line.rstrip("\r\n")
    if not found and text:
        found.append(Block(0, len(text), len(text), "", True))
    return found


def _width(text: str) -> int:
    """The width at which a mail program broke the lines; 0 where most lines end as sentences do, so that none was broken."""
    lines = [match.group().rstrip() for match in _LINE.finditer(text)]
    long = [line for line in lines if len(line) >= SHORTEST]
    ended = sum(line.endswith(_ENDS) for line in long)
    return 0 if len(long) > 2 and ended * 4 >= len(long) * 3 else max(map(len, lines), default=0)


def _heads(block: Block, words: str) -> bool:
    """A number alone on its line belongs to what comes after it."""
    marker = marker_at(block.words, 0)
    alone = marker is not None and not block.words[marker.body :].strip(" :-–")
    return alone and not starts_item(words) and not words.startswith(">")


def _continues(last: str, line: str, words: str, width: int) -> bool:
    """A mail program breaks a line only where the next word would not have fitted into its width."""
    if starts_item(words) or words.startswith(">") or last.lstrip().startswith(">"):
        return False
    if _UNFINISHED.search(last):
        return True
    fits = not width or len(last.rstrip()) + 1 + len(words.split()[0]) <= width
    if begins_ask(words) and (fits or width < NARROWEST) and not last.rstrip().endswith(","):
        return False
    if not last.rstrip().endswith(_ENDS):
        if words[0].islower():
            return len(last) >= SHORTEST // 2
        if line[0] in " \t" and starts_item(last.strip()):
            return True
    return NARROWEST <= width <= WIDEST and not fits
