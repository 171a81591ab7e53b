"""Data frames as the text of a CSV, and back."""

from __future__ import annotations

import csv
import io
from typing import Any

from fanlight.errors import BadInput


def narwhals_of(frame: Any) -> Any:
    try:
        import narwhals.stable.v1 as nw
    except ImportError:
        raise BadInput("Data frames need narwhals.", next_step="Install fanlight with the extra “frames”.") from None
    try:
        return nw.from_native(frame, eager_only=True)
    except TypeError:
        raise BadInput("This is not a data frame of a kind that is known.", where=type(frame).__name__) from None


def text_of(value: Any) -> str:
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def csv_of(frame: Any) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([text_of(value) for value in row] for row in frame.iter_rows())
    return out.getvalue()


def frame_of(text: str, like: Any) -> Any:
    """A published table as a frame of the kind of `like`; without one of pandas, or else of Polars."""
    import narwhals.stable.v1 as nw

    heads, *rows = list(csv.reader(io.StringIO(text)))
    columns: dict[str, Any] = {}
    schema: dict[str, Any] = {}
    for at, head in enumerate(heads):
        column = [row[at] for row in rows]
        if head == "count":
            columns[head] = [int(one) if one else None for one in column]
            schema[head] = nw.Int64
        else:
            columns[head] = column
            schema[head] = nw.String
    if like is None:
        like = _any_kind()
    if like.implementation.is_pandas():
        import pandas as pd

        made = pd.DataFrame({name: column for name, column in columns.items() if name != "count"})
        if "count" in columns:
            made.insert(heads.index("count"), "count", pd.array(columns["count"], dtype="Int64"))
        return made
    return nw.from_dict(columns, schema, native_namespace=nw.get_native_namespace(like)).to_native()


def _any_kind() -> Any:
    for name in ("pandas", "polars"):
        try:
            kind = __import__(name)
        except ImportError:
            continue
        return narwhals_of(kind.DataFrame({"one": [1]}))
    raise BadInput("Tables of amounts come back as frames of pandas or Polars, and neither is there.")
