"""The form of the two documents of an audited response: every part and no other, under one SHA-256."""

from __future__ import annotations

from typing import Any

from fanlight.certificate.form import check_seal, digest, parts
from fanlight.certificate.reading import need
from fanlight.errors import BadInput, NotProvedSafe

VERSIONS = (2, 3)
"""Version 2 wrote every witness out as a table of its own; 3 writes units once, and a witness as what it changes."""
PAPER = (
    "format",
    "version",
    "verdict",
    "knowledge",
    "threshold",
    "flag_zeros",
    "systems",
    "published_sha256",
    "sha256",
)
CLAIMS = {
    2: ("unit", "truth", "withheld", "witnesses", "bounds", "cleared", "sensitive"),
    3: ("unit", "withheld", "units", "base", "witnesses", "bounds", "cleared", "sensitive"),
}
GIVEN = ("id", "records", "relation", "value", "source", "kind")
WITHHELD = ("id", "name", "records", "mark", "inner", "group")


def check_pair(certificate: Any, published: Any) -> None:
    """Refuses a part too many or too few in either document, another version, and what was altered afterwards.

    Raises `BadInput`, `NotProvedSafe`.
    """
    for paper, names, kind in (
        (certificate, PAPER, "fanlight-certificate"),
        (published, ("format", "version", "knowledge", "systems"), "fanlight-published"),
    ):
        parts(paper, names, kind)
        if paper["format"] != kind or type(paper["version"]) is not int or paper["version"] not in VERSIONS:
            raise BadInput(f"This is no {kind} of version 2 or 3.", next_step="Make the audit again.")
    if certificate["version"] != published["version"]:
        raise BadInput("The two documents are of different versions.", next_step="Give both of one audit.")
    for system in need(published, "systems", list, "published"):
        parts(system, ("unit", "additive", "given", "withheld"), "published")
        for figure in need(system, "given", list, "published"):
            parts(figure, GIVEN, "given")
        for figure in need(system, "withheld", list, "published"):
            parts(figure, (*WITHHELD, "trusted") if "trusted" in figure else WITHHELD, "withheld")
    for system in need(certificate, "systems", list, "certificate"):
        parts(system, CLAIMS[certificate["version"]], "certificate")
        for claim in need(system, "withheld", list, "certificate"):
            parts(claim, ("id", "value", "requirements", "up", "down"), "certificate")
            for one in need(claim, "requirements", list, "certificate"):
                parts(one, ("rule", "reach_up_to", "reach_down_to", "width"), "certificate")
    check_seal(certificate)
    if certificate["published_sha256"] != digest(published):
        raise NotProvedSafe("What was given out is not what the certificate is about.", where="published_sha256")
