"""The letter's PDF and the workbooks, read back after they are written: every text and every cell stands there, whole, in its
place, and nothing lies over anything else. What does not hold stops the draft."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fanlight.documents import content
from fanlight.documents.columns import Part, parts
from fanlight.documents.content import Block, Letter, Workbook
from fanlight.documents.letter_html import figure
from fanlight.documents.words import sheet_name
from fanlight.errors import FanlightError
from fanlight.tables.layout import grid
from fanlight.tables.text.legible import shown

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the page's lower left corner."""

FOOT = 60.0
"""Below this height, in points, stands the foot of the page alone."""
NEAR = 1.5
"""How far, in points, edges that should meet may lie apart, and boxes beside one another may touch."""


class Unreadable(FanlightError):
    """A written document does not show what it should."""

    code = "unreadable"
    exit_code = 1


def check_letter_pdf(data: bytes, letter: Letter) -> None:
    """Raises `Unreadable` naming what is lost, cut off or printed over, by its place in the letter and never by a figure."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        read = _Read()
        for number, page in enumerate(pdf, start=1):
            _check_boxes(page, number)
            _read_page(page, number, read)
    _check_characters(read, letter)
    for block in letter.blocks:
        if isinstance(block, content.TableHere):
            table = next(one for one in letter.tables if one.number == block.number)
            cut = parts(grid(table))
            for part in cut:
                _check_part(read, part, f"table {table.number}")
        else:
            for text in _texts(block):
                _check_text(read, text)
    for text in letter.sign_off:
        _check_text(read, text)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case content.Heading(text=text) | content.Paragraph(text=text):
            yield text
        case content.Bullets(items=items):
            yield from items
        case content.Quoted(lines=lines):
            yield from (words for _, words in lines)
        case content.Facts(pairs=pairs):
            for term, words in pairs:
                yield from (term, words)
        case content.Link(text=text, before=before, after=after):
            yield before + text + after


@dataclass
class _Read:
    """What a reader of the whole document sees: its characters in order, each with its page and box. `numbers` are the characters
    that are shown by their number. `at` is where the next text is looked for."""

    text: str = ""
    places: list[tuple[int, Box]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    at: int = 0


def _read_page(page: Any, number: int, read: _Read) -> None:
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    read.seen |= set(unicodedata.normalize("NFKC", text))
    pieces = []
    for index in range(text_page.count_chars()):
        code = _squeezed(chr(_code(text_page, index)))
        if not code:
            continue
        box = text_page.get_charbox(index)
        if box[3] < FOOT:
            continue
        pieces.append(code)
        read.places += [(number, box)] * len(code)
    text = "".join(pieces)
    read.numbers |= set(_NUMBER.findall(text))
    kept = [at for found in _NOT_A_NUMBER.finditer(text) if found[1] for at in range(*found.span())]
    own = read.places[len(read.text) :]
    read.places[len(read.text) :] = [own[at] for at in kept]
    read.text += "".join(text[at] for at in kept)
    text_page.close()


def _code(text_page: Any, index: int) -> int:
    import pypdfium2.raw as raw

    return int(raw.FPDFText_GetUnicode(text_page, index)) or 0xFFFD


_QUOTES = str.maketrans("“”„‘’‚", "\"\"\"'''")
_NUMBER = re.compile(r"‹U\+[0-9A-F]{4,6}›")
_NOT_A_NUMBER = re.compile(rf"{_NUMBER.pattern}|(.)", re.DOTALL)
_LATIN = re.compile(r"[^!-~\u00a1-\u024f\u2010-\u203a€•]|[\u00ad\u2010-\u2011-]")


def _squeezed(text: str) -> str:
    """What can be compared: letters, figures and signs without spaces and hyphens. A script whose letters change with their
    neighbours is looked for letter by letter elsewhere."""
    return _LATIN.sub("", unicodedata.normalize("NFKC", text).translate(_QUOTES))


def _wanted(text: str) -> str:
    return _NUMBER.sub("", _squeezed(text))


def _check_text(read: _Read, text: str) -> None:
    wanted = _wanted(text)
    found = read.text.find(wanted, read.at)
    if found < 0:
        raise _stopped(f"the words that begin “{_begin(text)}” are missing or cut off")
    read.at = found + len(wanted)


def _check_characters(read: _Read, letter: Letter) -> None:
    """Every letter of any script is in the document, or its number is."""
    said = [text for block in letter.blocks for text in _texts(block)]
    said += [label for table in letter.tables for labels, _ in grid(table).rows for label in labels]
    for text in said:
        lost = [
            character
            for character in unicodedata.normalize("NFKC", text)
            if unicodedata.category(character)[0] in "LN"
            and character not in read.seen
            and shown(character) not in read.numbers
        ]
        lost += [number for number in _NUMBER.findall(text) if number not in read.numbers]
        if lost:
            raise _stopped(f"“{_begin(text)}” lacks the character {lost[0] if len(lost[0]) > 1 else shown(lost[0])}")


def _check_part(read: _Read, part: Part, name: str) -> None:
    """The rows follow one another without anything between, on each page below the headings, each figure under its own."""
    laid = part.grid
    heads = [_wanted(header) for header in laid.headers]
    start = read.text.find("".join(heads), read.at)
    if start < 0:
        raise _stopped(f"{name} lacks headings")
    edges = _boxes(read, start, heads)
    read.at = start + len("".join(heads))
    above: tuple[int, float] = (read.places[start][0], 1e9)
    for labels, cells in laid.rows:
        texts = [_wanted(text) for text in (*labels, *(figure(cell) for cell in cells))]
        row = f"{name}, the row “{', '.join(labels)}”"
        found = read.text.find("".join(texts), read.at)
        between = read.text[read.at : found] if found >= 0 else ""
        if found < 0 or (between and not between.endswith("".join(heads))):
            raise _stopped(f"{row} lacks a figure or its label, or something else stands in it")
        if between:
            edges = _boxes(read, found - len("".join(heads)), heads)
        boxes = _boxes(read, found, texts)
        _check_row(boxes, edges, laid.headers, row, laid.label_columns)
        page, low = read.places[found][0], min(box[1] for box in boxes if box)
        if page == above[0] and low >= above[1]:
            raise _stopped(f"{row} is not below the row before it")
        above = (page, low)
        read.at = found + len("".join(texts))


def _check_row(
    boxes: Sequence[Box | None], edges: Sequence[Box | None], headers: Sequence[str], row: str, labels: int
) -> None:
    for at, (box, head) in enumerate(zip(boxes, edges, strict=True)):
        if box is None or head is None:
            continue
        side = 0 if at < labels else 2
        if abs(box[side] - head[side]) > 2 * NEAR:
            raise _stopped(f"{row}: what belongs under “{headers[at]}” does not stand there")


def _boxes(read: _Read, start: int, texts: Sequence[str]) -> list[Box | None]:
    """The box around each of the texts that follow one another from `start`; None for one of which nothing is compared."""
    found: list[Box | None] = []
    for text in texts:
        own = [box for _, box in read.places[start : start + len(text)]]
        found.append(
            (min(b[0] for b in own), min(b[1] for b in own), max(b[2] for b in own), max(b[3] for b in own))
            if own
            else None
        )
        start += len(text)
    return found


def _check_boxes(page: Any, number: int) -> None:
    """Nothing leaves the page, and no text lies on another."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    boxes = sorted(
        (one.get_bounds() for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])), key=lambda box: -box[3]
    )
    for at, box in enumerate(boxes):
        if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height:
            raise _stopped(f"something on page {number} leaves the page")
        for other in boxes[at + 1 :]:
            if other[3] <= box[1]:
                break
            if _overlap(box, other):
                raise _stopped(f"two lines lie on one another on page {number}")


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    low = min(one[3] - one[1], other[3] - other[1])
    return across > NEAR and down > 0.4 * low


