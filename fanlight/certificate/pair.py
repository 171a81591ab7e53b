"""The form of the two documents of an audited response: every part and no other, under one SHA-256."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanlight.certificate.form import check_form, digest, parts
from fanlight.certificate.reading import need
from fanlight.errors import BadInput, NotProvedSafe

CLAIMS = {
    # Version 2 wrote every witness out as a table of its own; 3 writes units once, and a witness as what it changes; 4 says of
    # each unit and figure which unit of count it is of.
    2: ("unit", "truth", "withheld", "witnesses", "bounds", "cleared", "sensitive"),
    3: ("unit", "withheld", "units", "base", "witnesses", "bounds", "cleared", "sensitive"),
    4: ("unit", "withheld", "units", "base", "witnesses", "bounds", "cleared", "sensitive"),
}
GIVEN = ("id", "records", "relation", "value", "source", "kind")
WITHHELD = ("id", "name", "records", "mark", "inner", "group")


def check_pair(certificate: Any, published: Any) -> Mapping[str, Any]:
    """The certificate, as this version names its parts. Refuses a part too many or too few in either document, another
    version, and what was altered afterwards.

    Raises `BadInput`, `NotProvedSafe`.
    """
    paper = check_form(certificate, "units")
    parts(published, ("format", "version", "knowledge", "systems"), "fanlight-published")
    if published["format"] != "fanlight-published" or type(published["version"]) is not int:
        raise BadInput("This is no fanlight-published.", next_step="Make the audit again.")
    if certificate["version"] != published["version"]:
        raise BadInput("The two documents are of different versions.", next_step="Give both of one audit.")
    counted = ("unit",) if certificate["version"] > 3 else ()
    for system in need(published, "systems", list, "published"):
        parts(system, ("unit", "additive", "given", "withheld"), "published")
        for figure in need(system, "given", list, "published"):
            parts(figure, (*GIVEN, *counted), "given")
        for figure in need(system, "withheld", list, "published"):
            parts(figure, (*WITHHELD, *counted, *(("trusted",) if "trusted" in figure else ())), "withheld")
    for system in need(certificate, "systems", list, "certificate"):
        parts(system, CLAIMS[certificate["version"]], "certificate")
        for claim in need(system, "withheld", list, "certificate"):
            parts(claim, ("id", "value", "requirements", "up", "down"), "certificate")
            for one in need(claim, "requirements", list, "certificate"):
                parts(one, ("rule", "reach_up_to", "reach_down_to", "width"), "certificate")
    if certificate["published_sha256"] != digest(published):
        raise NotProvedSafe("What was given out is not what the certificate is about.", where="published_sha256")
    return paper
