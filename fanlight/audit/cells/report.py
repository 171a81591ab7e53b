"""What an audit found in words: a summary without a count, and the whole, which is internal."""

from __future__ import annotations

import html as markup
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fanlight.audit.cells.result import CellAudit, State
from fanlight.audit.cells.steps import steps_of
from fanlight.tables.text.counted import counted

WHOLE = "whole-number tables"
VERDICTS = {
    "safe": f"Proved safe: for every protected figure there are {WHOLE} on both sides.",
    "exposed": "Not safe.",
    "not_proved": "Not proved safe.",
}
MOST = 2_000
"""Figures told one by one; those that fail come first."""

OWN = "{} by a contributor, who knows its own part, or in a sum of one contributor's amounts"

SHOWN = 20
"""Figures told one by one on the screen."""


def summary(found: CellAudit) -> list[str]:
    """A few lines that name cells and no count."""
    verdict = VERDICTS[found.verdict].replace(WHOLE, _tables(found))
    lines = [f"{verdict} Knowledge {found.knowledge}."]
    protected = int((found.states != State.NONE).sum())
    are = "is" if len(found.cells) == 1 else "are"
    lines.append(f"{counted(len(found.cells), 'figure')} {are} withheld, {protected:,} of them protected.")
    internal = found.internal
    none = found.given_low[:0]
    for cells, words in (
        (found.cells[found.exact], "can be worked out exactly"),
        (found.cells[found.proved_low & ~found.exact], "can be told to be low"),
        (found.cells[found.states == State.FAILED], "fall short of what is required|falls short of what is required"),
        (found.cells[found.states == State.NOT_PROVED], "are proved neither way|is proved neither way"),
        (internal.failed if internal else none, OWN.format("can be worked out too closely")),
        (internal.unproved if internal else none, OWN.format("may be worked out too closely")),
        (found.given_low, "are given although a rule protects them|is given although a rule protects it"),
    ):
        if len(cells):
            words = words.split("|")[-1 if len(cells) == 1 else 0]
            first = "; ".join(found.public.name(int(cell)) for cell in cells[:3])
            lines.append(f"{len(cells):,} {words}: {first}{' …' if len(cells) > 3 else ''}")
    lines += found.grouped.lines(found.public.name) if found.grouped else []
    return lines + _unsure(found) + [f"Assumed: {sentence}" for sentence in found.assumptions]


def worked_out(found: CellAudit) -> list[str]:
    """What anybody can work out about the withheld figures, the worst first: exact ones, those that are proved low, then by
    how closely they are known.

    Only of an audit from what is published: with the true counts at hand, what they are compared with is perhaps not out
    yet, and their intervals are told where the internal ones are.
    """
    if not len(found.cells):
        return []
    if found.requirements.values is not None:
        return [
            "What can be worked out about each withheld figure stands in the audit's JSON and report. Both are internal."
        ]
    down, up = found.lower.astype(np.float64), found.upper.astype(np.float64)
    rank = np.where(found.exact, 0, np.where(found.proved_low, 1, 2))
    order = np.lexsort((np.arange(len(rank)), up - down, rank))
    lines = ["What anybody can work out about the withheld figures:"]
    for column in order[:SHOWN].tolist():
        lines.append(f"  {found.public.name(int(found.cells[column]))}: {_words(found, found.interval(column))}")
    if len(order) > SHOWN:
        lines.append(f"  … and {len(order) - SHOWN:,} more: the audit's JSON and report have them all.")
    return lines


def _unsure(found: CellAudit) -> list[str]:
    """Without the true counts every figure that may be low is held to what a low one needs: said where that alone, or
    perhaps, makes the verdict."""
    if found.requirements.values is not None or found.verdict == "safe":
        return []
    sure = (found.states == State.FAILED) & (found.lower >= 1) & (found.upper < found.requirements.threshold)
    if len(found.given_low) or sure.any():
        return []
    return [
        "Without the true counts a figure that is withheld only to protect others cannot be told from a low one, and every "
        "figure that may be low is held to what a low one needs. So a table that was proved safe with its true counts may be "
        "called unsafe here: give them too for a verdict on the low ones alone."
    ]


def written(found: CellAudit, *, html: bool, certificate: str | None = None, picture: str = "") -> str:
    """What can be worked out about each withheld figure, and how. Internal: it says what must not be known.

    `certificate`: the SHA-256 of the certificate that was written with it, by which it can be told from any other.
    `picture`: the table as an SVG element, for the page.
    """
    head = summary(found) + ([f"SHA-256 of the certificate: {certificate}"] if certificate else [])
    entries = [(found.public.name(int(found.cells[column])), *_said(found, column)) for column in _order(found)]
    left = len(found.cells) - len(entries)
    if html:
        return _page(head, entries, left, picture)
    lines = ["INTERNAL: never give this out.", "", *head, ""]
    for name, said, how in entries:
        lines.append(f"{name}: {said}")
        lines += [f"    {line}" for line in how]
    if left:
        lines.append(f"… and {left:,} more that meet what is required or have no requirement.")
    return "\n".join(lines) + "\n"


