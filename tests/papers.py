"""Letters and workbooks of many shapes, to be written and looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fanlight.documents.content import Authority, Heading, Letter, Note, Paragraph, Quoted, TableHere, Workbook
from fanlight.tables.spec.table import Category
from fanlight.tables.stages import ReleasableTable, Shown
from tests import factories

AUTHORITY = Authority(
    "Wyrefordshire Constabulary",
    ("Freedom of Information team", "Police Headquarters", "Dunmere Road", "Wyreford WY1 1AA"),
    "foi@wyrefordshire.police.example",
    telephone="01632 960100",
)
KINDS = (
    "Violence without injury",
    "Threats to kill",
    "Racially or religiously aggravated public fear, alarm or distress",
    "Possession of an article with a blade or point",
    "Theft from the person",
    "Criminal damage to a building other than a dwelling",
    "Stalking and harassment",
    "Burglary – business and community",
    "Coercive and controlling behaviour in an intimate or family relationship",
    "Bicycle theft",
)
PLACES = ("Ashwick", "Nether Compton", "Wyreford Central and Docks", "Dunmere", "Great Hallowcombe", "Stoke-under-Wyre")
SHAPES = ((5, 10), (12, 10), (12, 80), (24, 80), (60, 10), (5, 400), (60, 80))
"""Columns of figures and rows."""


def table(columns: int, rows: int, *, number: int = 1, places: bool = False) -> ReleasableTable:
    """Rows by kind of offence; across, years or (`places`) areas, whose names are longer. Every eleventh figure is withheld."""
    made = factories.with_marks()
    offence, period = made.dimensions
    kinds = tuple(
        Category(f"k{n}", KINDS[n] if n < len(KINDS) else f"{KINDS[n % len(KINDS)]} {n}", offence.predicate("a"))
        for n in range(rows)
    )
    heads = tuple(
        Category(
            f"h{n}",
            f"{PLACES[n % len(PLACES)]}{'' if n < len(PLACES) else f' {n}'}" if places else str(1966 + n),
            period.predicate(period.codes[0]),
        )
        for n in range(columns)
    )
    keys = [(kind.code, head.code) for kind in kinds for head in heads]
    return replace(
        made,
        id=f"t{number}",
        number=number,
        title=f"Community resolutions by offence and {'area' if places else 'year'}",
        dimensions=(replace(offence, categories=kinds), replace(period, categories=heads, is_period=not places)),
        cells={key: Shown(None, "[c]") if at % 11 == 3 else Shown(at * 7919 % 48_211) for at, key in enumerate(keys)},
    )


def letter(*tables: ReleasableTable) -> Letter:
    blocks = [block for one in tables for block in (Heading(f"Question {one.number}", 3), TableHere(one.number))]
    return Letter(
        AUTHORITY,
        "01.FOI.26.000482",
        date(2026, 10, 29),
        ("Imogen Farthingale", "1 Any Street"),
        "Dear Imogen Farthingale,",
        "Community resolutions",
        (
            Heading("Your request"),
            Paragraph("We received your request on 5 October 2026. You asked:"),
            Quoted(((0, "1. How many community resolutions were given?"), (1, "(a) in each year, by offence"))),
            Heading("Our answers"),
            *blocks,
            Paragraph("This is what stands after the tables."),
        ),
        ("Yours sincerely,", "Rosalind Achebe", "Freedom of Information Officer"),
        tables,
    )


def workbook(*tables: ReleasableTable) -> Workbook:
    return Workbook(
        AUTHORITY,
        "01.FOI.26.000482",
        date(2026, 10, 29),
        "Community resolutions: tables",
        (
            "Tables that go with our response of 29 October 2026 to request 01.FOI.26.000482.",
            "Read them with the notes, which say what is counted and how.",
        ),
        (
            Note("Table 1: what is counted", "Number of disposals"),
            Note(
                "Withheld figures",
                "Section 40(2) with 40(3A)(a) of the Freedom of Information Act 2000 applies to the figures marked [c] in "
                "table 1. Each of these figures is withheld because it is itself personal data, as a living individual could "
                "be identified from it, or because, together with the figures that are published, it would disclose such "
                "personal data. We do not say which of the two holds for which figure, because that could itself disclose "
                "what is withheld.",
            ),
            Note("Shorthand", "[c] confidential: the figure is withheld."),
        ),
        tables,
    )
