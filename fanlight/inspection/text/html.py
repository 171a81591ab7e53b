"""HTML pages: self-contained, and without anything that a reader does not see."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened

FETCHING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "object": "data", "embed": "src",
            "video": "src", "audio": "src", "source": "src", "track": "src"}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.comments = 0
        self.fetched: list[str] = []
        self.scripts: list[str] = []
        self.handlers = 0
        self.policy = ""
        self.words: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag == "script" and not given.get("src"):
            self.scripts.append("")
        wanted = FETCHING.get(tag)
        if wanted and given.get(wanted) and not given[wanted].startswith("data:") and given.get("rel") != "canonical":
            self.fetched.append(given[wanted])
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = given.get("content", "")
        self.handlers += sum(1 for name in given if name.startswith("on"))
        self.words += [
            value for name, value in given.items() if name in {"title", "alt", "aria-label", "content", "value", "href"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and self.scripts:
            self.scripts[-1] += data
        elif self._inside != "style":
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments += 1
        self.words.append(data)


def _read(opened: Opened) -> _Reader:
    reader = _Reader()
    reader.feed(opened.data.decode("utf-8"))
    reader.close()
    return reader


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    reader = _read(opened)
    if reader.comments:
        yield Finding("html_comment", "warning", opened.name, "Take comments out.", reader.comments)
    if reader.fetched:
        yield Finding(
            "external_request",
            "serious",
            opened.name,
            "Put styles, scripts and pictures into the page.",
            len(reader.fetched),
        )
    if re.search(rb"@import|url\(\s*['\"]?(?!data:)", opened.data):
        yield Finding("external_request", "serious", f"{opened.name}: styles", "Put fonts and pictures into the page.")
    for script in reader.scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        if f"'sha256-{digest}'" not in reader.policy:
            yield Finding("script", "warning", opened.name, "Name the script's hash in the page's security policy.")
    if reader.handlers:
        yield Finding("script", "warning", f"{opened.name}: attributes", "Take event attributes out.", reader.handlers)


def text(opened: Opened) -> str:
    return " ".join(_read(opened).words)
