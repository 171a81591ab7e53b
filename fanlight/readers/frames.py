"""Data frames (pandas, Polars, Arrow and whatever else narwhals reads) as sheets, and published tables as frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fanlight.errors import BadInput
from fanlight.readers.sheet import Sheet, sheet_of_rows

Tree = Mapping[str, str]
"""Code to parent, "" at the top."""
Trees = Mapping[str, Tree | Sequence[Tree]]
"""Of a dimension its tree, or several trees over the same codes."""


def narwhals_of(frame: Any) -> Any:
    """The frame as narwhals sees it. Raises `BadInput` for what is none."""
    try:
        import narwhals.stable.v1 as nw
    except ImportError:
        raise BadInput("Data frames need narwhals.", next_step="Install fanlight with the extra “frames”.") from None
    try:
        return nw.from_native(frame, eager_only=True)
    except TypeError:
        raise BadInput(
            "This is not a data frame of a kind that is known.",
            where=type(frame).__name__,
            next_step="Give one of pandas, Polars or Arrow.",
        ) from None


def text_of(value: Any) -> str:
    """A value as a CSV would have it: "" for what is missing, whole numbers without a point."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def sheet_of_frame(frame: Any, name: str) -> Sheet:
    """`name`: what messages call it. Raises `BadInput` for what is no frame, and as `read_sheet` does."""
    seen = narwhals_of(frame)
    return sheet_of_rows(name, list(seen.columns), ([text_of(value) for value in row] for row in seen.iter_rows()))


def sheets_of_trees(hierarchies: Trees | None) -> dict[str, list[Sheet]]:
    """Of each dimension its trees as rows of code and parent."""
    found: dict[str, list[Sheet]] = {}
    for name, given in (hierarchies or {}).items():
        trees = [given] if isinstance(given, Mapping) else list(given)
        for at, tree in enumerate(trees, start=1):
            called = f"the tree of {name}" + (f" ({at})" if len(trees) > 1 else "")
            found.setdefault(name, []).append(sheet_of_rows(called, ("code", "parent"), tree.items()))
    return found


def frame_of(heads: Sequence[str], rows: Iterable[Sequence[str | int | None]], like: Any) -> Any:
    """Rows of texts, and of whole numbers or None in the column `count`, as a frame of the kind of `like`; without one, of
    pandas, or else of Polars."""
    columns = dict(zip(heads, ([*column] for column in zip(*rows, strict=True)), strict=False))
    columns = {head: columns.get(head, []) for head in heads}
    seen = narwhals_of(_any_frame() if like is None else like)
    if seen.implementation.is_pandas():
        import pandas as pd

        kinds: dict[str, Any] = {"count": "Int64"}
        return pd.DataFrame({head: pd.Series(own, dtype=kinds.get(head)) for head, own in columns.items()})
    import narwhals.stable.v1 as nw

    schema = {head: nw.Int64 if head == "count" else nw.String for head in heads}
    return nw.from_dict(columns, schema, native_namespace=nw.get_native_namespace(seen)).to_native()


def _any_frame() -> Any:
    for name in ("pandas", "polars"):
        try:
            return __import__(name).DataFrame({"one": [1]})
        except ImportError:
            continue
    raise BadInput("Tables of amounts come back as frames of pandas or Polars, and neither is there.")