def _order(found: CellAudit) -> list[int]:
    rank = np.where(
        found.states == State.FAILED, 0, np.where(found.exact, 1, np.where(found.states == State.NOT_PROVED, 2, 3))
    )
    order = np.argsort(rank, kind="stable")
    bad = int((rank < 3).sum())
    return [int(column) for column in order[: max(MOST, bad)]]


def _words(found: CellAudit, entry: Mapping[str, Any]) -> str:
    """What can be worked out about a figure, and whether that is too much. `entry`: as `CellAudit.interval` gives it."""
    lo, hi = entry["lo"], entry["hi"]
    if lo is not None and lo == hi:
        said = f"anybody can work out that it is {lo}."
    elif hi is None:
        said = f"nobody can tell more than that it is {lo} or more." if lo is not None else "nothing bounds it."
    elif lo is None:
        said = f"nobody can tell more than that it is {hi} or less."
    else:
        said = f"it lies from {lo} to {hi}."
    if entry["kind"] != "whole-number" and hi is not None and lo is not None:
        low, high = entry["reached"]
        tables = _tables(found)
        said += f" {tables[0].upper()}{tables[1:]} have it from {low} to {high}; the rest is not decided."
    return (
        said
        + {
            "none": "",
            "met": " That is wide enough.",
            "failed": " That is too close.",
            "not proved": " Whether that is wide enough is not proved.",
        }[entry["requirement"]]
    )


def _said(found: CellAudit, column: int) -> tuple[str, list[str]]:
    entry = found.interval(column)
    lo, hi = entry["lo"], entry["hi"]
    said = _words(found, entry)
    how = []
    if entry["requirement"] == "failed" or (lo is not None and lo == hi):
        how = explained(found, column)
        if entry["proof"] == "exhaustive search":
            how.append(f"A search through all {_tables(found)} ends without one that goes further.")
    return said, how


def _tables(found: CellAudit) -> str:
    """What tables prove something are called."""
    return f"tables in whole multiples of {found.public.unit}" if found.public.places else WHOLE


def explained(found: CellAudit, column: int) -> list[str]:
    """How a bound on a figure follows from what is given, in sentences."""
    said = []
    steps = steps_of(found, column)
    for number, step in enumerate(steps, start=1):
        name = found.public.name(int(found.cells[step["cell"]]))
        side = "at most" if step["side"] == "hi" else "at least"
        sums = step["sums"]
        if not sums:
            source = "this is known beforehand"
        elif len(sums) == 1:
            source = f"from {_sum_words(sums[0][0])}"
        else:
            shown = "; ".join(f"{weight} times {_sum_words(name)}" for name, weight in sums[:6])
            more = f"; and {len(sums) - 6} more" if len(sums) > 6 else ""
            source = f"by adding up {shown}{more}"
        said.append(f"{number}. {name} is {side} {found.public.told(step['bound'])}: {source}.")
    if len(said) > 12:
        said = [*said[:6], f"… {len(said) - 11} more steps …", *said[-5:]]
    return said


def _sum_words(name: Sequence[Any]) -> str:
    if len(name) == 1:
        return f"sum {name[0]} of the file"
    return f"the sum over {name[0]} for {', '.join(name[1])}"


def _page(lines: Sequence[str], entries: Sequence[tuple[str, str, Sequence[str]]], left: int, picture: str) -> str:
    esc = markup.escape
    rows = "\n".join(
        f"<tr><th scope='row'>{esc(name)}</th><td>{esc(text)}{''.join(f'<br>{esc(line)}' for line in how)}</td></tr>"
        for name, text, how in entries
    )
    head = "".join(f"<p>{esc(line)}</p>" for line in lines)
    more = f"<p>… and {left:,} more that meet what is required or have no requirement.</p>" if left else ""
    shown = f"<figure>{picture}</figure>" if picture else ""
    return (
        "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>Audit: what can be worked out</title>"
        "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #bbb;padding:.4rem;text-align:left;"
        "vertical-align:top}figure{margin:1rem 0;overflow-x:auto}.internal{background:#fde8e8;border-left:6px solid #b00020;padding:.6rem}</style></head><body>"
        "<h1>What can be worked out about each withheld figure, and how</h1>"
        "<p class='internal'><strong>Internal.</strong> Never give this out: it says what must not be known.</p>"
        f"{head}{shown}<table><thead><tr><th scope='col'>Figure</th><th scope='col'>What anybody can work out</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{more}</body></html>\n"
    )
