"""The second checker: reads an audit's certificate beside what was given out, and believes neither solver nor auditor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanlight.certificate.cells import check_cells
from fanlight.certificate.cells_reading import File
from fanlight.certificate.form import read_paper
from fanlight.certificate.units import check_units


def check(certificate: Any, published: Mapping[str, Any] | File, **about: Any) -> str:
    """The verdict that the certificate proves about what was given out: "safe" or "exposed".

    `published`: of a response the document of what it gives out, of a table of cells the file. `about`: of cells what
    `check_cells` takes. Raises `NotProvedSafe` where the certificate proves neither (with what is wrong), `BadInput` where
    either document cannot be read, `TooLarge` where a bound is about too many kinds of record.
    """
    if isinstance(published, Mapping):
        return check_units(certificate, published)
    return check_cells(certificate, published, **about)


__all__ = ["check", "read_paper"]
