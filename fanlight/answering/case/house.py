"""The house style of a case: a folder beside case.yaml with `style.yaml`, a logo, fonts and a house's own fixed sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from fanlight.answering.case.model import Case
from fanlight.answering.case.strict import Strict
from fanlight.documents.style import Labels, Style, font, ink, logo
from fanlight.errors import BadInput
from fanlight.law.fixed import Fixed, fixed
from fanlight.tables.yaml.lines import parse_yaml, validated

STYLE = "style.yaml"
LARGEST = 5_000_000
"""Bytes of a file of the folder."""


class StyleFile(Strict):
    """`style.yaml`. `address`: lines under the authority's name, in place of the case's. `wording`: a file with texts by key."""

    logo: str = ""
    logo_text: str = ""
    logo_width: float = 40.0
    address: list[str] = []
    ink: str = "#12263f"
    font: str = ""
    fonts: list[str] = []
    wording: str = ""


@dataclass(frozen=True)
class House:
    """How a case's documents look, and their fixed sentences in the case's language."""

    words: Fixed
    style: Style = field(default_factory=Style)
    address: tuple[str, ...] = ()

    @property
    def labels(self) -> Labels:
        """Texts in which the writers fill in the braces stay as they are."""
        say = self.words
        return Labels(
            say("letter.to"),
            say("letter.reference"),
            say("letter.date"),
            say("letter.page", page="{page}", pages="{pages}"),
            say("letter.part", title="{title}", part="{part}", parts="{parts}"),
            say("letter.marks"),
            say.language.months,
        )


def house_of(case: Case) -> House:
    """Raises `BadInput` or `SpecError` naming the file and line for a style that cannot be used."""
    place = case.place("language")
    if not case.file.style:
        return House(fixed(case.file.language, case.file.decided, where=place))
    at = f"{case.file.style}/{STYLE}"
    if STYLE not in case.style:
        raise BadInput(f"There is no {at}.", where=case.place("style"), next_step="Put it there, or take out `style`.")
    file = validated(StyleFile, parse_yaml(_text(case, STYLE), where=at))
    made = logo(_bytes(case, file.logo, at), file.logo_text, file.logo_width, where=at) if file.logo else None
    style = Style(
        made,
        ink(file.ink, where=at),
        font(file.font, where=at) if file.font else "",
        tuple(_bytes(case, name, at) for name in file.fonts),
    )
    own = (
        parse_yaml(_text(case, file.wording, at), where=f"{case.file.style}/{file.wording}").data
        if file.wording
        else None
    )
    words = fixed(
        case.file.language, case.file.decided, own, where=f"{case.file.style}/{file.wording}" if own else place
    )
    return House(words, style, tuple(file.address))


def _bytes(case: Case, name: str, place: str) -> bytes:
    data = case.style.get(name)
    if data is None:
        raise BadInput(f"There is no “{name}” in {case.file.style}.", where=place, next_step="Put the file there.")
    if len(data) > LARGEST:
        raise BadInput(f"“{name}” is too large for a style.", where=place)
    return data


def _text(case: Case, name: str, place: str = "") -> str:
    try:
        return _bytes(case, name, place).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("This is no text in UTF-8.", where=f"{case.file.style}/{name}") from None
