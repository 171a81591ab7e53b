"""Colours of Office styles as what is seen: theme, indexed, tint; and whether a text can be told from its ground."""

from __future__ import annotations

import colorsys
from typing import Any

from fanlight.inspection.opened import attribute, elements

RGB = tuple[int, int, int]
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)

FAINT = 1.2
"""Contrast (WCAG) under which text counts as unseen: black on white has 21, light grey F2F2F2 on white 1.12."""

_FIRST = ("000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF " * 2).split()
_REST = [
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
INDEXED: tuple[RGB, ...] = tuple((int(c[0:2], 16), int(c[2:4], 16), int(c[4:6], 16)) for c in (*_FIRST, *_REST))
"""The 64 standard colours; 64 is the window's text and 65 its ground."""

THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
               "folHlink")  # fmt: skip
OFFICE_THEME = {"lt1": WHITE, "dk1": BLACK, "lt2": (238, 236, 225), "dk2": (31, 73, 125)}


def hex_rgb(text: str) -> RGB | None:
    """ "FFRRGGBB", "RRGGBB" or "#RGB" → a colour."""
    text = text.strip().lstrip("#")
    if len(text) == 3:
        text = "".join(c * 2 for c in text)
    try:
        return (int(text[-6:-4], 16), int(text[-4:-2], 16), int(text[-2:], 16)) if len(text) >= 6 else None
    except ValueError:
        return None


def theme_colours(root: Any) -> dict[str, RGB]:
    """The theme part's colours by name."""
    colours = dict(OFFICE_THEME)
    for scheme in elements(root, "clrScheme"):
        for entry in scheme:
            if not isinstance(entry.tag, str) or not len(entry):
                continue
            value = attribute(entry[0], "lastClr") or attribute(entry[0], "val")
            rgb = hex_rgb(value) or {"window": WHITE, "windowText": BLACK}.get(value)
            if rgb is not None:
                colours[entry.tag.rpartition("}")[2]] = rgb
        break
    return colours


def tinted(rgb: RGB, tint: float) -> RGB:
    """Spreadsheet tint: lightness towards white for positive, towards black for negative."""
    if not tint:
        return rgb
    hue, light, full = colorsys.rgb_to_hls(*(c / 255 for c in rgb))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), full)
    return (round(red * 255), round(green * 255), round(blue * 255))


def sheet_colour(element: Any, theme: dict[str, RGB], indexed: tuple[RGB, ...], otherwise: RGB) -> RGB:
    """A colour element of a workbook's styles: rgb, theme, indexed or auto, with its tint."""
    rgb: RGB | None = None
    try:
        tint = float(attribute(element, "tint") or 0)
        if attribute(element, "rgb"):
            rgb = hex_rgb(attribute(element, "rgb"))
        elif attribute(element, "theme"):
            rgb = theme.get(THEME_ORDER[int(attribute(element, "theme"))])
        elif attribute(element, "indexed"):
            number = int(attribute(element, "indexed"))
            rgb = BLACK if number == 64 else WHITE if number == 65 else indexed[number]
    except (ValueError, IndexError):
        return otherwise
    return otherwise if rgb is None else tinted(rgb, tint)


def contrast(first: RGB, second: RGB) -> float:
    """WCAG contrast ratio, from 1 to 21."""

    def bright(rgb: RGB) -> float:
        parts = [c / 255 for c in rgb]
        lin = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    low, high = sorted((bright(first), bright(second)))
    return (high + 0.05) / (low + 0.05)


def unseen(text: RGB, ground: RGB) -> bool:
    return contrast(text, ground) < FAINT
