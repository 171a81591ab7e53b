"""Styles of OpenDocument files, resolved through their parents, as far as they decide what is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from fanlight.inspection.ooxml.package.colours import BLACK, RGB, WHITE, hex_rgb, unseen
from fanlight.inspection.opened import attribute, elements

TINY_POINTS = 2.0
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "px": 0.75}
_SHOWING = {
    "number", "scientific-number", "fraction", "currency-symbol", "day", "month", "year", "era", "day-of-week",
    "week-of-year", "quarter", "hours", "minutes", "seconds", "am-pm", "boolean", "text-content",
}  # fmt: skip
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Look:
    """A style's own settings; None where it leaves its parent's."""

    parent: str = ""
    colour: RGB | None = None
    ground: RGB | None = None
    size: float | None = None
    hidden: bool = False
    data: str = ""
    height: float | None = None
    width: float | None = None
    cropped: bool = False
    maps: tuple[tuple[str, str], ...] = ()

    def over(self, parent: Look) -> Look:
        return replace(
            self,
            colour=self.colour if self.colour is not None else parent.colour,
            ground=self.ground if self.ground is not None else parent.ground,
            size=self.size if self.size is not None else parent.size,
            hidden=self.hidden or parent.hidden,
            data=self.data or parent.data,
        )

    @property
    def unseen(self) -> bool:
        if self.size is not None and self.size <= TINY_POINTS:
            return True
        return unseen(self.colour or BLACK, self.ground or WHITE)


@dataclass
class DataStyle:
    """A number format: whether it shows anything, and which other takes over under a condition."""

    shows: bool
    text: bool = False
    maps: tuple[tuple[str, str], ...] = ()


@dataclass
class OdfStyles:
    looks: dict[tuple[str, str], Look] = field(default_factory=dict)
    defaults: dict[str, Look] = field(default_factory=dict)
    data: dict[str, DataStyle] = field(default_factory=dict)
    _resolved: dict[tuple[str, str], Look] = field(default_factory=dict)

    def read(self, root: Any) -> None:
        """Adds the styles of a part (or of an element of it)."""
        for element in elements(root):
            tag = element.tag.rpartition("}")[2]
            if tag == "style":
                self.looks[attribute(element, "family"), attribute(element, "name")] = _look(element)
            elif tag == "default-style":
                self.defaults[attribute(element, "family")] = _look(element)
            elif tag in {"number-style", "text-style", "date-style", "time-style", "currency-style",
                         "percentage-style", "boolean-style"}:  # fmt: skip
                children = {e.tag.rpartition("}")[2] for e in element if isinstance(e.tag, str)}
                white = any(
                    (rgb := hex_rgb(attribute(e, "color"))) and unseen(rgb, WHITE)
                    for e in elements(element, "text-properties")
                )
                self.data[attribute(element, "name")] = DataStyle(
                    bool(children & _SHOWING) and not white, tag == "text-style", _maps(element)
                )
        self._resolved.clear()

    def get(self, family: str, name: str) -> Look:
        """A style with everything that it takes from its parents and its family's default."""
        key = family, name
        if key not in self._resolved:
            look, seen, parent = self.looks.get(key, Look()), {name}, self.looks.get(key, Look()).parent
            while parent and parent not in seen and len(seen) < 50:
                seen.add(parent)
                above = self.looks.get((family, parent), Look())
                look, parent = look.over(above), above.parent
            self._resolved[key] = look.over(self.defaults.get(family, Look()))
        return self._resolved[key]

    def hides_value(self, name: str, value: str, *, is_text: bool) -> bool:
        """Whether a number format shows nothing of a value. A hidden 0 is no secret."""
        style = self.data.get(name)
        if style is None:
            return False
        if is_text:
            return style.text and not style.shows and not style.maps
        try:
            number = float(value)
        except ValueError:
            return False
        if number == 0:
            return False
        for condition, other in style.maps:
            match = _CONDITION.search(condition)
            if match and _holds(number, match[1], float(match[2])) and other in self.data:
                return not self.data[other].shows
        return not style.shows and not style.text


def _holds(number: float, operator: str, limit: float) -> bool:
    return {"<": number < limit, ">": number > limit, "<=": number <= limit, ">=": number >= limit,
            "=": number == limit, "!=": number != limit}[operator]  # fmt: skip


def _maps(element: Any) -> tuple[tuple[str, str], ...]:
    return tuple((attribute(e, "condition"), attribute(e, "apply-style-name")) for e in elements(element, "map"))


def points(text: str) -> float | None:
    """A length in points; None where there is none, or it is relative."""
    match = re.fullmatch(r"\s*(-?[\d.]+)\s*(pt|in|cm|mm|pc|px)\s*", text)
    try:
        return float(match[1]) * _UNITS[match[2]] if match else None
    except ValueError:
        return None


def _look(style: Any) -> Look:
    values: dict[str, Any] = {
        "parent": attribute(style, "parent-style-name"), "data": attribute(style, "data-style-name"), "maps": _maps(style),
    }  # fmt: skip
    for properties in style:
        if not isinstance(properties.tag, str) or not properties.tag.endswith("-properties"):
            continue
        given = {key.rpartition("}")[2]: value for key, value in properties.attrib.items()}
        tag = properties.tag.rpartition("}")[2]
        if tag == "text-properties":
            if given.get("use-window-font-color") != "true" and given.get("color"):
                values["colour"] = hex_rgb(given["color"])
            if points(given.get("font-size", "")) is not None:
                values["size"] = points(given["font-size"])
            values["hidden"] = values.get("hidden") or given.get("display") == "none"
        if tag == "table-properties" and given.get("display") == "false":
            values["hidden"] = True
        ground = given.get("background-color", "")
        if ground and ground != "transparent" and hex_rgb(ground):
            values["ground"] = hex_rgb(ground)
        if tag == "graphic-properties":
            if given.get("fill", "") == "solid" and hex_rgb(given.get("fill-color", "")):
                values["ground"] = hex_rgb(given["fill-color"])
            values["cropped"] = any(
                (points(part) or 0) > 0 for part in re.findall(r"-?[\d.]+(?:in|cm|mm|pt)", given.get("clip", ""))
            )
        if "row-height" in given:
            values["height"] = points(given["row-height"])
        if "column-width" in given:
            values["width"] = points(given["column-width"])
    return Look(**values)
