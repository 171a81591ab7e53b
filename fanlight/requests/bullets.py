"""Lists with bullets: questions, parts of the question before them, or ways to break an answer down."""

from __future__ import annotations

from dataclasses import replace

from fanlight.requests import wording
from fanlight.requests.asking import leads_in
from fanlight.requests.markers import indent
from fanlight.requests.prose import OUTSIDE
from fanlight.requests.tree import Item
from fanlight.requests.zones import BODY, Line


def bulleted(text: str, lines: list[Line], items: list[Item]) -> list[Item]:
    found: list[Item] = []
    at = 0
    while at < len(lines):
        if not _is_bullet(lines[at]):
            at += 1
            continue
        group = [lines[at]]
        while at + len(group) < len(lines) and _is_bullet(lines[at + len(group)]):
            group.append(lines[at + len(group)])
        found += _bullet_group(text, lines, at, group, items)
        at += len(group)
    return found


def inside_bullets(lines: list[Line], items: list[Item]) -> list[Item]:
    """Letters that begin right after a bullet are one level further in than the bullets."""
    at = next((n for n, line in enumerate(lines) if line.marker and items and line.marker.offset == items[0].offset), 0)
    if not at or not _is_bullet(lines[at - 1]) or any(item.kind != "letter" for item in items):
        return items
    return [replace(item, depth=item.depth + 1) for item in items]


def _is_bullet(line: Line) -> bool:
    return line.zone == BODY and line.marker is not None and line.marker.bullet


def _bullet_group(text: str, lines: list[Line], at: int, group: list[Line], items: list[Item]) -> list[Item]:
    group = _without_inner(text, group)
    marks = [line.marker for line in group if line.marker]
    words = [text[line.marker.body : line.block.end].strip() for line in group if line.marker]
    if at and wording.splits_by(lines[at - 1].block.words):
        for line in group:
            line.zone = "breakdown"
        return []
    before = [item for item in items if item.offset < group[0].block.first]
    if at and wording.lists_fields(lines[at - 1].block.words) and not any("?" in word for word in words):
        if before and before[-1].offset >= lines[at - 1].block.start:
            before[-1].breakdowns += words
        for line in group:
            line.zone = "breakdown"
        return []
    lead = lines[at - 1] if at and lines[at - 1].zone == BODY and not lines[at - 1].marker else None
    if before and lead and wording.asks(lead.block.words):
        stem = Item(lead.block.first, lead.block.first, "", 0, "digit", 0, (), [OUTSIDE])
        return [stem] + [Item(m.offset, m.body, "", 1, "digit", n, (), []) for n, m in enumerate(marks, 1)]
    if before and _outermost(lines, items):
        return [Item(m.offset, m.body, "", 0, "digit", 0, (), []) for m in marks]
    if before:
        parent = before[-1]
        if lead and lead.block.start > parent.offset:
            parent.doubts.append("Other words stand between it and the list under it.")
        if not any("?" in word for word in words):
            parent.breakdowns += words
            if any(not wording.names_only(word) for word in words):
                parent.doubts.append("The list under it may ask more.")
            for line in group:
                line.zone = "breakdown"
            return []
        return [Item(m.offset, m.body, "", parent.depth + 1, "digit", n, (), []) for n, m in enumerate(marks, 1)]
    intro = lines[at - 1] if at and lines[at - 1].zone == BODY else None
    intro_words = intro.block.words if intro else ""
    if (
        intro
        and len(intro_words.split()) <= 9
        and wording.is_specific(intro_words)
        and at > 1
        and lines[at - 2].zone == BODY
    ):
        intro = lines[at - 2] if wording.asks(lines[at - 2].block.words) else intro
        intro_words = intro.block.words
    specific = intro is not None and wording.is_specific(intro_words) and not leads_in(" ".join(intro_words.split()))
    categories = sum(wording.is_category(word) for word in words) * 2 > len(words)
    if categories or (len(words) == 1 and not wording.asks(words[0])):
        for line in group:
            line.zone = "breakdown"
        return []
    if not specific or intro is None:
        return [Item(m.offset, m.body, "", 0, "digit", 0, (), []) for m in marks]
    doubt = ["Its list may be what it asks or only how to break it down."]
    stem = Item(intro.block.first, intro.block.first, "", 0, "digit", 0, (), doubt)
    return [stem] + [Item(m.offset, m.body, "", 1, "digit", n, (), []) for n, m in enumerate(marks, 1)]


def _without_inner(text: str, group: list[Line]) -> list[Line]:
    """The bullets without those of a second kind or a further indent, which say how to break an answer down."""
    head = group[0].marker
    if head is None:
        return group
    outer = []
    for line in group:
        mark = line.marker
        further = indent(text, mark.offset) - indent(text, head.offset) if mark else 0
        inner = mark and (further > 1 or (further >= 0 and mark.printed != head.printed))
        if inner and "?" not in line.block.words:
            line.zone = "breakdown"
        else:
            outer.append(line)
    return outer


def _outermost(lines: list[Line], items: list[Item]) -> bool:
    """Whether the bullets are the outer list: one stands right before the first lettered item."""
    at = next((n for n, line in enumerate(lines) if line.marker and line.marker.offset == items[0].offset), 0)
    return at > 0 and _is_bullet(lines[at - 1]) and items[0].depth == 1
