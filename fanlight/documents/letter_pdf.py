"""The letter as tagged PDF/UA-1, set by Typst with the fonts that it ships."""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from fanlight.documents import content
from fanlight.documents.columns import Part, broken, parts
from fanlight.documents.content import Block, Letter
from fanlight.documents.letter_html import day, figure
from fanlight.documents.normalise import normal_pdf
from fanlight.documents.style import Labels, Style
from fanlight.tables.layout import caption, grid
from fanlight.tables.stages import ReleasableTable
from fanlight.tables.text.legible import shown

FONT, INK, LOGO = "Libertinus Serif", "#12263f", "logo.png"


def write_letter_pdf(letter: Letter) -> bytes:
    """PDF/UA-1 bytes, dated by the letter. The same letter gives the same bytes."""
    stamp = int(datetime.datetime.combine(letter.date, datetime.time(), datetime.UTC).timestamp())
    made = _set(source(letter), stamp, letter.style)
    data = made if isinstance(made, bytes) else bytes(made[0] if isinstance(made, list) else made or b"")
    return normal_pdf(data, title=f"{letter.title} ({letter.reference})", language=letter.language, on=letter.date)


_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')


def _set(text: str, stamp: int, style: Style) -> Any:
    """The PDF. A character that the letter's fonts lack is taken from the machine's; one that these lack too is shown by its
    number, so that it stops no letter."""
    import typst

    own = True
    with tempfile.TemporaryDirectory(prefix="fanlight-letter-") as folder:
        path = Path(folder) / "letter.typ"
        if style.logo:
            (Path(folder) / LOGO).write_bytes(style.logo.data)
        for number, font in enumerate(style.fonts):
            (Path(folder) / f"font-{number}").write_bytes(font)
        while True:
            path.write_text(text, encoding="utf-8", newline="\n")
            try:
                return typst.compile(
                    str(path),
                    root=folder,
                    format="pdf",
                    pdf_standards=["ua-1"],
                    ignore_system_fonts=own and not (style.font and not style.fonts),
                    font_paths=[folder] if style.fonts else [],
                    timestamp=stamp,
                )
            except typst.TypstError as error:
                said = "".join(map(_unescaped, _LACKING.findall(error.diagnostic)))
                lacking = {character for character in said if not character.isascii() and character in text}
                if not lacking:
                    raise
            for character in () if own else lacking:
                text = text.replace(character, f"{shown(character)}\u200b")
            own = False


def _unescaped(found: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code.group(1), 16)), found)


def _text(value: str) -> str:
    """A string for Typst in code: every character stands for itself; a word too long for a line may be broken."""
    return json.dumps(broken(value, WORD), ensure_ascii=False)


WORD = 48
"""Letters of the longest word that a line of the letter has room for in any case."""

_HEAD = """
#set document(title: TITLE, date: datetime(year: YEAR, month: MONTH, day: DAY))
#set page(paper: "a4", margin: (x: 24mm, top: 22mm, bottom: 24mm), footer: context [
  #set text(size: 9pt, fill: rgb("#40474f"))
  #REFERENCE #h(1fr) #PAGE
])
#set text(font: FONT, size: 11.5pt, lang: "LANG", region: "GB")
#set par(leading: 0.68em, spacing: 1em)
#show heading.where(level: 1): set text(size: 19pt, fill: rgb("#12263f"))
#show heading.where(level: 2): it => block(above: 1.9em, below: 0.8em, text(size: 14pt, fill: rgb("#12263f"), it.body))
#show heading.where(level: 3): it => block(above: 1.5em, below: 0.7em, text(size: 12pt, it.body))
#show figure.caption: it => block(sticky: true, width: 100%, align(left, strong(it.body)))
#set table.cell(breakable: false)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#set figure(numbering: none, supplement: none)
"""


def source(letter: Letter) -> str:
    """The letter in Typst's language."""
    head = (
        _HEAD.replace("YEAR", str(letter.date.year))
        .replace("MONTH", str(letter.date.month))
        .replace("DAY", str(letter.date.day))
        .replace("PAGE", _page(letter.labels))
        .replace("FONT", f'("{letter.style.font}", "{FONT}")' if letter.style.font else f'"{FONT}"')
        .replace("LANG", letter.language.partition("-")[0])
        .replace(INK, letter.style.ink)
    )
    said = {"TITLE": _text(f"{letter.title} ({letter.reference})"), "REFERENCE": _text(letter.reference)}
    head = re.sub("TITLE|REFERENCE", lambda found: said[found.group()], head)
    own, labels = letter.authority, letter.labels
    contact = [*own.address, own.email, *([own.telephone] if own.telephone else [])]
    written = [
        head,
        *([f'#image("{LOGO}", alt: {_text(logo.text)}, width: {logo.width:g}mm)\n#v(-0.2em)'] if (logo := letter.style.logo) else []),
        f'#text(size: 16pt, weight: "bold", fill: rgb("{letter.style.ink}"), {_text(own.name)})',
        "#v(-0.4em)",
        f"#text(size: 10pt)[{_lines(contact)}]",
        f'#line(length: 100%, stroke: 2pt + rgb("{letter.style.ink}"))',
        "#v(0.3em)",
        _fields([(labels.to, letter.addressee), (labels.reference, (letter.reference,)),
                 (labels.date, (day(letter.date, labels),))]),
        f"#v(0.6em)\n#heading(level: 1, {_text(letter.title)})",
        _paragraph(letter.salutation),
    ]  # fmt: skip
    tables = {table.number: table for table in letter.tables}
    written += [_block(block, tables, letter) for block in letter.blocks]
    first, *rest = letter.sign_off
    written += ["#v(1em)", _paragraph(first), "#v(1.6em)", f"#block(breakable: false)[{_lines(rest)}]"]
    return "\n\n".join(written) + "\n"


