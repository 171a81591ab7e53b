"""The one form of a certificate, whatever its tables are of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

VERSION = 4


def certificate(
    of: Literal["cells", "units"],
    /,
    *,
    verdict: str,
    knowledge: str,
    threshold: int | None,
    zeros_protected: bool,
    **proof: Any,
) -> dict[str, Any]:
    """A certificate in its one form. `of`: what its tables are of, moves of cells or made-up units; `proof`: the parts
    that go with it. Internal: it holds true counts."""
    paper = {
        "format": "fanlight-certificate",
        "version": VERSION,
        "internal": "Never give this file out: it holds true counts.",
        "of": of,
        "verdict": verdict,
        "knowledge": knowledge,
        "threshold": threshold,
        "zeros_protected": zeros_protected,
        **proof,
    }
    return paper | {"sha256": digest(paper)}


def flat(pairs: Mapping[int, int]) -> list[int]:
    """What a table has of each kind, or a witness changes of each cell, one after another without what is 0."""
    return [number for pair in sorted(pairs.items()) if pair[1] for number in pair]


def digest(paper: Mapping[str, Any]) -> str:
    """The SHA-256 of a document as JSON in ASCII, names in order, without spaces: as the second checker makes it."""
    return hashlib.sha256(json.dumps(paper, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
