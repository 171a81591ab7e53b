"""Text of a page that leaves no ink on it, and why; pictures that something is painted over.

The page is painted twice, with its text and without. A character whose place looks the same in both cannot be seen,
whatever the trick: a box over it, the background's colour, a layer that is off, a clip, no ink at all. The properties
of its text object then say which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanlight.inspection.pdf import objects
from fanlight.inspection.pdf.objects import Box, Characters, Painted

COARSE, FINE = 1.0, 3.0
"""Pixels a point: of the first look at a page, and of the second at what the first did not see."""
FAINT = 12
"""Differences of a colour channel (of 255) up to this cannot be seen."""
TINY = 2.0
"""Points below which text cannot be read on paper."""
MOST_PIXELS = 12_000_000
MOST_OVERLAPS = 40


@dataclass
class Unseen:
    """Characters of a page that are not seen for one reason, with the box around them (page space)."""

    reason: str
    text: str = ""
    boxes: list[Box] = field(default_factory=list)

    @property
    def box(self) -> Box:
        every = np.array(self.boxes)
        return (*every[:, :2].min(axis=0), *every[:, 2:].max(axis=0))


@dataclass(frozen=True)
class Page:
    """A page opened for looking at: its objects, characters, and the pictures with and without text."""

    page: Any
    things: list[Painted]
    letters: Characters
    media: Box
    crop: Box

    @property
    def texts(self) -> list[Painted]:
        return [thing for thing in self.things if thing.kind == objects.TEXT]

    def scale(self, wanted: float) -> float:
        area = (self.crop[2] - self.crop[0]) * (self.crop[3] - self.crop[1])
        return float(min(wanted, np.sqrt(MOST_PIXELS / max(area, 1.0))))


def unseen(page: Page) -> list[Unseen]:
    """All text of a page that cannot be seen, by reason."""
    letters = page.letters
    if not len(letters.keys):
        return []
    scale = page.scale(COARSE)
    shown = objects.picture(page.page, scale)
    objects.activate(page.texts, False)
    blank = objects.picture(page.page, scale)
    objects.activate(page.texts, True)
    visible = inked(page, shown, blank, letters)
    if not visible.all():
        visible |= _second_look(page, ~visible)
    visible &= ~_behind_other_text(page, visible, shown, scale)
    if not visible.all():
        visible |= _painted_again(letters, visible)
    return _reasons(page, visible, shown)


def inked(page: Page, shown: NDArray[np.uint8], blank: NDArray[np.uint8], letters: Characters) -> NDArray[np.bool_]:
    """Which characters' boxes hold a pixel that differs."""
    differing = np.maximum(shown, blank) - np.minimum(shown, blank) > FAINT
    changed = differing[:, :, 0] | differing[:, :, 1] | differing[:, :, 2]
    sums = np.zeros((changed.shape[0] + 1, changed.shape[1] + 1), dtype=np.int32)
    np.cumsum(changed, axis=0, dtype=np.int32, out=sums[1:, 1:])
    np.cumsum(sums, axis=1, out=sums)
    pixels = objects.to_pixels(page.page, letters.boxes, shown.shape)
    high, wide = changed.shape
    left = np.clip(np.floor(pixels[:, 0]), 0, wide).astype(int)
    top = np.clip(np.floor(pixels[:, 1]), 0, high).astype(int)
    right = np.clip(np.ceil(pixels[:, 2]), 0, wide).astype(int)
    bottom = np.clip(np.ceil(pixels[:, 3]), 0, high).astype(int)
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return np.asarray(ink > 0)


