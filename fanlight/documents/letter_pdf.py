"""The letter as tagged PDF/UA-1, set by Typst with the fonts that it ships."""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from fanlight.documents import content
from fanlight.documents.columns import Part, parts
from fanlight.documents.content import Block, Letter
from fanlight.documents.letter_html import figure
from fanlight.documents.normalise import normal_pdf
from fanlight.tables.layout import caption, grid
from fanlight.tables.stages import ReleasableTable
from fanlight.tables.text.legible import shown

KEY = "[c]: withheld. [z]: no figure is meant to stand here."


def write_letter_pdf(letter: Letter) -> bytes:
    """PDF/UA-1 bytes, dated by the letter. The same letter gives the same bytes."""
    stamp = int(datetime.datetime.combine(letter.date, datetime.time(), datetime.UTC).timestamp())
    made = _set(source(letter), stamp)
    data = made if isinstance(made, bytes) else bytes(made[0] if isinstance(made, list) else made or b"")
    return normal_pdf(data, title=f"{letter.title} ({letter.reference})", language=letter.language, on=letter.date)


_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')


def _set(text: str, stamp: int) -> Any:
    """The PDF. A character that the letter's fonts lack is taken from the machine's; one that these lack too is shown by its
    number, so that it stops no letter."""
    import typst

    own = True
    with tempfile.TemporaryDirectory(prefix="fanlight-letter-") as folder:
        path = Path(folder) / "letter.typ"
        while True:
            path.write_text(text, encoding="utf-8", newline="\n")
            try:
                return typst.compile(
                    str(path),
                    root=folder,
                    format="pdf",
                    pdf_standards=["ua-1"],
                    ignore_system_fonts=own,
                    timestamp=stamp,
                )
            except typst.TypstError as error:
                said = "".join(map(_unescaped, _LACKING.findall(error.diagnostic)))
                lacking = {character for character in said if not character.isascii() and character in text}
                if not lacking:
                    raise
            for character in () if own else lacking:
                text = text.replace(character, shown(character))
            own = False


def _unescaped(found: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code.group(1), 16)), found)


def _text(value: str) -> str:
    """A string for Typst in code: every character stands for itself."""
    return json.dumps(value, ensure_ascii=False)


_HEAD = """
#set document(title: TITLE, date: datetime(year: YEAR, month: MONTH, day: DAY))
#set page(paper: "a4", margin: (x: 24mm, top: 22mm, bottom: 24mm), footer: context [
  #set text(size: 9pt, fill: rgb("#40474f"))
  #REFERENCE #h(1fr) Page #counter(page).display() of #counter(page).final().first()
])
#set text(font: "Libertinus Serif", size: 11.5pt, lang: "en", region: "GB")
#set par(leading: 0.68em, spacing: 1em)
#show heading.where(level: 1): set text(size: 19pt, fill: rgb("#12263f"))
#show heading.where(level: 2): it => block(above: 1.9em, below: 0.8em, text(size: 14pt, fill: rgb("#12263f"), it.body))
#show heading.where(level: 3): it => block(above: 1.5em, below: 0.7em, text(size: 12pt, it.body))
#show figure.caption: it => align(left, strong(it.body))
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#set figure(numbering: none, supplement: none)
"""


def source(letter: Letter) -> str:
    """The letter in Typst's language."""
    head = (
        _HEAD.replace("TITLE", _text(f"{letter.title} ({letter.reference})"))
        .replace("YEAR", str(letter.date.year))
        .replace("MONTH", str(letter.date.month))
        .replace("DAY", str(letter.date.day))
        .replace("REFERENCE", _text(letter.reference))
    )
    own = letter.authority
    contact = [*own.address, own.email, *([own.telephone] if own.telephone else [])]
    written = [
        head,
        f'#text(size: 16pt, weight: "bold", fill: rgb("#12263f"), {_text(own.name)})',
        "#v(-0.4em)",
        f"#text(size: 10pt)[{_lines(contact)}]",
        '#line(length: 100%, stroke: 2pt + rgb("#12263f"))',
        "#v(0.3em)",
        _fields([("To", letter.addressee), ("Reference", (letter.reference,)),
                 ("Date", (f"{letter.date.day} {letter.date:%B %Y}",))]),
        f"#v(0.6em)\n#heading(level: 1, {_text(letter.title)})",
        _paragraph(letter.salutation),
    ]  # fmt: skip
    tables = {table.number: table for table in letter.tables}
    written += [_block(block, tables) for block in letter.blocks]
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


def _block(block: Block, tables: dict[int, ReleasableTable]) -> str:
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
            return _table(tables[number])


def _table(table: ReleasableTable) -> str:
    laid = grid(table)
    made = "\n\n".join(_part(part, caption(table)) for part in parts(laid))
    return made + (f"\n\n{_paragraph(KEY)}" if laid.has_marks else "")


def _part(part: Part, title: str) -> str:
    laid = part.grid
    widths = ", ".join(f"{width:.1f}pt" for width in part.widths)
    sides = ", ".join("left" if i < laid.label_columns else "right" for i in range(len(laid.headers)))
    header = ", ".join(f"strong({_text(text)})" for text in laid.headers)
    rows = ",\n  ".join(
        ", ".join(_text(text) for text in (*labels, *(figure(cell) for cell in cells))) for labels, cells in laid.rows
    )
    caption = _text(title if part.of == 1 else f"{title} (part {part.number} of {part.of})")
    return f"""#[#set text(size: {part.size:g}pt)
#figure(kind: table, caption: {caption}, table(
  columns: ({widths},), align: ({sides},), inset: (x: 6pt, y: 5.5pt),
  stroke: (x, y) => (bottom: if y == 0 {{ 1pt + rgb("#12263f") }} else {{ 0.5pt + rgb("#b9c1cc") }}),
  table.header({header}),
  {rows},
))]"""
