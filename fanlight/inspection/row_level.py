"""What looks like row-level personal data where a table of counts was expected.

One function over rows of cells, of whatever format. It never sees a population register: it reads headers, the shape of
values and how many of them differ, and says on what it rests. A statistics table has few categories and a measure; an
extract has one row for a person or an event.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.row_words import FORENAMES, PLACE_WORDS, TITLES, kinds_of_header, plain

POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
NATIONAL_INSURANCE = re.compile(
    r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]", re.I
)
EMAIL = re.compile(r"([\w.+'-]+)@[\w-]+(?:\.[\w-]+)+")
MOBILE = re.compile(r"(?:\+44 ?\(?0?\)?|0)7\d{3}[ -]?\d{3}[ -]?\d{3}")
HOUSE = re.compile(r"(?:flat |unit |apartment )?\d+[a-z]?[,/ ].*[a-z]{3}", re.IGNORECASE)
REFERENCES = (
    re.compile(r"\d{2}[A-Z]{1,3}/\d{1,6}/\d{2}"),  # custody: 01CB/1234/24
    re.compile(r"[A-Z]{2,4}[/-]\d{4,8}[/-]\d{2,4}"),  # crime: CR/012345/24
    re.compile(r"\d{2}/\d{4,7}/\d{2}"),  # crime: 40/012345/24
    re.compile(r"\d{2,4}/\d{2}[A-Z]/\d{4,6}[A-Z]?"),  # PNC: 2001/23E/1234567X
    re.compile(r"\d{4}/\d{7}[A-Z]"),
    re.compile(r"[0-9a-f]{32,64}"),  # hashed crime identifiers of open data
    re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
)
STATISTICAL_CODE = re.compile(r"[EWSNKJLM]\d{8}|[A-Z]{2}\d{2}|E\d{2}[A-Z]?")
DATE = re.compile(
    r"(?:(?P<y>(?:18|19|20)\d\d)[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]+(?P<z>(?:18|19|20)?\d\d))"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?.*)?"
)
NUMBER = re.compile(r"[-+£$€]?\d[\d,]*(?:\.\d+)?\s?%?|\[?[a-z]\]?|[-–.*~<>]+ ?\d*|n/?a|", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column below its header: the values of the first rows, as shown."""

    index: int
    header: str
    values: list[str]

    @cached_property
    def kinds(self) -> set[str]:
        return kinds_of_header(self.header)

    @cached_property
    def filled(self) -> list[str]:
        return [v for v in self.values if v]

    @cached_property
    def distinct(self) -> set[str]:
        return set(self.filled)

    def share(self, *patterns: re.Pattern[str]) -> float:
        """The part of the distinct values that have one of these shapes."""
        if not self.distinct:
            return 0.0
        return sum(1 for v in self.distinct if any(p.fullmatch(v) for p in patterns)) / len(self.distinct)

    @cached_property
    def differing(self) -> float:
        return len(self.distinct) / len(self.filled) if self.filled else 0.0

    @cached_property
    def letter(self) -> str:
        letters, rest = "", self.index + 1
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(65 + last) + letters
        return letters


