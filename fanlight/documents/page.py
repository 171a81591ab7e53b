"""The response as published: one self-contained page that asks nobody else for anything, drawn from the bundle alone."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources

from fanlight.documents.bundle import Bundle, bundle_of
from fanlight.documents.content import Page
from fanlight.documents.letter_html import environment


def write_page(page: Page) -> bytes:
    """The page of a response's content. The same page gives the same bytes."""
    return draw(bundle_of(page))


def draw(bundle: Bundle) -> bytes:
    """UTF-8 HTML with its style and script inside, each named by hash in the page's security policy.

    The same bundle gives the same bytes.
    """
    static = resources.files("fanlight.documents") / "static"
    style = (static / "page.css").read_text(encoding="utf-8")
    script = (static / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    )
    text = (
        environment()
        .get_template("page.html")
        .render(
            page=bundle,
            tables={table.number: table for table in bundle.tables},
            files=[(file, _size(file.size)) for file in bundle.files if file.offered],
            style=style,
            script=script,
            policy=policy,
            settings=json.dumps({"beta": bundle.beta}),
        )
    )
    return str(text).encode("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _size(number: int) -> str:
    return f"{max(1, round(number / 1000))} KB" if number < 950_000 else f"{number / 1e6:.1f} MB"
