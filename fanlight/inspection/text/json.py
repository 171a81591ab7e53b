"""Metadata in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    json.loads(opened.data)
    yield from ()


def text(opened: Opened) -> str:
    return opened.data.decode("utf-8")
