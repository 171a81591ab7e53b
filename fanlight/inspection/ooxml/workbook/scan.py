"""A worksheet's rows in one pass, in bounded memory.

A row of plain cells is not parsed: without its digits it looks like thousands of others, so each such skeleton is
read once (against the grammar of plain rows) and then only counted. A row is parsed where its skeleton is not plain,
where it can hide something, and among the first rows, which are kept. A part that is not written plainly at all is
parsed as XML throughout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.ooxml.package.encodings import as_utf8
from fanlight.inspection.ooxml.workbook.cells import column_number
from fanlight.inspection.ooxml.workbook.skeleton import Skeleton, patterns_of, read_skeleton
from fanlight.inspection.opened import Stream, attribute, parse_xml, rooted

ROOTS = ("worksheet", "macrosheet", "dialogsheet", "chartsheet")
TRUE = {"1", "true", "on"}
LOW = 1.0
"""A row of one point shows nothing."""
KEPT_ROWS = 2_000
KEPT_CELLS = 60_000
MOST_SKELETONS = 4_000
LONGEST_GAP = 1 << 23
DIGITS = b"0123456789.-+"

OUTSIDE = re.compile(
    r"\[\d+\][^\[\]!]*!|\[[^\[\]]+\.(?:xl\w*|ods|csv)\]|(?<![A-Za-z0-9_.])(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|"
    r"IMPORT(?:DATA|XML|HTML|FEED|RANGE)|DDE|STOCKHISTORY|CUBE\w+|FILTERXML|SQL\.REQUEST|EXEC|PY)\s*\("
    r"|[\w.]+\|'?[^!]*'?!|\\\\|file:|[A-Za-z]:\\|of:=?'?file|'https?:",
    re.IGNORECASE,
)
"""A formula that reads another file, a service or a connection."""
_OUTSIDE_BYTES = re.compile(
    rb"\[\d+\]|\.xl|\.ods|WEBSERVICE|RTD\(|CALL|REGISTER|IMPORT|DDE|STOCKHISTORY|CUBE|FILTERXML|SQL\.REQUEST|EXEC|PY\("
    rb"|\||\\\\|file:|:\\|'https?:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `kind` is its type ("s", "n", "str" …), `value` as text ("" where empty), `formula` None without."""

    row: int
    column: int
    style: int
    kind: str
    value: str
    formula: str | None
    string: int = -1


@dataclass(frozen=True, slots=True)
class Row:
    """A hidden row: how many cells it fills, and its level in a group."""

    number: int
    filled: int
    level: int


@dataclass
class Scan:
    """What a sheet's rows hold. `root` is the sheet's XML without its rows."""

    root: Any = None
    rows: int = 0
    filled: int = 0
    columns: Counter[int] = field(default_factory=Counter)
    first_row: int = 0
    last_row: int = 0
    gaps: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[Row] = field(default_factory=list)
    sized: int = 0
    """Rows that say whether they are hidden, or how high they are."""
    formulas: int = 0
    comments: int = 0
    strings: set[int] = field(default_factory=set)
    misplaced: int = 0
    """Cells and rows that come twice, or under another's number: what one program shows, another does not."""


