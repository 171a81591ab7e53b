"""Paragraphs that ask without a number: which of their sentences begin a question, and what stays in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fanlight.requests import wording
from fanlight.requests.asking import (
    Sense,
    hangs_on_the_one_before,
    introduces_list,
    is_doubtful,
    is_framed,
    is_plain,
    names_something,
    names_subject,
    sense,
    tells_of_records,
)
from fanlight.requests.blocks import Block
from fanlight.requests.tree import Item

OUTSIDE = "It has no number although others have."
LIST_BESIDE = "It stands outside the list."
TWICE = "Its paragraph asks more than once."
LEADS_ALONE = "It may only lead in to something that is not in the text."
NO_VERB = "It names something without asking for it in so many words."
FOLLOWS = "It may only narrow what was asked before."
_HEADING = re.compile(r"freedom of information|\bfoia?\b|\brequest\b|\bact \d{4}", re.IGNORECASE)
SHORTEST = 6  # words: a shorter noun phrase among sentences that ask is taken for a heading


@dataclass
class Paragraph:
    """A block of the requester's own words that holds no numbered question, sentence by sentence (offset, words, sense)."""

    block: Block
    parts: list[tuple[int, str, Sense]] = field(default_factory=list)

    @classmethod
    def of(cls, block: Block) -> Paragraph:
        return cls(block, [(block.first + at, part, sense(part)) for at, part in wording.sentences(block.words)])

    def holds(self, *senses: Sense) -> bool:
        return any(each in senses for _, _, each in self.parts)

    @property
    def introduces(self) -> bool:
        """What comes after it is what it asks for."""
        return bool(self.parts) and (self.parts[-1][2] is Sense.LEAD or self.block.words.rstrip().endswith(":"))

    @property
    def asks_for_lines(self) -> bool:
        return bool(self.parts) and self.parts[-1][2] is Sense.LEAD and introduces_list(self.parts[-1][1])

    def phrases(self) -> list[tuple[int, str]]:
        """Noun phrases at its head or right after words that lead in."""
        found: list[tuple[int, str]] = []
        before = Sense.LEAD
        for at, words, each in self.parts:
            if each is Sense.PHRASE and before in (Sense.LEAD, Sense.PHRASE):
                found.append((at, words))
            before = each
        return found

    @property
    def is_row(self) -> bool:
        """A row of a table that the requester wants filled in."""
        return "\t" in self.block.words or not any(letter.isalpha() for letter in self.block.words)

    @property
    def names_something(self) -> bool:
        return (
            len(self.parts) == 1 and self.holds(Sense.TELLS) and not self.is_row and names_something(self.block.words)
        )


def _item(offset: int, doubts: list[str]) -> Item:
    return Item(offset, offset, "", 0, "digit", 0, (), list(doubts))


def asked(
    paragraphs: list[Paragraph], items: list[Item], heads: set[int], *, numbered: bool
) -> tuple[list[Item], list[str]]:
    """(questions without a number, doubts about words that were left). `items` are the questions found by their marks, `heads` where their blocks begin."""
    first = min((item.offset for item in items), default=-1)
    found: list[Item] = []
    left: list[str] = []
    before: Paragraph | None = None
    in_list = False
    strong = any(each.holds(Sense.ASK) for each in paragraphs)
    for at, paragraph in enumerate(paragraphs):
        outside = [OUTSIDE if numbered else LIST_BESIDE] if items else []
        leading = bool(items) and paragraph.block.first < first
        if paragraph.block.end in heads and paragraph.block.words.rstrip().endswith(":"):
            before, in_list = paragraph, False
            continue
        taken = _sentences(paragraph, outside, left, leading=leading)
        phrases = [] if taken or paragraph.is_row else paragraph.phrases()
        if phrases:
            listed = len(paragraph.parts) > len(phrases) or (before is not None and (before.introduces or in_list))
            taken = _phrases(phrases, outside, left, listed=listed, alone=not strong and not items, leading=leading)
            in_list = bool(taken) and listed
        elif (
            not taken
            and not items
            and before is not None
            and (before.asks_for_lines or in_list)
            and paragraph.names_something
        ):
            taken, in_list = [_item(paragraph.block.first, [NO_VERB])], True
        else:
            in_list = bool(taken) and before is not None and (before.asks_for_lines or in_list)
        found += taken
        left += [
            _left(words)
            for _, words, each in paragraph.parts
            if each in (Sense.HANDLING, Sense.LEANS) and is_doubtful(words)
        ]
        if not taken:
            left += [
                _left(words) for _, words, each in paragraph.parts if each is Sense.TELLS and tells_of_records(words)
            ]
        left += [
            _left(words)
            for at, words, each in paragraph.parts
            if each is Sense.TELLS and _may_ask(words) and not any(item.offset == at for item in taken)
        ]
        before = paragraph
    leads = [
        words
        for each in paragraphs
        if each.block.first < first
        for _, words, sense_ in each.parts
        if sense_ is Sense.LEAD
    ]
    left += [_left(words) for words in leads[:-1] if names_subject(words)]
    end = max((item.offset for item in [*items, *found]), default=-1)
    if items or found:
        found += [
            _item(at, [LEADS_ALONE])
            for each in paragraphs
            for at, words, sense_ in each.parts
            if at > end and sense_ is Sense.LEAD and names_subject(words)
        ]
    else:
        found = _last_resort(paragraphs)
    return found, left


def _sentences(paragraph: Paragraph, outside: list[str], left: list[str], *, leading: bool) -> list[Item]:
    asking: list[tuple[int, str]] = []
    hung = False
    for at, words, each in paragraph.parts:
        if each is Sense.ASK and asking and hangs_on_the_one_before(words):
            hung = True
        elif each is Sense.ASK:
            asking.append((at, words))
    if leading:
        # Before a list, words that end in a colon lead in to it, and so do those that name only its subject.
        kept = [(at, words) for at, words in asking if wording.is_marked(words) or wording.is_specific(words)]
        left += [_left(words) for at, words in asking if (at, words) not in kept]
        asking = kept
    found = [_item(at, outside) for at, _ in asking]
    if hung and found:
        found[-1].doubts.append(TWICE)
    for item, (_, words) in zip(found, asking, strict=True):
        if len(found) > 1:
            item.doubts.append(TWICE)
        if not is_plain(words):
            item.doubts.append("It asks in unusual words.")
    return found


def _may_ask(words: str) -> bool:
    """A long line without a verb that is no heading may name what is wanted."""
    return (
        len(words.split()) >= SHORTEST and "\t" not in words and names_something(words) and not _HEADING.search(words)
    )


def _phrases(
    phrases: list[tuple[int, str]], outside: list[str], left: list[str], *, listed: bool, alone: bool, leading: bool
) -> list[Item]:
    long = len(phrases[0][1].split()) >= SHORTEST or phrases[0][1].rstrip().endswith(".")
    if leading or not (listed or alone or long):
        left += [_left(words) for _, words in phrases if long]
        return []
    doubts = [*outside, *([] if listed else [NO_VERB]), *([TWICE] if len(phrases) > 1 else [])]
    return [_item(at, doubts) for at, _ in phrases]


def _last_resort(paragraphs: list[Paragraph]) -> list[Item]:
    """Where nothing else asks: the words that only lead in or narrow are what there is."""
    for senses, doubt in (((Sense.LEAD,), LEADS_ALONE), ((Sense.LEANS,), FOLLOWS)):
        for paragraph in paragraphs:
            found = [
                at for at, words, each in paragraph.parts if each in senses and (each is Sense.LEAD or is_framed(words))
            ]
            if found:
                return [_item(found[0], [doubt])]
    return []


def _left(words: str) -> str:
    shown = " ".join(words.split())
    return f"These words may ask too: “{shown if len(shown) <= 80 else shown[:79] + '…'}”."