def _second_look(page: Page, doubtful: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The same at a finer scale, with only the doubtful characters' objects taken out."""
    keys = {key for key, doubt in zip(page.letters.keys, doubtful, strict=True) if doubt}
    chosen = [text for text in page.texts if text.key in keys]
    scale = page.scale(FINE)
    shown = objects.picture(page.page, scale)
    objects.activate(chosen, False)
    blank = objects.picture(page.page, scale)
    objects.activate(chosen, True)
    mark = inked(page, shown, blank, page.letters)
    chosen_ones = np.array([key in keys for key in page.letters.keys], dtype=np.bool_)
    return np.logical_and(mark, chosen_ones)


def _behind_other_text(
    page: Page, visible: NDArray[np.bool_], shown: NDArray[np.uint8], scale: float
) -> NDArray[np.bool_]:
    """Characters that seem visible only since other text lies on their place: "REDACTED" over a box over a name."""
    hidden = np.zeros(len(visible), dtype=np.bool_)
    by_key: dict[int, list[int]] = defaultdict(list)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (box, key) in enumerate(zip(page.letters.boxes, page.letters.keys, strict=True)):
        by_key[key].append(index)
        cells[int((box[0] + box[2]) / 12), int((box[1] + box[3]) / 12)].append(index)
    order = {text.key: text for text in page.texts}
    crowded = {key: count for key, count in _crowded(page.letters, cells).items() if key in order}
    most = sorted(crowded, key=lambda k: (-crowded[k] / len(by_key[k]), order[k].order))[:MOST_OVERLAPS]
    for key in most:
        text = order[key]
        objects.activate([text], False)
        without = objects.picture(page.page, scale)
        objects.activate([text], True)
        mark = inked(page, shown, without, page.letters)
        for index in by_key[key]:
            hidden[index] = bool(visible[index]) and not mark[index]
    return hidden


def _crowded(letters: Characters, cells: dict[tuple[int, int], list[int]]) -> dict[int, int]:
    """Text objects with characters that lie on another object's other character → how many of them."""
    crowded: dict[int, set[int]] = defaultdict(set)
    for members in cells.values():
        if len(members) < 2 or len({letters.keys[i] for i in members}) < 2:
            continue
        for i in members[:12]:
            for j in members[:12]:
                if letters.keys[i] == letters.keys[j] or letters.text[i] == letters.text[j]:
                    continue
                first, second = tuple(letters.boxes[i]), tuple(letters.boxes[j])
                if _overlap(first, second) > 0.25 * max(_area(first), _area(second)):
                    crowded[letters.keys[i]].add(i)
    return {key: len(members) for key, members in crowded.items() if len(members) > 1}


def _painted_again(letters: Characters, visible: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hidden characters with the same character visible on their place: a drawing painted twice hides nothing."""
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index in np.flatnonzero(visible):
        box = letters.boxes[index]
        places[letters.text[index], int(box[0] // 12), int(box[1] // 12)].append(int(index))
    again = np.zeros(len(visible), dtype=np.bool_)
    for index in np.flatnonzero(~visible):
        box = letters.boxes[index]
        column, row = int(box[0] // 12), int(box[1] // 12)
        near = (
            letters.boxes[other]
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((letters.text[index], x, y), ())
        )
        again[index] = any(_overlap(tuple(box), tuple(other)) > 0.3 * _area(tuple(box)) for other in near)
    return again


def _overlap(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _reasons(page: Page, visible: NDArray[np.bool_], shown: NDArray[np.uint8]) -> list[Unseen]:
    """Groups the characters that cannot be seen by why."""
    order = {text.key: text for text in page.texts}
    pixels = objects.to_pixels(page.page, page.letters.boxes, shown.shape)
    lines = {round(float(page.letters.boxes[i][1]) / 3) for i in np.flatnonzero(visible)}
    groups: dict[str, Unseen] = {}
    before: dict[str, int] = {}
    pictures = [thing for thing in page.things if thing.kind == objects.IMAGE]

    def pictured(index: int) -> bool:
        """Whether a picture shows something where this character lies."""
        box = tuple(page.letters.boxes[index])
        return any(_overlap(p.box, box) > 0 for p in pictures) and _spread(_patch(shown, pixels[index])) > 60

    def inked_near(index: int) -> bool:
        """The same for most of the nearest characters of its text: a text layer never fits the letters exactly."""
        keys = page.letters.keys
        near = [i for i in range(max(0, index - 4), min(len(keys), index + 5)) if keys[i] == keys[index]]
        return sum(map(pictured, near)) * 2 > len(near)

    for index in range(len(visible)):
        box = tuple(page.letters.boxes[index])
        text = order.get(page.letters.keys[index])
        if visible[index]:
            if page.letters.sizes[index] >= TINY or page.letters.sizes[index] <= 0:
                continue
            reason = "tiny"
        else:
            reason = _reason(page, text, box, pixels[index], shown)
            if reason == "invisible" and pictures:
                reason = "scan" if inked_near(index) else "invisible"
            if reason == "off_page" and box[0] >= page.media[2] and round(box[1] / 3) in lines:
                reason = "overrun"
        group = groups.setdefault(reason, Unseen(reason))
        gap = before.get(reason, index - 1) != index - 1
        group.text += (" " if gap else "") + page.letters.text[index]
        group.boxes.append(box)
        before[reason] = index
    return list(groups.values())


def _reason(page: Page, text: Painted | None, box: Box, pixels: NDArray[np.float64], shown: NDArray[np.uint8]) -> str:
    if _overlap(box, page.media) <= 0 and _outside(box, page.media):
        return "off_page"
    if _outside(box, page.crop):
        return "cropped"
    if text is not None and text.layer:
        return "layer"
    here = _patch(shown, pixels)
    if text is not None and text.mode in {objects.INVISIBLE, objects.CLIPPING}:
        return "invisible"
    covers = [t for t in page.things if t.filled and text is not None and t.order > text.order]
    covering = [t for t in covers if _overlap(t.box, box) > 0.3 * _area(box)]
    if covering:
        return "image_over" if covering[-1].kind == objects.IMAGE else "box_over"
    if text is not None and text.colour[3] <= FAINT:
        return "transparent"
    if text is not None and here.size:
        fill = np.array(text.colour[2::-1])
        if np.abs(np.median(here, axis=(0, 1)) - fill).max() <= 2 * FAINT:
            return "background"
    return "clipped"


def _outside(box: Box, frame: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return not (frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3])


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _patch(shown: NDArray[np.uint8], pixels: NDArray[np.float64]) -> NDArray[np.uint8]:
    left, top = max(0, int(pixels[0])), max(0, int(pixels[1]))
    return shown[top : max(top, int(np.ceil(pixels[3]))), left : max(left, int(np.ceil(pixels[2])))]


def covered_pictures(page: Page) -> Iterator[tuple[Box, bool]]:
    """Places where something opaque is painted over a picture that shows something there: (box, dark).

    A panel that carries text of its own is layout, not redaction, and is passed over.
    """
    pictures = [t for t in page.things if t.kind == objects.IMAGE and _area(t.box) > 100]
    pairs = []
    for cover in page.things:
        if not cover.filled or cover.kind == objects.IMAGE or cover.colour[3] < 255:
            continue
        under = [p for p in pictures if p.order < cover.order and _overlap(p.box, cover.box) > 0.8 * _area(cover.box)]
        if under and 20 < _area(cover.box) < 0.5 * _area(under[-1].box):
            pairs.append(cover)
    if not pairs:
        return
    scale = page.scale(COARSE)
    objects.activate(page.texts, False)
    shown = objects.picture(page.page, scale)
    objects.activate(pairs, False)
    bare = objects.picture(page.page, scale)
    objects.activate([*pairs, *page.texts], True)
    boxes = np.array([cover.box for cover in pairs])
    letters = page.letters.boxes
    for cover, pixels in zip(pairs, objects.to_pixels(page.page, boxes, shown.shape), strict=True):
        over, under_it = _patch(shown, pixels), _patch(bare, pixels)
        if not over.size or _spread(over[1:-1, 1:-1]) > 2 * FAINT:
            continue
        titled = any(_overlap(tuple(box), cover.box) > 0.5 * _area(tuple(box)) > 0 for box in letters)
        dark = max(cover.colour[:3]) < 64
        light = min(cover.colour[:3]) > 240
        paper = float((under_it.min(axis=2) > 200).mean()) if under_it.size else 0.0
        if _spread(under_it) > 60 and not titled and (dark or (light and paper > 0.4)):
            yield cover.box, dark


def _spread(patch: NDArray[np.uint8]) -> int:
    return int((patch.max(axis=(0, 1)) - patch.min(axis=(0, 1))).max()) if patch.size else 0