class Scanner:
    """`strings`: the shared strings' texts; `hiding`: styles, `veiled`: strings, whose cells must be parsed; `every`:
    parse all cells."""

    def __init__(self, strings: Any, hiding: set[int], veiled: set[int], *, every: bool = False) -> None:
        self.strings = strings
        self.hiding = hiding
        self.veiled = veiled
        self.scan = Scan()
        self.kept: dict[tuple[int, int], Cell] = {}
        self.complete = True
        self._skeletons: dict[bytes, Skeleton] = {}
        self._number = 0
        self._latest = 0
        hidden = b"|".join(str(i).encode() for i in sorted(hiding))
        self._hiding = re.compile(rb' s="(?:' + hidden + rb')"') if hiding else None
        self._all_parsed = every or 0 in hiding
        veil = b"|".join(str(i).encode() for i in sorted(veiled)[:2000])
        self._veiled = re.compile(rb">(?:" + veil + rb")</(?:\w+:)?v>") if veiled else None

    def cells(self, stream: Stream) -> Iterator[Cell]:
        """Every cell that had to be parsed; the rest is counted in `scan`. `kept` holds the first rows."""
        source = as_utf8(stream)
        head = b""
        while True:
            match = re.search(rb"<((?:[\w.-]+:)?)sheetData(\s*/?)>", head)
            if match or len(head) > LONGEST_GAP:
                break
            chunk = next(source, None)
            if chunk is None:
                break
            head += chunk
        if match is None:  # no rows, or a prologue beyond reason
            rest = head + b"".join(source)
            self.scan.root = rooted(parse_xml(rest, "worksheet"), "worksheet", *ROOTS)
            yield from self._cells_of(self.scan.root)
            return
        opening = re.search(rb"<(?:[\w.-]+:)?(?:worksheet|macrosheet|dialogsheet)\b[^>]*>", head[: match.start()])
        if opening is None:
            raise CouldNotRead("A part is not what its place says.", where="worksheet")
        prefix = match[1]
        before, body = head[: match.start()], head[match.end() :]
        self.scan.comments += before.count(b"<!--") + before.count(b"<?")
        wrapper = opening[0], prefix
        if match[2].strip() == b"/":
            tail = body + b"".join(source)
        else:
            tail = yield from self._body(body, source, wrapper)
        self.scan.comments += tail.count(b"<!--") + tail.count(b"<?")
        self.scan.root = parse_xml(before + b"<" + prefix + b"sheetData/>" + tail, "worksheet")
        self._settle()

    def _body(self, body: bytes, source: Iterator[bytes], wrapper: tuple[bytes, bytes]) -> Any:
        prefix = wrapper[1]
        end_row, end_data = b"</" + prefix + b"row>", b"</" + prefix + b"sheetData"
        rest = body
        while True:
            cut = rest.rfind(end_row)
            if cut >= 0:
                cut += len(end_row)
                stop = rest.find(end_data)
                if 0 <= stop < cut:  # a later table of another sheet cannot follow: the XML is not what it seems
                    raise CouldNotRead("The rows are not well-formed.", where="worksheet")
                yield from self._chunk(rest[:cut], wrapper)
                rest = rest[cut:]
            stop = rest.find(end_data)
            if stop >= 0:
                if rest[:stop].strip():
                    yield from self._parsed(rest[:stop], wrapper)
                after = rest.find(b">", stop)
                return rest[after + 1 :] + b"".join(source)
            if len(rest) > LONGEST_GAP:
                # Empty rows without end, or one row beyond reason: whole rows are let through, the rest waits.
                cut = rest.rfind(b"/>", 0, -1)
                opened = rest.rfind(b"<" + prefix + b"row ", 0, cut if cut > 0 else None)
                if b"<" + prefix + b"c" in rest or cut < 0 or opened < 0 or b">" in rest[opened : cut + 1]:
                    raise CouldNotRead("A row is too large to read.", where="worksheet", check="too_large")
                yield from self._parsed(rest[: cut + 2], wrapper)
                rest = rest[cut + 2 :]
            chunk = next(source, None)
            if chunk is None:
                raise CouldNotRead("The rows end too soon.", where="worksheet")
            rest += chunk

    def _chunk(self, chunk: bytes, wrapper: tuple[bytes, bytes]) -> Iterator[Cell]:
        prefix = wrapper[1]
        end_row = b"</" + prefix + b"row>"
        number = patterns_of(prefix).number
        if (
            self._all_parsed
            or (self._number < KEPT_ROWS and len(self.kept) < KEPT_CELLS)
            or b"<!" in chunk
            or b"<?" in chunk
        ):
            yield from self._parsed(chunk, wrapper)
            return
        look = self._hiding is not None and self._hiding.search(chunk) is not None
        look = look or (self._veiled is not None and self._veiled.search(chunk) is not None)
        outside = b"<" + prefix + b"f" in chunk and _OUTSIDE_BYTES.search(chunk) is not None
        shapes = chunk.translate(None, DIGITS).split(end_row)
        if len(self.scan.strings) < self.strings.count:  # until all have been met
            self.scan.strings.update(map(int, set(patterns_of(prefix).strings.findall(chunk))))
        if not look and not outside and self._all_alike(chunk, shapes, prefix):
            return
        rows = chunk.split(end_row)
        known = self._skeletons
        waiting: list[bytes] = []
        for row, shape in zip(rows, shapes, strict=True):
            skeleton = known.get(shape)
            if skeleton is None:
                skeleton = self._learn(shape, prefix)
            if not skeleton.plain or (look and self._must_look(row)) or (outside and _OUTSIDE_BYTES.search(row)):
                waiting.append(row)
                continue
            match = number.match(row)
            if match is None:
                if row:
                    waiting.append(row)
                continue
            if waiting:
                yield from self._parsed(end_row.join(waiting) + end_row, wrapper)
                waiting = []
            here = int(match[1])
            skeleton.times += 1
            self.complete = self.complete and not skeleton.filled
            self._passed(here, skeleton.filled)
            if skeleton.special:
                self._sized(here, _attributes(match[2]), skeleton.filled)
        if waiting and any(waiting):
            tail = end_row if waiting[-1] else b""
            yield from self._parsed(end_row.join(waiting) + tail, wrapper)

    def _all_alike(self, chunk: bytes, shapes: list[bytes], prefix: bytes) -> bool:
        """Counts a whole chunk at once where all its rows are plain, filled and follow on one another."""
        counts = Counter(shapes[:-1])
        if shapes[-1].strip() or len(counts) > MOST_SKELETONS // 2:
            return False
        numbers = patterns_of(prefix).numbers.findall(chunk)
        first, last, many = int(numbers[0]), int(numbers[-1]), len(shapes) - 1
        if last - first + 1 != many or len(numbers) != many or not 0 < first - self.scan.last_row <= 50:
            return False
        if len(self._skeletons) + len(counts) >= MOST_SKELETONS:
            self._settle()
        known = [(self._skeletons.get(shape) or self._learn(shape, prefix), times) for shape, times in counts.items()]
        if not all(one.plain and one.filled for one, _ in known):
            return False
        special = sum(times for one, times in known if one.special)
        if special and patterns_of(prefix).hidden.search(chunk):
            return False
        self.scan.sized += special
        for one, times in known:
            one.times += times
            self.scan.filled += one.filled * times
        self.scan.rows += many
        self.scan.first_row = self.scan.first_row or first
        self.scan.misplaced += first <= self._latest
        self.scan.last_row = self._number = self._latest = last
        self.complete = False
        return True

    def _must_look(self, row: bytes) -> bool:
        return bool(self._hiding and self._hiding.search(row)) or bool(self._veiled and self._veiled.search(row))

    def _learn(self, shape: bytes, prefix: bytes) -> Skeleton:
        if len(self._skeletons) >= MOST_SKELETONS:
            self._settle()
        skeleton = read_skeleton(shape, prefix)
        self._skeletons[shape] = skeleton
        return skeleton

    def _settle(self) -> None:
        """Adds what the skeletons counted to the columns."""
        for skeleton in self._skeletons.values():
            for column in skeleton.columns:
                self.scan.columns[column] += skeleton.times
            self.scan.formulas += skeleton.formulas * skeleton.times
        self._skeletons.clear()

    def _passed(self, number: int, filled: int) -> None:
        scan = self.scan
        scan.misplaced += number <= self._latest
        self._number = self._latest = number
        scan.rows += 1
        if filled:
            if scan.last_row and number - scan.last_row > 50:
                scan.gaps.append((scan.last_row, number))
            scan.first_row = scan.first_row or number
            scan.last_row = max(number, scan.last_row)
            scan.filled += filled

    def _sized(self, number: int, given: dict[str, str], filled: int) -> None:
        self.scan.sized += "ht" in given or "hidden" in given
        if row_hidden(given):
            self.scan.hidden.append(Row(number, filled, _whole(given.get("outlineLevel", "0"))))

    def _parsed(self, rows: bytes, wrapper: tuple[bytes, bytes]) -> Iterator[Cell]:
        opening = wrapper[0]
        self.scan.comments += rows.count(b"<!--") + rows.count(b"<?")
        name = re.match(rb"<([\w.:-]+)", opening)
        assert name is not None
        root = parse_xml(opening + rows + b"</" + name[1] + b">", "worksheet")
        yield from self._cells_of(root)

    def _cells_of(self, root: Any) -> Iterator[Cell]:
        for row in root.iter("{*}row"):
            number = _whole(attribute(row, "r")) or self._number + 1
            self._number = number
            filled, column = 0, 0
            places: set[int] = set()
            for element in row:
                if not isinstance(element.tag, str) or not element.tag.endswith("}c"):
                    continue
                reference = re.match(r"([A-Za-z]+)(\d*)", element.get("r") or "")
                column = _column(reference[1]) if reference else column + 1
                stray = reference is not None and reference[2] not in {"", str(number)}
                self.scan.misplaced += column in places or stray
                places.add(column)
                cell = self._cell(element, number, column)
                if cell.formula is not None:
                    self.scan.formulas += 1
                if cell.value:
                    filled += 1
                    self.scan.columns[column] += 1
                    if len(self.kept) < KEPT_CELLS and number <= KEPT_ROWS:
                        self.kept[number, column] = cell
                    else:
                        self.complete = False
                if cell.value or cell.formula is not None:
                    yield cell
            self._passed(number, filled)
            self._sized(number, dict(row.attrib), filled)

    def _cell(self, element: Any, row: int, column: int) -> Cell:
        kind, value, formula, index = element.get("t") or "n", "", None, -1
        for child in element:
            tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            if tag == "v":
                value = child.text or ""
            elif tag == "f":
                formula = child.text or ""
            elif tag == "is":
                value = "".join(t.text or "" for t in child.iter("{*}t") if not t.getparent().tag.endswith("}rPh"))
                if kind != "inlineStr" and value:
                    self.scan.comments += 1  # a text that the cell's type does not show
                kind = "inlineStr"
        if kind == "s" and value:
            index = _whole(value)
            self.scan.strings.add(index)
            value = self.strings.text(index)
        return Cell(row, column, _whole(element.get("s") or "0"), kind, value, formula, index)


def row_hidden(given: dict[str, str]) -> bool:
    """Whether a row's attributes hide it, or leave it no height."""
    try:
        flat = "ht" in given and float(given["ht"]) <= LOW
    except ValueError:
        flat = False
    return given.get("hidden", "") in TRUE or flat


def _attributes(text: bytes) -> dict[str, str]:
    return {k.decode(): v.decode() for k, v in re.findall(rb'([\w:]+)="([^"]*)"', text)}


def _column(letters: str) -> int:
    return column_number(letters)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0
