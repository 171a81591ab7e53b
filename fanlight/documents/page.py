"""The response as published: one self-contained page that asks nobody else for anything, drawn from the bundle alone."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources

from fanlight.documents.bundle import Bundle, bundle_of
from fanlight.documents.content import Page
from fanlight.documents.letter_html import environment
from fanlight.documents.style import ENGLISH, PLAIN, Labels, Style


def write_page(page: Page) -> bytes:
    """The page of a response's content. The same page gives the same bytes."""
    return draw(bundle_of(page), look=page.style, labels=page.labels)


def draw(bundle: Bundle, *, look: Style = PLAIN, labels: Labels = ENGLISH) -> bytes:
    """UTF-8 HTML with its style and script inside, each named by hash in the page's security policy.

    The same bundle gives the same bytes. `look` and `labels` are the house's, and stand in no bundle.
    """
    static = resources.files("fanlight.documents") / "static"
    style = _styled((static / "page.css").read_text(encoding="utf-8"), look)
    script = (static / "page.js").read_text(encoding="utf-8")
    policy = f"default-src 'none';{' img-src data:;' if look.logo else ''} base-uri 'none'; form-action 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    text = (
        environment()
        .get_template("page.html")
        .render(
            page=bundle,
            tables={table.number: table for table in bundle.tables},
            files=[(file, _size(file.size)) for file in bundle.files if file.offered],
            style=style,
            look=look,
            labels=labels,
            script=script,
            policy=policy,
            settings=json.dumps({"beta": bundle.beta}),
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
