"""PUBLIC.csv as anybody may write it, of patterns that no audit has seen."""

from __future__ import annotations

import csv
import io

from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.public import PublicTable


def public_text(public: PublicTable) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    jj = not isinstance(public.names, ProductNames)
    writer.writerow([*public.names.heads, *([] if jj else ["count"]), "status"])
    for cell in range(len(public)):
        mark = public.mark_texts[int(public.marks[cell])]
        if mark != "merged":
            count = int(public.values[cell]) if public.given[cell] else ""
            writer.writerow([*public.names[cell], *([] if jj else [count]), mark])
    return out.getvalue()
