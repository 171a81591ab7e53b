"""The fixed sentences of a response by key, language and day (policies/wording, one file a language), and a house's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import Formatter
from typing import Any

from fanlight.dated import Source, Version, check_half_open, in_force, own_data
from fanlight.errors import BadInput
from fanlight.law.data import POLICIES

Texts = Mapping[str, tuple[Version[str], ...]]


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as on a page (BCP 47). `checked` is False where no translator has read the texts."""

    code: str
    checked: bool
    months: tuple[str, ...]
    texts: Texts


@cache
def languages() -> Mapping[str, Language]:
    """The languages that there are sentences in, by code. Raises `BadInput` for a file that leaves a day without a text."""
    found = {}
    for path in sorted((POLICIES / "wording").glob("*.yaml")):
        held = own_data(path.read_text(encoding="utf-8"))
        texts = {key: _versions(key, value, held["source"], path.name) for key, value in held["texts"].items()}
        found[held["language"]] = Language(held["language"], bool(held["checked"]), tuple(held["months"]), texts)
    return found


def _versions(key: str, value: Any, source: str, where: str) -> tuple[Version[str], ...]:
    """A text, or its versions with `text`, and where they have them `since`, `until` and `source`."""
    entries = [{"text": value}] if isinstance(value, str) else value
    if not isinstance(entries, list) or not all(
        isinstance(one, dict) and isinstance(one.get("text"), str) for one in entries
    ):
        raise BadInput(f"“{key}” is a text, or a list of versions with `text`.", where=where)
    made = tuple(
        Version(one.get("since"), one.get("until"), one["text"], Source(one.get("source", source), "high"))
        for one in entries
    )
    if len({version.since for version in made}) < len(made):
        raise BadInput(f"Versions of “{key}” overlap.", where=where, next_step="Give each the day from which it holds.")
    check_half_open(made, what=f"“{key}”")
    return made


@dataclass(frozen=True)
class Fixed:
    """The sentences in one language as of a day. `own` are a house's, which stand in for Fanlight's under the same keys."""

    language: Language
    on: date
    own: Texts = field(default_factory=dict)

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with its braces filled in; in English where the language lacks it."""
        versions = self.own.get(key) or self.language.texts.get(key) or languages()[ENGLISH].texts[key]
        return in_force(versions, self.on, what=f"“{key}”").value.format(**values)

    def day(self, value: date) -> str:
        return f"{value.day} {self.language.months[value.month - 1]} {value.year}"


ENGLISH = "en-GB"


def fixed(language: str, on: date, own: Any = None, *, where: str = "wording") -> Fixed:
    """`own`: a house's sentences as read from its file, {key: text or versions}. Raises `BadInput` for a language without
    sentences, an unknown key, or a text that leaves out what the sentence is there to say."""
    if language not in languages():
        raise BadInput(
            f"There are no fixed sentences in “{language}”.", where=where, next_step=f"Known: {', '.join(languages())}."
        )
    return Fixed(languages()[language], on, _own(own or {}, where))


def english(on: date) -> Fixed:
    return Fixed(languages()[ENGLISH], on)


def _own(given: Any, where: str) -> Texts:
    known = languages()[ENGLISH].texts
    if not isinstance(given, dict):
        raise BadInput("This should hold texts by key.", where=where)
    found = {}
    for key, value in given.items():
        if key not in known:
            raise BadInput(f"“{key}” is no fixed sentence.", where=where, next_step=f"Known: {', '.join(known)}.")
        found[key] = _versions(key, value, where, where)
        for version in found[key]:
            _same_braces(key, version.value, known[key][-1].value, where)
    return found


def _same_braces(key: str, text: str, model: str, where: str) -> None:
    try:
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise BadInput(f"“{key}” has a brace without its other half.", where=where) from None
    wanted = {name for _, name, _, _ in Formatter().parse(model) if name is not None}
    if named != wanted or not text.strip():
        asked = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no braces"
        raise BadInput(f"“{key}” has to say {asked}.", where=where, next_step=f"Fanlight's own: {model}")
