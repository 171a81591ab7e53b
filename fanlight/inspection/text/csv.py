"""Plain tables in text: cells that a spreadsheet would run, stray columns, what no reader shows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import ROWS_CHECKED, Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.opened import Opened

FORMULA = re.compile(r"[\s\x00]*(?:[=@]|[+-](?:[A-Za-z\"'=@\\]|\([A-Za-z]|.*(?:[A-Za-z_.]\(|[|!])))", re.DOTALL)
"""What a spreadsheet runs. A sign before a figure, a telephone number or the words of a list runs nothing."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(data: bytes, where: str) -> tuple[str, str]:
    """(the text, its encoding). Raises CouldNotRead where no encoding fits."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                if encoding != "utf-8-sig":
                    raise CouldNotRead("The text is damaged.", where=where) from None
                return data[3:].decode("cp1252", "replace"), "mixed"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:200_000]).best()
        if best is None or ("utf_16" not in best.encoding and "utf_32" not in best.encoding):
            raise CouldNotRead("The text is in no encoding that can be told.", where=where)
        try:
            return data.decode(best.encoding), best.encoding
        except UnicodeDecodeError:
            raise CouldNotRead("The text is damaged.", where=where) from None
    return data.decode("cp1252", "replace"), "cp1252"


def delimiter_of(content: str, name: str) -> str:
    """The sign between cells: by the name for .tsv, else the one that gives the first lines most, evenly."""
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    lines = [line for line in content[:20_000].splitlines()[:50] if line.strip()]
    scores = {}
    for sign in (",", "\t", ";", "|"):
        counts = Counter(len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=sign) if row)
        width, often = counts.most_common(1)[0] if counts else (1, 0)
        scores[sign] = (width > 1, often / max(1, len(lines)), width)
    best = max(scores, key=lambda sign: scores[sign])
    return best if scores[best][0] else ","


def rows_of(content: str, sign: str, where: str) -> Iterator[list[str]]:
    """The rows; a quote that never ends is a damaged file."""
    csv.field_size_limit(10_000_000)
    try:
        yield from csv.reader(io.StringIO(content, newline=""), delimiter=sign)
    except csv.Error:
        raise CouldNotRead("The rows of the table could not be told apart.", where=where) from None


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    content, encoding = decoded(opened.data, where)
    controls = CONTROL.findall(content)
    if controls:
        yield found("control_characters", where, count=len(controls))
    unseen = UNSEEN.findall(content)
    if unseen:
        yield found("control_characters", f"{where}, signs without width", count=len(unseen))
    if encoding == "mixed" or (
        encoding == "cp1252" and re.search("[\u0080-\u00bf]{1}", content) and _mixed(opened.data)
    ):
        yield found("mixed_encoding", where)
    if where.lower().endswith(".txt") and not _tabular(content):
        return
    sign = delimiter_of(content, where)
    running, widths, gaps = 0, Counter[int](), 0
    gathered: list[list[str]] = []
    first, sample, total, blank = "", "", 0, False
    stray: list[int] = []
    header: int | None = None
    for number, row in enumerate(rows_of(content.replace("\x00", ""), sign, where), 1):
        if total % 4096 == 0:
            context.budget.spend(0, where)
        if not any(cell.strip() for cell in row):
            blank = True
            continue
        if blank and total:
            gaps += 1
        blank = False
        total += 1
        for column, cell in enumerate(row):
            if len(cell) > 1 and FORMULA.match(cell):
                running += 1
                if not first:
                    first, sample = f"{_letter(column)}{number}", cell
        filled = max((i for i, cell in enumerate(row, 1) if cell.strip()), default=0)
        widths[len(row)] += 1
        if header is None and filled > 1:
            header = len(row)
        elif header is not None and filled > header:
            stray.append(number)
        if len(gathered) < ROWS_CHECKED:
            gathered.append(row)
    if running:
        mend = "A spreadsheet would run these cells: write plain text."
        place = Place(cells=first)
        yield found(
            "formulas", f"{where}, {first}", count=running, sample=sample, severity="serious", mend=mend, place=place
        )
    if stray:
        yield found("stray_columns", f"{where}, row {stray[0]}", count=len(stray), place=Place(cells=f"A{stray[0]}"))
    elif len(widths) > 1:
        yield found("stray_columns", f"{where}, rows of {min(widths)} to {max(widths)} cells", severity="info")
    if gaps:
        yield found("several_tables", where, count=gaps + 1)
    yield from context.rows_check(gathered, where, Place(), total)


def _tabular(content: str) -> bool:
    lines = [line for line in content.splitlines()[:50] if line.strip()]
    return any(sum(1 for line in lines if line.count(s) >= 2) > 0.8 * len(lines) > 1 for s in ",\t;|")


def _mixed(data: bytes) -> bool:
    """Whether some lines are UTF-8 beyond ASCII and others are not UTF-8."""
    good = bad = False
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good = True
        except UnicodeDecodeError:
            bad = True
        if good and bad:
            return True
    return False


def _letter(column: int) -> str:
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def text(opened: Opened) -> str:
    return decoded(opened.data, opened.name)[0]