def looks_like_person(text: str) -> bool:
    """A title or a forename with one to three more words, none of them a word of places: "Smith, Anne", "DC Jones"."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", plain_keep(text))
    if not 2 <= len(words) <= 5 or re.search(r"\d{5,}|[/;:%£()]", text):
        return False
    if any(word in PLACE_WORDS for word in words):
        return False
    return words[0] in TITLES or any(word in FORENAMES for word in words)


def plain_keep(text: str) -> str:
    return plain(text.replace("'", "").replace("’", ""))


@dataclass(frozen=True)
class Evidence:
    """What a table's columns give: `direct` identify a person; `record` identify a crime or event; `attributes` describe
    one. Each entry is (column, what it looks like)."""

    direct: list[tuple[Column, str]] = field(default_factory=list)
    record: list[tuple[Column, str]] = field(default_factory=list)
    attributes: list[tuple[Column, str]] = field(default_factory=list)
    measured: bool = False


def evidence(columns: Sequence[Column]) -> Evidence:
    """Reads every column for itself."""
    seen = Evidence()
    measured = False
    for column in columns:
        if not column.filled:
            continue
        kind = _direct(column)
        if kind:
            seen.direct.append((column, kind))
        elif _is_record(column):
            seen.record.append((column, "references"))
        elif trait := _attribute(column):
            seen.attributes.append((column, trait))
        elif _is_measure(column):
            measured = True
    return Evidence(seen.direct, seen.record, seen.attributes, measured)


def _direct(column: Column) -> str:
    kinds, many = column.kinds, len(column.distinct)
    if "birth" in kinds and column.share(DATE, re.compile(r"\d{4,5}(?:\.0)?")) > 0.6:
        return "dates of birth"
    if column.share(NATIONAL_INSURANCE) > 0.6 or ("national" in kinds and _has_digits(column)):
        return "national identifiers"
    if column.share(EMAIL) > 0.6 and _personal_mail(column):
        return "e-mail addresses"
    if column.share(MOBILE) > 0.6 and many > 2:
        return "mobile numbers"
    if "area" in kinds and "person" not in kinds:
        return ""
    words = sum(1 for v in column.distinct if re.fullmatch(r"[^\W\d_][^\d/;:%£]{1,40}", v))
    if "person" in kinds and many and words / many > 0.7 and column.differing > 0.3:
        return "names"
    people = sum(1 for v in column.distinct if looks_like_person(v))
    if many and people >= 2 and people / many > (0.3 if "name" in kinds else 0.5):
        return "names"
    return "dates of birth" if _born(column) else ""


def _born(column: Column) -> bool:
    """Dates spread over two lifetimes' worth of years, in no order: a time series is in order."""
    if len(column.distinct) < 10 or column.share(DATE) < 0.8 or column.differing < 0.8:
        return False
    years = []
    for value in column.filled:
        match = DATE.fullmatch(value)
        if match:
            year = match["y"] or match["z"]
            if len(year) != 4:
                return False
            years.append(int(year))
    rising = sum(1 for a, b in itertools.pairwise(years) if b >= a)
    falling = sum(1 for a, b in itertools.pairwise(years) if b <= a)
    ordered = max(rising, falling) / max(1, len(years) - 1)
    return max(years) - min(years) >= 25 and max(years) <= 2015 and ordered < 0.8


def _has_digits(column: Column) -> bool:
    return sum(1 for v in column.distinct if len(re.findall(r"\d", v)) >= 4) > 0.6 * len(column.distinct)


def _personal_mail(column: Column) -> bool:
    """Mail addresses of people, not of offices."""
    own = 0
    for value in column.distinct:
        match = EMAIL.fullmatch(value)
        local = match[1].lower() if match else ""
        parts = [p for p in re.split(r"[._+\d-]+", local) if p]
        own += any(p in FORENAMES for p in parts) or bool(re.fullmatch(r"[a-z][._][a-z]{3,}\d*", local))
    return own >= 2 and own > 0.3 * len(column.distinct)


def _is_record(column: Column) -> bool:
    if len(column.distinct) < 2 or column.share(STATISTICAL_CODE) > 0.3:
        return False
    if "reference" in column.kinds and "count" not in column.kinds:
        return _has_digits(column) and column.differing > 0.5
    return len(column.distinct) >= 10 and column.differing > 0.8 and column.share(*REFERENCES) > 0.6


def _attribute(column: Column) -> str:
    kinds = column.kinds
    if column.share(POSTCODE) > 0.6:
        return "postcodes"
    if "address" in kinds or (column.share(HOUSE) > 0.5 and column.differing > 0.5 and not _is_measure(column)):
        return "addresses"
    if kinds & {"latitude", "longitude"} and column.share(re.compile(r"-?\d{1,7}(?:\.\d+)?")) > 0.6:
        return "coordinates"
    if "phone" in kinds:
        return "telephone numbers"
    if column.share(DATE) > 0.6:
        return "dates"
    if "trait" in kinds and "count" not in kinds:
        numeric = column.share(re.compile(r"\d{1,3}")) > 0.8
        return "" if numeric and "age" not in plain(column.header) else "traits"
    return "events" if "event" in kinds and "count" not in kinds and not _is_measure(column) else ""


def _is_measure(column: Column) -> bool:
    """Figures: counts, rates, marks of withheld figures; not years, not a code that differs on every row."""
    if column.share(NUMBER) < 0.8 or not any(re.search(r"\d", v) for v in column.distinct):
        return False
    years = column.share(re.compile(r"(?:19|20)\d\d(?:\.0)?"))
    return years < 0.8 and not _is_row_number(column)


