"""Makes the pictures of the README from the demonstration's own files: `python -m demo`, then `python scripts/pictures.py`.

The letter is drawn from its PDF. Pages are photographed in headless Chromium, and so is the workbook, whose cells are
read back from the XLSX and laid out as a spreadsheet shows them.
"""

from __future__ import annotations

import html
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OUT = ROOT / "demo" / "out"
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 900, "height": 1200}
STYLE = """
body { margin: 0; font: 15px/1.35 Arial, sans-serif; color: #111; background: #fff; }
h2 { margin: 0; padding: 7px 14px; font-size: 15px; font-weight: 400; background: #e7ebf0; border-top: 2px solid #12263f; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #d6dbe1; padding: 4px 7px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f2f4f7; color: #555; font-weight: 400; text-align: center; font-size: 12px; padding: 2px; }
th:first-child { width: 26px; } td.n { text-align: right; } tr.title td { font-weight: 700; font-size: 18px; }
"""


def workbook_page(path: Path) -> str:
    """The workbook's last sheets as HTML, as a spreadsheet shows them."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    parts = [f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>"]
    for name in ("Contents", *(sheet for sheet in book.sheet_names if sheet.startswith("Table_"))):
        rows = book.get_sheet_by_name(name).to_python()
        width = max(len(row) for row in rows)
        letters = "".join(f"<th>{chr(65 + at)}</th>" for at in range(width))
        parts.append(f"<h2>{html.escape(name)}</h2><table><tr><th></th>{letters}</tr>")
        for number, row in enumerate(rows, start=1):
            alone = sum(value != "" for value in row) == 1
            cells = f"<td colspan={width}>{_text(row[0])}</td>" if alone else "".join(map(_cell, row))
            parts.append(f"<tr{' class=title' if number == 1 else ''}><th>{number}</th>{cells}</tr>")
        parts.append("</table>")
    return "".join(parts)


def _cell(value: Any) -> str:
    return f"<td{' class=n' if isinstance(value, int | float) else ''}>{_text(value)}</td>"


def _text(value: Any) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) else html.escape(str(value))


def letter_picture(path: Path, target: Path) -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(path)[0]
    page.render(scale=SIZE["width"] / page.get_width()).to_pil().save(target, optimize=True)


def main() -> int:
    from playwright.sync_api import sync_playwright

    if not (OUT / "release").exists():
        print("There is no demonstration here. Run python -m demo first.", file=sys.stderr)
        return 1
    letter_picture(OUT / "release" / "requester" / "letter.pdf", PICTURES / "letter.png")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        sheets = Path(folder) / "workbook.html"
        sheets.write_text(workbook_page(OUT / "release" / "requester" / "tables.xlsx"), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, path in (
            ("workbook", sheets),
            ("page", OUT / "release" / "publish" / "page.html"),
            ("audit", OUT / "internal" / "audit.html"),
        ):
            page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
            page.goto(path.as_uri())
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