def _begin(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:40].rsplit(" ", 1)[0] + " …"


def check_workbook(data: bytes, book: Workbook, name: str) -> None:
    """Raises `Unreadable` where a sheet of the workbook (XLSX or ODS) does not hold a table's headings, labels and figures, row by
    row, and nothing below them."""
    import python_calamine

    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for table in book.tables:
        laid = grid(table)
        wanted = [list(laid.headers)]
        wanted += [[*labels, *(figure(cell) for cell in cells)] for labels, cells in laid.rows]
        rows = [[_cell(value) for value in row] for row in read.get_sheet_by_name(sheet_name(table)).to_python()]
        for row, held in zip(wanted, rows[-len(wanted) :], strict=False):
            if [_spaces(text) for text in row] != [_spaces(text) for text in held[: len(row)]]:
                labels = ", ".join(row[: laid.label_columns])
                raise _stopped(f"table {table.number}, the row “{labels}” is not as it should be", name)
        if len(rows) < len(wanted):
            raise _stopped(f"table {table.number} lacks rows", name)


def _cell(value: object) -> str:
    return f"{int(value):,}" if isinstance(value, float | int) else str(value)


def _spaces(text: str) -> str:
    return " ".join(text.split())


def _stopped(what: str, name: str = "letter.pdf") -> Unreadable:
    return Unreadable(
        f"This would not read as it should: {what}.",
        where=name,
        next_step="Shorten the table's labels or the text named here, and draft again.",
    )
