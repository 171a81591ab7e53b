"""A request's text into its tree of questions.

Blocks, then zones, then the outline of the numbers, then lists with bullets, then sentences that ask: each step takes
only what the steps before left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise, takewhile

from fanlight.requests import wording
from fanlight.requests.asking import Sense, sense
from fanlight.requests.blocks import Block, blocks
from fanlight.requests.bullets import bulleted, inside_bullets
from fanlight.requests.markers import BARE_LETTER, Marker, indent, inline_markers, marker_at, names_groups
from fanlight.requests.model import Question, Split
from fanlight.requests.outline import Placed, outline
from fanlight.requests.prose import Paragraph, asked
from fanlight.requests.tree import Item, build
from fanlight.requests.zones import BODY, Line, zones

FAR = 4  # paragraphs of other text


def split(text: str) -> Split:
    """The questions of a request. Never raises: a text without any question gives none, with a doubt."""
    lines = [Line(block, zone, None) for block, zone in _zoned(text)]
    items, passed = _numbered(text, lines)
    numbered = bool(items)
    items = inside_bullets(lines, items)
    items = _under_what_they_split(text, lines, items)
    items += bulleted(text, lines, items)
    more, doubts = _asked(lines, items, numbered)
    items += more
    if not items:
        for line in lines:
            line.zone = BODY if line.zone == "clarification" else line.zone
        more, doubts = _asked(lines, [], False)
        items = [replace(item, doubts=[*item.doubts, "It stands in a clarification."]) for item in more]
    items.sort(key=lambda item: item.offset)
    _doubt_far_ones(lines, items)
    _doubt_names(text, items)
    pieces = [(line.block.start, line.zone) for line in lines]
    return build(text, items, pieces, [*passed, *doubts])


def _doubt_far_ones(lines: list[Line], items: list[Item]) -> None:
    """An item after much other text may belong to somebody else's list."""
    firsts = [line.block.first for line in lines if line.zone == BODY]
    for before, item in pairwise(items):
        if bisect_left(firsts, item.offset) - bisect_right(firsts, before.offset) >= FAR:
            item.doubts.append("Much other text stands between it and the question before it.")


def _doubt_names(text: str, items: list[Item]) -> None:
    """Items that ask for nothing themselves may be ways to break an answer down, and so may marks in a line."""
    own = _own(text, items)
    if items and items[0].printed and sum(map(wording.names_only, own)) * 4 >= 3 * len(own):
        items[0].doubts.append("No number asks for anything: they may only name things to count.")
    for item, words in zip(items, own, strict=True):
        if names_groups(words):
            item.doubts.append("Letters or numbers inside it may be questions of their own.")


def _own(text: str, items: list[Item]) -> list[str]:
    """The first line or lines of each item, up to the next item or a line's end that no mail program made."""
    starts = [*(block.start for block in blocks(text)), len(text)]
    stops = [*(item.offset for item in items[1:]), len(text)] if items else []
    return [
        text[item.body : min(stop, starts[min(bisect_right(starts, item.body), len(starts) - 1)])].strip()
        for item, stop in zip(items, stops, strict=True)
    ]


def _zoned(text: str) -> list[tuple[Block, str]]:
    found = blocks(text)
    return list(zip(found, zones(found), strict=True))


def _numbered(text: str, lines: list[Line]) -> tuple[list[Item], list[str]]:
    """(items by the outline of their numbers, doubts about numbers that have no place in it)."""
    _set_story_aside(text, lines)
    markers: list[Marker] = []
    last, bullets = 0, 0
    for line in lines:
        first = marker_at(text, line.block.first)
        if first and line.zone == "clarification":
            # The authority's own lists stop where the requester's outermost numbers go on.
            path = first.readings[0].path
            if bullets > 1 or first.readings[0].style != "n" or path != (("digit", last + 1),):
                continue
            _reopen(lines, line)
        if line.zone != BODY:
            continue
        line.marker = first
        bullets += bool(first and first.bullet)
        if first and not first.bullet:
            markers.append(replace(first, leads=_leads(text, first, markers)))
            kind, value = first.readings[0].path[0]
            last = value if kind == "digit" and value <= last + 3 else last
        markers += inline_markers(text, first.body if first else line.block.first, line.block.end, first)
    markers = [marker for marker in markers if not _stands_alone(marker, markers)]
    placed = outline(markers)
    items = _drop_lone([_item(m, p) for m, p in zip(markers, placed, strict=True) if p.depth >= 0])
    taken = {item.offset for item in items}
    own = {line.marker.offset for line in lines if line.marker}
    passed = [m for m in markers if m.offset in own - taken and m.readings[0].style not in ("bare", BARE_LETTER)]
    return items, [f"The number {marker.printed} fits into no list: look whether it asks." for marker in passed]


