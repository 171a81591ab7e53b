"""The form of a certificate: every part is there, none besides, each of its kind, under one SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, NotProvedSafe

FORMAT = "fanlight-cell-certificate"
VERSION, WITH_GROUPS = 2, 3
"""A certificate that speaks of groups is of the later version."""
INTERNAL = "Never give this file out: it holds true counts."
PARTS = (
    *("format", "version", "internal", "verdict", "knowledge", "threshold", "zeros_protected", "counts_known", "rule"),
    *("telling", "marks", "sources", "assumptions", "base", "witnesses", "claims", "spared", "failures", "unproved"),
    "sha256",
)


def read_paper(path: Path) -> Any:
    """The file's JSON. Raises `BadInput` where it is none, or names a part twice: readers would differ on which counts."""
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except OSError as error:
        raise BadInput(f"The certificate could not be read: {error.strerror}.", where=str(path)) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadInput("The certificate is not JSON in UTF-8.", where=path.name) from None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadInput("The certificate names a part twice.", where=name)
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    raise BadInput("A number of the certificate is none.", where=text)


def check_form(paper: Any, sha256: str | None) -> Mapping[str, Any]:
    """The certificate, once it has the form of this version and its own SHA-256, and the one given where one is.

    Raises `BadInput`, also for another version, `NotProvedSafe` for another SHA-256.
    """
    if not isinstance(paper, Mapping) or paper.get("format") != FORMAT:
        raise BadInput("This is not a certificate of cells.")
    if type(paper.get("version")) is not int or paper["version"] not in (VERSION, WITH_GROUPS):
        raise BadInput(
            "The certificate is of another version than this program reads.",
            where=f"version {paper.get('version')!r}",
            next_step="Write it again.",
        )
    groups = ("groups",) if paper["version"] == WITH_GROUPS else ()
    parts(paper, (*PARTS, *groups, *(name for name in ("unit", "contributors") if name in paper)), "certificate")
    if paper["internal"] != INTERNAL:
        raise NotProvedSafe("The certificate's notice is altered.", where="internal")
    for name in ("telling", "zeros_protected", "counts_known"):
        if not isinstance(paper[name], bool):
            raise BadInput("A part of the certificate is of another kind.", where=name)
    if paper["knowledge"] not in ("K0", "K1"):
        raise BadInput("The certificate names no knowledge of zeros that there is.", where="knowledge")
    check_seal(paper, sha256)
    return paper


def check_seal(paper: Mapping[str, Any], sha256: str | None = None) -> None:
    """Raises `NotProvedSafe` unless the paper's `sha256` is that of the rest of it, and the one given where one is."""
    own = digest({name: value for name, value in paper.items() if name != "sha256"})
    if paper.get("sha256") != own:
        raise NotProvedSafe("The certificate was altered after it was written.", where="sha256")
    if sha256 is not None and sha256.lower() != own:
        raise NotProvedSafe("This is another certificate than the one with that SHA-256.", where="sha256")


def digest(value: Any) -> str:
    """The SHA-256 of the canonical text. Raises `BadInput` for what is no JSON."""
    try:
        return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()
    except (TypeError, ValueError, RecursionError):
        raise BadInput("The certificate is not JSON.") from None


def canonical(value: Any) -> str:
    """One text for one JSON value: 1, 1.0 and true differ, the order of names does not count."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def parts(value: Any, names: Sequence[str], where: str) -> Mapping[str, Any]:
    """An object with these parts and no other. Raises `BadInput`."""
    if not isinstance(value, Mapping):
        raise BadInput("A part of the certificate is of another kind.", where=where)
    odd = sorted(set(value) ^ set(names))
    if odd:
        raise BadInput(f"The certificate has a part too many or too few: {odd[0]!r}.", where=where)
    return value


def listed(value: Any, where: str, length: int | None = None) -> list[Any]:
    """A list, of this length where one is given. Raises `BadInput`."""
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise BadInput("A part of the certificate is no list, or one of another length.", where=where)
    return value


def whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput("A number of the certificate is not whole.", where=where)
    return value


def key_of(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise BadInput("A cell's key is not a list of codes.")
    return tuple(value)