def _is_row_number(column: Column) -> bool:
    """Whole numbers without repetition that fill a range, or a column without a header in few rows."""
    whole = [int(v) for v in column.filled if re.fullmatch(r"\d{1,7}", v)]
    if len(whole) < 0.9 * len(column.filled) or "count" in column.kinds:
        return False
    numbered = re.fullmatch(r"(?:id|no|number|row|index|ref|record|unnamed|col|s ?no|\d*| )*", plain(column.header))
    dense = max(whole) - min(whole) < 3 * len(whole) and column.differing > 0.95 and numbered
    sparse = len(column.filled) < 0.5 * len(column.values) and column.differing > 0.85
    return bool(dense or sparse) and len(whole) >= 20


def tables_of(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    """Blocks of rows with two or more cells, with the index of the first row: titles and notes fall away."""
    block: list[list[str]] = []
    start = 0
    for index, row in enumerate(rows):
        cells = [" ".join(str(cell).split()) for cell in row]
        if sum(1 for cell in cells if cell) >= 2:
            if not block:
                start = index
            block.append(cells)
        elif block and not any(cells):
            yield start, block
            block = []
    if block:
        yield start, block


def columns_of(block: list[list[str]]) -> list[Column]:
    """The columns of a block; its first row is the header if it has words where the rows below have anything."""
    width = max(len(row) for row in block)
    headed = all(not re.fullmatch(r"[\d.,/:-]+", cell) for cell in block[0] if cell) and not any(
        EMAIL.fullmatch(cell) or POSTCODE.fullmatch(cell) or NATIONAL_INSURANCE.fullmatch(cell) for cell in block[0]
    )
    header, body = (block[0], block[1:]) if headed else ([], block)
    return [
        Column(i, header[i] if i < len(header) else "", [row[i] if i < len(row) else "" for row in body])
        for i in range(width)
    ]


def personal_rows(
    rows: Sequence[Sequence[str]], where: str, place: Place | None = None, total: int | None = None
) -> Iterator[Finding]:
    """One finding a block of rows that looks like records of people or events.

    `rows` are cells as shown, the first of `total` rows. The finding's sample is masked.
    """
    place = place or Place()
    for start, block in tables_of(rows):
        if len(block) < 3:
            continue
        columns = columns_of(block)
        seen = evidence(columns)
        reason = _verdict(seen, len(block) - 1)
        if reason is None:
            continue
        severity, shown = reason
        last = start + len(block) if total is None or len(rows) >= total else total
        told = ", ".join(f"column {c.letter} ({kind})" for c, kind in shown[:6])
        cells = f"{columns[0].letter}{start + 1}:{columns[-1].letter}{last}"
        yield found(
            "personal_rows",
            f"{where}, {cells}: {told}" if where else f"{cells}: {told}",
            count=last - start - 1,
            sample=" | ".join(c.filled[0] for c, _ in shown[:4] if c.filled),
            severity=severity,  # type: ignore[arg-type]
            sure="likely",
            place=Place(place.sheet, place.cells or cells, place.page, place.box, place.part, place.inside),
        )


def _verdict(seen: Evidence, rows: int) -> tuple[str, list[tuple[Column, str]]] | None:
    """How serious, and by which columns; None for a table of counts."""
    supporting = [(c, k) for c, k in seen.attributes if k in {"postcodes", "addresses", "telephone numbers", "traits"}]
    differing = max((len(c.distinct) for c, _ in seen.direct), default=0)
    if seen.direct and (differing >= 5 or (differing >= 2 and (len(seen.direct) > 1 or seen.record or supporting))):
        return "serious", [*seen.direct, *seen.record, *supporting]
    about = [
        (c, k)
        for c, k in seen.attributes
        if k in {"dates", "coordinates", "traits", "events", "postcodes", "addresses"}
    ]
    if seen.record and rows >= 5 and about:
        return "serious", [*seen.record, *about]
    placed = [(c, k) for c, k in about if k in {"coordinates", "postcodes", "addresses"}]
    dated = [(c, k) for c, k in about if k == "dates" and len(c.distinct) >= min(10, rows)]
    traits = [(c, k) for c, k in about if k == "traits"]
    events = [(c, k) for c, k in about if k == "events"]
    if rows >= 20 and not seen.measured and (((dated or placed) and traits) or (placed and events and len(placed) > 1)):
        return "warning", [*dated, *placed, *traits, *events]
    return None
