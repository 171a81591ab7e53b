"""What a run of a Word document looks like: hidden, too small, or in its ground's colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fanlight.inspection.ooxml.package.colours import BLACK, RGB, WHITE, hex_rgb, unseen
from fanlight.inspection.opened import attribute, elements

OFF = {"0", "false", "off"}
TINY_HALVES = 4.0
"""Sizes are in half points: two points or less is unread."""
THEMED = {"background1": WHITE, "light1": WHITE, "text1": BLACK, "dark1": BLACK}
HIGHLIGHTS: dict[str, RGB] = {
    "black": BLACK, "white": WHITE, "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255),
    "magenta": (255, 0, 255), "blue": (0, 0, 255), "red": (255, 0, 0), "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0), "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
}  # fmt: skip
PLAIN_TABLES = {"", "tablegrid", "tablenormal", "tablegridlight", "normaltable"}


@dataclass(frozen=True, slots=True)
class Wear:
    """Run properties; None where they are left to what is below."""

    hidden: bool | None = None
    size: float | None = None
    colour: RGB | None = None
    ground: RGB | None = None

    def over(self, below: Wear) -> Wear:
        return Wear(
            self.hidden if self.hidden is not None else below.hidden,
            self.size if self.size is not None else below.size,
            self.colour if self.colour is not None else below.colour,
            self.ground if self.ground is not None else below.ground,
        )


def wear_of(properties: Any | None) -> Wear:
    """The look that an rPr or pPr element sets by itself."""
    wear = Wear()
    if properties is None:
        return wear
    for child in properties:
        if not isinstance(child.tag, str):
            continue
        tag = child.tag.rpartition("}")[2]
        if tag in {"vanish", "specVanish"}:
            wear = replace(wear, hidden=attribute(child, "val").lower() not in OFF)
        elif tag == "sz":
            wear = replace(wear, size=_number(attribute(child, "val")))
        elif tag == "color":
            themed = THEMED.get(attribute(child, "themeColor"))
            plain = not attribute(child, "themeShade") and not attribute(child, "themeTint")
            rgb = themed if themed and plain else hex_rgb(attribute(child, "val"))
            wear = replace(wear, colour=rgb)
        elif tag == "shd":
            wear = replace(wear, ground=_shade(child) or wear.ground)
        elif tag == "highlight":
            wear = replace(wear, ground=HIGHLIGHTS.get(attribute(child, "val"), wear.ground))
    return wear


def _shade(element: Any) -> RGB | None:
    if attribute(element, "val") == "solid":
        return hex_rgb(attribute(element, "color")) or BLACK
    return hex_rgb(attribute(element, "fill"))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def child(element: Any, name: str) -> Any | None:
    return next((e for e in element if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name), None)


class WordStyles:
    """Named styles with what they take from those they are based on."""

    def __init__(self, root: Any | None) -> None:
        self.own: dict[str, tuple[str, Wear]] = {}
        self.defaults = Wear()
        if root is None:
            return
        for element in elements(root, "rPrDefault"):
            self.defaults = wear_of(child(element, "rPr"))
        for style in elements(root, "style"):
            based = child(style, "basedOn")
            wear = wear_of(child(style, "rPr")).over(Wear(ground=wear_of(child(style, "pPr")).ground))
            self.own[attribute(style, "styleId")] = (attribute(based, "val") if based is not None else "", wear)

    def get(self, name: str) -> Wear:
        wear, seen = Wear(), set()
        while name in self.own and name not in seen:
            seen.add(name)
            above, mine = self.own[name]
            wear, name = wear.over(mine), above
        return wear


def why_unseen(run: Any, styles: WordStyles, page: RGB = WHITE) -> tuple[str, bool]:
    """("hidden" | "size" | "colour" | "", sure) for a run with text. `page` is the page's own ground."""
    properties = child(run, "rPr")
    wear = wear_of(properties)
    named = child(properties, "rStyle") if properties is not None else None
    if named is not None:
        wear = wear.over(styles.get(attribute(named, "val")))
    ground, sure = wear.ground, True
    above = run.getparent()
    while above is not None:
        tag = above.tag.rpartition("}")[2] if isinstance(above.tag, str) else ""
        if tag == "p":
            given = child(above, "pPr")
            style = child(given, "pStyle") if given is not None else None
            wear = wear.over(styles.get(attribute(style, "val") if style is not None else "Normal"))
            ground = ground or wear_of(given).ground or wear.ground
        elif tag == "tc" and ground is None:
            ground = wear_of(child(above, "tcPr")).ground
        elif tag == "tbl" and ground is None:
            given = child(above, "tblPr")
            style = child(given, "tblStyle") if given is not None else None
            ground = wear_of(given).ground
            sure = sure and (attribute(style, "val") if style is not None else "").lower() in PLAIN_TABLES
        elif tag in {"wsp", "shape", "rect", "roundrect", "oval"} and ground is None:
            ground, sure = _fill(above)
        above = above.getparent()
    wear = wear.over(styles.defaults)
    if wear.hidden:
        return "hidden", True
    if wear.size is not None and wear.size <= TINY_HALVES:
        return "size", True
    if wear.colour is not None and unseen(wear.colour, ground or page):
        return "colour", sure or ground is not None
    return "", True


def _fill(shape: Any) -> tuple[RGB | None, bool]:
    """A shape's ground, and whether it is known."""
    if attribute(shape, "fillcolor"):
        return hex_rgb(attribute(shape, "fillcolor").split(" ")[0]), True
    properties = child(shape, "spPr")
    if properties is not None:
        solid = child(properties, "solidFill")
        if solid is not None:
            rgb = next((hex_rgb(attribute(e, "val")) for e in elements(solid, "srgbClr")), None)
            return rgb, rgb is not None
        if child(properties, "noFill") is not None:
            return None, True
    return None, False
