"""The styles of a workbook, as far as they decide whether a cell's value is seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fanlight.inspection.ooxml.package.colours import (
    BLACK,
    INDEXED,
    OFFICE_THEME,
    RGB,
    WHITE,
    hex_rgb,
    sheet_colour,
    theme_colours,
    unseen,
)
from fanlight.inspection.ooxml.workbook.number_formats import hides, may_hide
from fanlight.inspection.opened import attribute, elements

TINY = 2.0
"""Largest size, in points, that nobody reads."""


@dataclass(frozen=True, slots=True)
class Font:
    colour: RGB = BLACK
    size: float = 11.0


@dataclass(frozen=True, slots=True)
class Style:
    font: Font = field(default=Font())
    ground: RGB = WHITE
    filled: bool = False
    code: str = ""
    builtin: int = 0

    @property
    def unseen(self) -> str:
        """ "colour", "size" or ""."""
        if self.font.size <= TINY:
            return "size"
        return "colour" if unseen(self.font.colour, self.ground) else ""

    def hides(self, value: str, *, is_text: bool) -> str:
        """Why this value is not seen: "colour", "size", "format" or ""."""
        return self.unseen or ("format" if self.code and hides(self.code, value, is_text=is_text) else "")


@dataclass(frozen=True, slots=True)
class Differential:
    """A conditional format's style: what it sets, None where it leaves the cell's own."""

    colour: RGB | None
    ground: RGB | None
    code: str | None

    def hides(self, style: Style) -> bool:
        """Whether a cell of this style could vanish under it. Words in place of a number do not count here."""
        if self.code is not None and self.code.strip() and not self.code.strip(";"):
            return True
        if self.colour is None and self.ground is None:
            return False
        if style.unseen:
            return False
        return unseen(self.colour or style.font.colour, self.ground or style.ground)


class Styles:
    """The styles by index. `hiding` are those that can hide a value."""

    def __init__(self, root: Any | None, theme_root: Any | None) -> None:
        self.theme = theme_colours(theme_root) if theme_root is not None else dict(OFFICE_THEME)
        self.indexed = INDEXED
        self.styles: list[Style] = [Style()]
        self.differentials: list[Differential] = []
        if root is not None:
            self._read(root)
        self.hiding = {
            index for index, style in enumerate(self.styles) if style.unseen or (style.code and may_hide(style.code))
        }

    def __getitem__(self, index: int) -> Style:
        return self.styles[index] if 0 <= index < len(self.styles) else self.styles[0]

    def colour(self, element: Any, otherwise: RGB) -> RGB:
        return sheet_colour(element, self.theme, self.indexed, otherwise)

    def font(self, element: Any) -> Font:
        """A font, or a run's properties."""
        colour, size = BLACK, 11.0
        for child in element:
            tag = tag_of(child)
            if tag == "color":
                colour = self.colour(child, BLACK)
            elif tag == "sz":
                size = _number(attribute(child, "val"), 11.0)
        return Font(colour, size)

    def faint(self, font: Font) -> bool:
        """Whether a run of this font is unseen on a white ground."""
        return unseen(font.colour, WHITE)

    def _read(self, root: Any) -> None:
        own = [hex_rgb(attribute(e, "rgb")) for palette in elements(root, "indexedColors") for e in palette]
        if own:
            self.indexed = tuple(rgb or INDEXED[min(i, 63)] for i, rgb in enumerate(own))
        codes = {attribute(e, "numFmtId"): attribute(e, "formatCode") for e in elements(root, "numFmt")}
        fonts: list[Font] = []
        fills: list[tuple[RGB, bool]] = []
        cells: list[Any] = []
        for part in root:
            tag = tag_of(part)
            if tag == "fonts":
                fonts = [self.font(e) for e in part if tag_of(e) == "font"]
            elif tag == "fills":
                fills = [self._fill(e) for e in part if tag_of(e) == "fill"]
            elif tag == "cellXfs":
                cells = [e for e in part if tag_of(e) == "xf"]
            elif tag == "dxfs":
                self.differentials = [self._differential(e) for e in part if tag_of(e) == "dxf"]
        if cells:
            self.styles = [self._style(e, fonts, fills, codes) for e in cells]

    def _style(self, xf: Any, fonts: list[Font], fills: list[tuple[RGB, bool]], codes: dict[str, str]) -> Style:
        font = int(_number(attribute(xf, "fontId"), 0))
        fill = int(_number(attribute(xf, "fillId"), 0))
        ground, filled = fills[fill] if 0 <= fill < len(fills) else (WHITE, False)
        return Style(
            fonts[font] if 0 <= font < len(fonts) else Font(),
            ground,
            filled,
            codes.get(attribute(xf, "numFmtId"), ""),
            int(_number(attribute(xf, "numFmtId"), 0)),
        )

    def _fill(self, fill: Any) -> tuple[RGB, bool]:
        for pattern in elements(fill, "patternFill"):
            kind = attribute(pattern, "patternType")
            if kind in {"", "none", "gray125", "gray0625"}:
                return WHITE, False
            colours = {tag_of(e): e for e in pattern}
            chosen = colours.get("fgColor" if kind == "solid" else "bgColor")
            otherwise = BLACK if kind == "solid" else WHITE
            return (self.colour(chosen, otherwise) if chosen is not None else otherwise), True
        for stop in elements(fill, "stop"):
            for colour in elements(stop, "color"):
                return self.colour(colour, WHITE), True
        return WHITE, False

    def _differential(self, dxf: Any) -> Differential:
        colour, ground, code = None, None, None
        for child in dxf:
            tag = tag_of(child)
            if tag == "font":
                for e in elements(child, "color"):
                    colour = self.colour(e, BLACK)
            elif tag == "fill":
                for e in elements(child, "bgColor", "fgColor"):
                    ground = self.colour(e, WHITE)
                    if tag_of(e) == "bgColor":
                        break
            elif tag == "numFmt":
                code = attribute(child, "formatCode")
        return Differential(colour, ground, code)

    def differential(self, dxf: Any) -> Differential:
        """A style written out where it is used (newer conditional formats)."""
        return self._differential(dxf)


def tag_of(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise
