"""What a case's tables count, as words: only where a text speaks of these can a quantity in it tell a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fanlight.answering.saying.quantities import Quantity, quantities
from fanlight.tables.spec.table import TableSpec

_POINTERS = (
    r"offences?|crimes?|categor(?:y|ies)|resolutions?|disposals?|outcomes?|offenders?|victims?|suspects?|cases?|incidents?"
    r"|records?|recorded|searches|figures?|counts?|counted|total|cells?|rows?|columns?|breakdowns?|instances?|occasions?"
    r"|occurr(?:ed|ence|ences)|administered|the\s+others?|the\s+rest|the\s+remain(?:der|ing)|(?:of|for|in|among)\s+(?:them|these|those)"
    r"|(?:that|this|each|either|both|every|those|same|other|previous|following|first|last)\s+(?:years?|quarters?|months?|areas?|districts?|boroughs?|"
    r"forces?|kinds?|types?)|kinds?\s+of|types?\s+of|percentages?|proportions?|of\s+each|apiece|(?:withheld|suppressed|missing|hidden|redacted)\s+(?:ones?|numbers?|values?|two|three|four|five)|combined|pooled|(?:wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|adults?|youths?)"
)
_BESIDE = (
    r"(?:resolutions?|crimes?|offences?|offenders?|disposals?|searches|cases?|incidents?|victims?|suspects?|categor(?:y|ies)|instances?"
    r"|occasions?|figures?|counts?|occurrences?)"
)
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a all an and any are community at act as breakdown by cause causing count crime crimes criminal data due else for force from given having in including
    into is it its kind knowing known less more month no none not number of off offence offences on one only or other others out over per
    period police quarter reason record recorded section stated table than that the their them this to total type under unit unknown use used
    using was were what when where which with within without year years yes""",
    )
)
_GENERAL = frozenset({"one", "only", "some", "single", "first", "second", "last", "same", "more", "less"})
"""Said of crimes and people in any rule of counting: "only crimes that …", "one person"."""
_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\n\d\.)(?<!\n\d\d\.)\s+(?=[A-Z“\"'(])|\n\s*\n|\s+[•]\s+")


@dataclass(frozen=True)
class Subject:
    """What the tables count: `named` finds names of their categories, places and periods, `pointed` also words that
    point to them. `counted`: there is a table."""

    named: re.Pattern[str]
    pointed: re.Pattern[str]
    counted: bool = True

    @classmethod
    def of(cls, specs: Sequence[TableSpec]) -> Subject:
        labels = list(_labels(specs))
        periods = {code for spec in specs for code in _periods(spec)}
        title_words = {word for spec in specs for word in _words(f"{spec.title} {spec.population_text}")}
        names = _either(_forms(labels))
        more = "|".join(_with_endings(sorted(title_words | periods)))
        pointed = re.compile(rf"\b(?:{_POINTERS}{'|' + more if more else ''})\b", re.IGNORECASE)
        return cls(names, pointed, bool(specs))

    def quantities(self, text: str, *, own: bool = False) -> Iterator[Quantity]:
        """The quantities of a text that are tied to what is counted. `own`: the text belongs to a table or to the answer
        that gives it, so that it speaks of nothing else."""
        before = False
        for start, end in _sentences(text):
            sentence = text[start:end]
            named, pointed = bool(self.named.search(sentence)), bool(self.pointed.search(sentence))
            for one in quantities(sentence):
                loose = one.strength == "loose"
                tied = named or self._beside(sentence, one) if loose else named or pointed or before or own
                if tied:
                    yield Quantity(start + one.start, start + one.end, one.strength)
            before = named

    @staticmethod
    def _beside(sentence: str, one: Quantity) -> bool:
        after = rf"\s+(?:(?:of|the|these|those|such|other|recorded|single|known|community)\s+){{0,3}}{_BESIDE}\b(?!\s+(?:reports?|files?|records?|numbers?|references?|handlers?|in\s+turn|on\s+its))"
        if sentence[one.start : one.end].lower() in _GENERAL:
            return False
        return bool(re.match(after, sentence[one.end :], re.IGNORECASE))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _labels(specs: Iterable[TableSpec]) -> Iterator[str]:
    for spec in specs:
        for dimension in spec.dimensions:
            if not dimension.is_period:
                yield from (category.label for category in dimension.categories)


def _periods(spec: TableSpec) -> Iterator[str]:
    for dimension in spec.dimensions:
        if dimension.is_period:
            yield from (category.label for category in dimension.categories)


def _words(label: str) -> Iterator[str]:
    """The words of a label that tell it from others."""
    for word in re.findall(r"[^\W\d_]{3,}", label.lower()):
        if word not in _COMMON_WORDS:
            yield word


def _forms(labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """What names a category: its whole label or a word of it, in any case; and single capitals as they are."""
    whole = [label for label in labels if len(label) > 2 and label.lower() not in _COMMON_WORDS]
    words = sorted({word for label in labels for word in _words(label)})
    letters = sorted({found for label in labels for found in re.findall(r"\b[A-Z]\b", label)})
    # "A" and "I" are words too: a name only where something is said of it.
    letters = [
        rf"{one}\b(?=\s+(?:was|were|is|had|has|made|and|or|rose|fell)\b)" if one in "AI" else one for one in letters
    ]
    return [*map(re.escape, sorted(set(whole))), *_with_endings(words)], letters


def _with_endings(words: Iterable[str]) -> list[str]:
    return [f"{re.escape(word.removesuffix('s'))}(?:e?s)?" if word.isalpha() else re.escape(word) for word in words]


def _either(forms: tuple[list[str], list[str]]) -> re.Pattern[str]:
    anyhow, letters = forms
    parts = [rf"(?<!\w)(?i:{'|'.join(anyhow)})(?!\w)"] if anyhow else []
    parts += [rf"\b(?:{'|'.join(letters)})\b(?!\.\w)"] if letters else []
    return re.compile("|".join(parts) or r"(?!)")