def _lines(lines: list[str] | tuple[str, ...]) -> str:
    return " #linebreak() ".join(f"#{_text(line)}" for line in lines)


def _fields(pairs: list[tuple[str, tuple[str, ...]]]) -> str:
    return "\n\n".join(
        f"#block(below: 0.55em, grid(columns: (6em, 1fr), strong({_text(term)}), [{_lines(words)}]))"
        for term, words in pairs
    )


_WHOLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _paragraph(text: str) -> str:
    """A paragraph in which an e-mail address is not broken at its hyphens."""
    if not _WHOLE.search(text):
        return f"#par({_text(text)})"
    pieces, at = [], 0
    for found in _WHOLE.finditer(text):
        pieces += [_text(text[at : found.start()]), f"box({_text(found.group())})"]
        at = found.end()
    return f"#par({' + '.join([*pieces, _text(text[at:])])})"


def _page(labels: Labels) -> str:
    """The words at a page's foot, in code."""
    place = {"{page}": "counter(page).display()", "{pages}": "str(counter(page).final().first())"}
    pieces = [place.get(piece) or _text(piece) for piece in re.split(r"(\{pages?\})", labels.page) if piece]
    return f"({' + '.join(pieces)})"


def _block(block: Block, tables: dict[int, ReleasableTable], letter: Letter) -> str:
    match block:
        case content.Heading(text=text, level=level):
            return f"#heading(level: {level}, {_text(text)})"
        case content.Paragraph(text=text):
            return _paragraph(text)
        case content.Bullets(items=items):
            return f"#list({', '.join(_text(item) for item in items)})"
        case content.Quoted(lines=lines):
            inner = " ".join(f"#pad(left: {1.4 * level}em, par({_text(words)}))" for level, words in lines)
            return f'#block(stroke: (left: 2.5pt + rgb("#b9c1cc")), inset: (left: 1em, y: 0.3em), quote(block: false, quotes: false)[{inner}])'
        case content.Facts(pairs=pairs):
            return _fields([(term, (words,)) for term, words in pairs])
        case content.Link(text=text, href=href, before=before, after=after):
            return f"#par[#{_text(before)}#link({_text(href)}, {_text(text)})#{_text(after)}]"
        case content.TableHere(number=number):
            return _table(tables[number], letter)


def _table(table: ReleasableTable, letter: Letter) -> str:
    laid = grid(table)
    cut = parts(laid)
    made = "\n\n#v(0.6em)\n\n".join(_part(part, caption(table), letter) for part in cut)
    made += f"\n\n{_paragraph(letter.labels.marks)}" if laid.has_marks else ""
    return f"#page(flipped: true)[\n{made}\n]" if cut[0].turned else made


def _part(part: Part, title: str, letter: Letter) -> str:
    laid = part.grid
    widths = ", ".join(f"{width:.1f}pt" for width in part.widths)
    sides = ", ".join("left" if i < laid.label_columns else "right" for i in range(len(laid.headers)))
    header = ", ".join(f"strong({_text(broken(text))})" for text in laid.headers)
    rows = ",\n  ".join(
        ", ".join(_text(broken(text)) for text in (*labels, *(figure(cell) for cell in cells)))
        for labels, cells in laid.rows
    )
    caption = _text(title if part.of == 1 else letter.labels.part.format(title=title, part=part.number, parts=part.of))
    kept = "" if not part.whole else "\n#show figure.where(kind: table): set block(breakable: false)"
    return f"""#[#set text(size: {part.size:g}pt){kept}
#figure(kind: table, caption: {caption}, table(
  columns: ({widths},), align: ({sides},), inset: (x: 6pt, y: 5.5pt),
  stroke: (x, y) => (bottom: if y == 0 {{ 1pt + rgb("{letter.style.ink}") }} else {{ 0.5pt + rgb("#b9c1cc") }}),
  table.header({header}),
  {rows},
))]"""
