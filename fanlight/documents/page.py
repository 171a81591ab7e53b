"""The response as published: one self-contained page that asks nobody else for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources

from fanlight.documents.content import Page
from fanlight.documents.letter_html import environment, grids
from fanlight.documents.style import Style


def write_page(page: Page) -> bytes:
    """UTF-8 HTML with its style and script inside, each named by hash in the page's security policy.

    The same page gives the same bytes.
    """
    static = resources.files("fanlight.documents") / "static"
    style = _styled((static / "page.css").read_text(encoding="utf-8"), page.style)
    script = (static / "page.js").read_text(encoding="utf-8")
    policy = f"default-src 'none';{' img-src data:;' if page.style.logo else ''} base-uri 'none'; form-action 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    text = (
        environment()
        .get_template("page.html")
        .render(
            page=page,
            tables={table.number: table for table in page.tables},
            grids=grids(page.tables),
            style=style,
            script=script,
            policy=policy,
            sizes=[_size(download.size) for download in page.downloads],
            settings=json.dumps({"beta": page.beta}),
        )
    )
    return str(text).encode("utf-8")


def _styled(css: str, style: Style) -> str:
    """The page's style sheet in the house's colour and type."""
    css = css.replace("--ink: #12263f;", f"--ink: {style.ink};")
    if style.font:
        css = css.replace('"Liberation Sans"', f'"{style.font}", "Liberation Sans"')
    if style.logo:
        css += f".logo {{ display: block; width: {style.logo.width:g}mm; max-width: 100%; height: auto; background: #fff; padding: .3rem; }}\n"
    return css


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _size(number: int) -> str:
    return f"{max(1, round(number / 1000))} KB" if number < 950_000 else f"{number / 1e6:.1f} MB"