def _stands_alone(marker: Marker, markers: list[Marker]) -> bool:
    """A capital without point or bracket ("A The number …") is a letter of a list only where its neighbour is one too."""
    if marker.readings[0].style != BARE_LETTER:
        return False
    value = marker.readings[0].path[0][1]
    near = {("letter", value - 1), ("letter", value + 1)}
    return not any(reading.path[-1] in near for other in markers for reading in other.readings)


def _set_story_aside(text: str, lines: list[Line]) -> None:
    """Numbered statements before words such as "My questions are:", or after words that give reasons, ask nothing."""
    for at, line in enumerate(lines):
        if line.zone == BODY and wording.gives_reasons(line.block.words):
            reasons = list(takewhile(lambda each: each.zone == BODY and _numbers(text, each), lines[at + 1 :]))
            if not any(sense(_words(text, each)) in (Sense.ASK, Sense.PHRASE) for each in reasons):
                for each in reasons:
                    each.zone = "context"
    for at, line in enumerate(lines):
        if line.zone != BODY or not wording.begins_questions(line.block.words):
            continue
        before = [each for each in lines[:at] if each.zone == BODY and _numbers(text, each)]
        after = [each for each in lines[at + 1 :] if each.zone == BODY and _numbers(text, each)]
        if before and after and not any(wording.asks_anything(_words(text, each)) for each in before):
            for each in before:
                each.zone = "context"
        return


def _numbers(text: str, line: Line) -> bool:
    first = marker_at(text, line.block.first)
    return first is not None and not first.bullet


def _words(text: str, line: Line) -> str:
    first = marker_at(text, line.block.first)
    return text[first.body if first else line.block.first : line.block.end].strip()


def _leads(text: str, marker: Marker, before: list[Marker]) -> bool:
    if text[: marker.offset].rstrip().endswith(":"):
        return True
    return bool(before) and indent(text, marker.offset) > indent(text, before[-1].offset)


def _reopen(lines: list[Line], here: Line) -> None:
    for line in lines[lines.index(here) :]:
        if line.zone != "clarification" or line.block.words.lower().startswith("clarif"):
            break
        line.zone = BODY


def _item(marker: Marker, placed: Placed) -> Item:
    explicit = next((r.path for r in marker.readings if len(r.path) > 1), ())
    doubts = [placed.doubt] if placed.doubt else []
    return Item(marker.offset, marker.body, marker.printed, placed.depth, placed.kind, placed.value, explicit, doubts)


def _drop_lone(items: list[Item]) -> list[Item]:
    """A single mark that is no first number ("2019. …") numbers nothing."""
    return (
        []
        if len(items) == 1 and items[0].value > 1 and not items[0].printed.lower().startswith(("q", "request"))
        else items
    )


def _under_what_they_split(text: str, lines: list[Line], items: list[Item]) -> list[Item]:
    """A numbered list that names only years, places or groups belongs to the words before it that ask."""
    if not items:
        return items
    before = [line for line in lines if line.block.start < items[0].offset and line.zone == BODY and not line.marker]
    splits = wording.splits_by(text[: items[0].offset].rstrip()[-200:])
    led = bool(before) and before[-1].block.words.rstrip().endswith((":", "?"))
    if not splits and not (led and all(wording.names_only(words) for words in _own(text, items))):
        return items
    asking = [line.block for line in before if _heads(line.block) and not wording.splits_by(line.block.words)]
    if not asking or (not splits and asking[-1] is not before[-1].block):
        return items
    doubt = "The numbers after it seem to say how to break it down."
    start = asking[-1].first + next(
        (at for at, part in wording.sentences(asking[-1].words) if sense(part) in (Sense.ASK, Sense.PHRASE)), 0
    )
    stem = Item(start, start, "", 0, "digit", 0, (), [doubt])
    return [stem, *(replace(item, depth=item.depth + 1, role="breakdown") for item in items)]


def _heads(block: Block) -> bool:
    return any(sense(part) in (Sense.ASK, Sense.PHRASE) for _, part in wording.sentences(block.words))


def _asked(lines: list[Line], items: list[Item], numbered: bool) -> tuple[list[Item], list[str]]:
    taken = sorted(item.offset for item in items)
    holding = {
        line.block.start for line in lines if bisect_left(taken, line.block.start) < bisect_left(taken, line.block.end)
    }
    free = [Paragraph.of(line.block) for line in lines if line.zone == BODY and line.block.start not in holding]
    return asked(free, items, holding, numbered=numbered)


def questions(text: str) -> list[Question]:
    return split(text).questions
