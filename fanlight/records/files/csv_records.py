"""CSV as people keep it, read record by record: slower than the database's reader, and right about every line.

The quick reader gives up on mixed line endings or an open quotation mark, and cannot say on which line of the file a
record stands after a line break inside a value. Here one damaged line costs that line alone.
"""

from __future__ import annotations

import csv
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, CouldNotRead

Record = tuple[int, list[str]]
Unreadable = list[tuple[int, str, str]]
"""(line, reason, the line's text)"""
Fits = Callable[[Sequence[str]], bool]
DELIMITERS = (",", ";", "\t", "|")
MOST_LINES = 200  # lines in one record: a quotation mark open for longer was never closed
MOST_TEXT = 4_000_000  # code points in one record
LOOK = 20  # records among which the header is looked for: a title may stand above it


def declares_delimiter(line: str) -> bool:
    """Whether a line only tells a spreadsheet which delimiter follows ("sep=;")."""
    return len(line) == 5 and line.lower().startswith("sep=")


def delimiter_of(path: Path) -> str:
    """The delimiter, by the first line with ink."""
    with path.open(encoding="utf-8-sig", errors="replace", newline=None) as file:
        first = next((line.rstrip("\n") for line in file if line.strip()), "")
    if declares_delimiter(first):
        return first[4]
    counts = {mark: len(next(csv.reader([first[:100_000]], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


def records(path: Path, delimiter: str, unreadable: Unreadable) -> Iterator[Record]:
    """(line, values) of each record of a UTF-8 file; a line that is none goes to `unreadable`."""
    csv.field_size_limit(2 * MOST_TEXT)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        numbered = enumerate(file, start=1)
        waiting: deque[tuple[int, str]] = deque()
        while (first := waiting.popleft() if waiting else next(numbered, None)) is not None:
            line, text = first
            plain = text.rstrip("\r\n")
            if not plain.strip() or (line == 1 and declares_delimiter(plain)):
                continue
            if "\0" in plain:
                unreadable.append((line, "the line holds NUL bytes", ""))
            elif len(plain) > MOST_TEXT:
                unreadable.append((line, "the line is longer than any record", plain[:200]))
            else:
                values, taken = _whole(plain + "\n", delimiter, numbered, waiting)
                if values is None:
                    waiting.extendleft(reversed(taken))
                    unreadable.append((line, "a quotation mark is opened and not closed", plain))
                else:
                    yield line, values


def _whole(
    joined: str, delimiter: str, numbered: Iterator[tuple[int, str]], waiting: deque[tuple[int, str]]
) -> tuple[list[str] | None, list[tuple[int, str]]]:
    """The record that begins with `joined`, with the further lines taken for it; None where it has no end."""
    taken: list[tuple[int, str]] = []
    while True:
        if not _open(joined, delimiter):
            # A record of several lines has to be quoted rightly; within one line a stray mark is only a character.
            try:
                return next(csv.reader([joined], delimiter=delimiter, strict=bool(taken)), [""]), taken
            except csv.Error:
                return None, taken
        more = waiting.popleft() if waiting else next(numbered, None)
        if more is None:
            return None, taken
        taken.append(more)
        joined += more[1].rstrip("\r\n") + "\n"
        if len(taken) >= MOST_LINES or len(joined) > MOST_TEXT:
            return None, taken


def _open(joined: str, delimiter: str) -> bool:
    """Whether the text ends inside quotation marks: only there may more follow its last line's end."""
    try:
        next(csv.reader([joined + "x"], delimiter=delimiter))
    except csv.Error:
        return False
    return True


def header_names(values: Sequence[str], *, where: str) -> list[str]:
    """Column names: blanks at the end dropped, a blank between named by its place. Raises `BadInput` for two alike."""
    own = [value.strip() for value in values]
    while own and not own[-1]:
        own.pop()
    names = [name or f"column {at}" for at, name in enumerate(own, start=1)]
    twice = [name for at, name in enumerate(names) if name.lower() in {other.lower() for other in names[:at]}]
    if twice:
        raise BadInput(
            f"Two columns are called “{twice[0]}”.",
            where=where,
            next_step="Rename or take out one of them in the file.",
        )
    return names


def load(
    db: Any, found: Iterable[Record], scratch: Path, fits: Fits, *, where: str, unreadable: Unreadable
) -> tuple[list[str], list[str]]:
    """Puts records into the temporary table `raw` (`_row`, `_line`, then the columns as text).

    The header is the first of twenty records that `fits`, else the first. Gives the columns, and what to report of the
    file. A record with another number of values than the header goes to `unreadable`. Raises `BadInput` where two
    columns have one name, `CouldNotRead` where there is no text at all.
    """
    stream = iter(found)
    looked = list(itertools.islice(stream, LOOK))
    if not looked or any(mark < " " or mark == "\ufffd" for value in looked[0][1] for mark in value.strip()):
        raise CouldNotRead("This is no table of text.", where=where)
    at = next((n for n, (_, values) in enumerate(looked) if fits(values)), 0)
    notes = [f"The header is on line {looked[at][0]}; what stands above it was passed over."] if at else []
    names = header_names(looked[at][1], where=where)
    wide = len(looked[at][1])
    place = scratch / "careful.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line, values in itertools.chain(looked[at + 1 :], stream):
            if len(values) not in (wide, len(names)) or any(v.strip() for v in values[len(names) :]):
                reason = f"the line has {len(values)} values, the header {len(names)}"
                unreadable.append((line, reason, "; ".join(values)[:2000]))
            else:
                writer.writerow([line, *values[: len(names)]])
    columns = ", ".join(_literal(name) + ": 'VARCHAR'" for name in ["_line", *names])
    db.execute(
        "CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS _row, "
        "* REPLACE (CAST(_line AS BIGINT) AS _line) FROM read_csv(?, header=false, auto_detect=false, delim=',', "
        f"quote='\"', escape='\"', max_line_size={5 * MOST_TEXT}, parallel=false, columns={{{columns}}})",
        [str(place)],
    )
    return names, notes


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
