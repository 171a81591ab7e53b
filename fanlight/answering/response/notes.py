"""The notes page of the workbook: what is counted and how, what is withheld and why, shorthand, source."""

from __future__ import annotations

from datetime import date

from fanlight.answering.response import given
from fanlight.answering.response.composition import Composition
from fanlight.answering.words import day
from fanlight.documents.content import Note
from fanlight.law.wording import figures_explained
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN

WITHHELD = "Withheld figures"


def notes(parts: Composition) -> tuple[Note, ...]:
    """Notes in the order of the tables; what is withheld is explained once, in the letter's own words."""
    found: list[Note] = []
    for table in parts.ordered:
        name = f"Table {table.number}"
        for text in (table.unit_text, table.population_text, table.basis_text, table.period_text):
            if text:
                found.append(Note(f"{name}: what is counted", text))
        found += [Note(f"{name}: note", text) for text in table.notes]
        found += [Note(f"{name}: how it is given", sentence) for sentence in given.given_sentences(table)]
        if table.source:
            found.append(Note(f"{name}: source", table.source))
        if table.extracted:
            found.append(Note(f"{name}: date extracted", _day(table.extracted)))
    withheld = _withheld(parts)
    found += [*withheld, *(Note("Response", text) for text in parts.case.notes)]
    marks = {cell.mark for table in parts.ordered for cell in table.cells.values()}
    if CONFIDENTIAL in marks:
        why = f" The note on {WITHHELD.lower()} says why." if withheld else ""
        found.append(Note("Shorthand", f"{CONFIDENTIAL} confidential: the figure is withheld.{why}"))
    if NOT_SHOWN in marks:
        found.append(Note("Shorthand", f"{NOT_SHOWN} not applicable: no figure is meant to stand here."))
    return tuple(dict.fromkeys(found))


def _withheld(parts: Composition) -> list[Note]:
    covered = [(record, parts.covered_figures(record.questions)) for record in parts.records]
    return [
        Note(WITHHELD, figures_explained(figures, record, parts.case.decided)) for record, figures in covered if figures
    ]


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
