"""The form of a certificate: every part is there, none besides, each of its kind, under one SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, NotProvedSafe

FORMAT, OF_CELLS = "fanlight-certificate", "fanlight-cell-certificate"
"""Versions 2 and 3 of a certificate of cells had a name of their own, and spoke of groups in version 3 alone."""
VERSIONS = (2, 3, 4)
INTERNAL = "Never give this file out: it holds true counts."
COMMON = ("format", "version", "internal", "of", "verdict", "knowledge", "threshold", "zeros_protected", "sha256")
CELLS = (
    *("counts_known", "rule", "telling", "marks", "sources", "assumptions", "base", "witnesses", "claims", "spared"),
    *("failures", "unproved"),
)
UNITS = ("systems", "published_sha256")
OPTIONAL = ("unit", "contributors", "groups")
"""Of cells: the unit of decimals, who contributes to amounts, and groups."""


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


def check_form(paper: Any, of: str, sha256: str | None = None) -> Mapping[str, Any]:
    """The certificate, with tables of "cells" or of "units", as this version names its parts, once it has the form of its
    version and its own SHA-256, and the one given where one is.

    Raises `BadInput`, also for another version, `NotProvedSafe` for another SHA-256.
    """
    version = paper.get("version") if isinstance(paper, Mapping) else None
    old = version in VERSIONS[:-1]
    name = OF_CELLS if old and of == "cells" else FORMAT
    if not isinstance(paper, Mapping) or paper.get("format") not in (FORMAT, OF_CELLS):
        raise BadInput(f"This is not a certificate of {of}.")
    if type(version) is not int or version not in VERSIONS:
        raise BadInput(
            "The certificate is of another version than this program reads.",
            where=f"version {version!r}",
            next_step="Write it again.",
        )
    if paper["format"] != name or (not old and paper.get("of") != of):
        raise BadInput(f"This is not a certificate of {of}.")
    zeros = "flag_zeros" if old and of == "units" else "zeros_protected"
    common = [zeros if one == "zeros_protected" else one for one in COMMON if not (old and one == "of")]
    if old and of == "units":
        common.remove("internal")
    more = [one for one in OPTIONAL if of == "cells" and one in paper and (one != "groups" or version > VERSIONS[0])]
    if old and version > VERSIONS[0] and of == "cells":
        more = list(dict.fromkeys([*more, "groups"]))
    parts(paper, (*common, *(CELLS if of == "cells" else UNITS), *more), "certificate")
    if "internal" in common and paper["internal"] != INTERNAL:
        raise NotProvedSafe("The certificate's notice is altered.", where="internal")
    for one in (zeros, *(("telling", "counts_known") if of == "cells" else ())):
        if not isinstance(paper[one], bool):
            raise BadInput("A part of the certificate is of another kind.", where=one)
    if paper["knowledge"] not in ("K0", "K1"):
        raise BadInput("The certificate names no knowledge of zeros that there is.", where="knowledge")
    check_seal(paper, sha256)
    return {**paper, "zeros_protected": paper[zeros]}


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
