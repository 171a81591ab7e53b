"""Trees of dimensions as the command line names them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fanlight.errors import BadInput, option

Trees = dict[str, list[Path]]


def named_trees(given: Sequence[str]) -> Trees:
    """The tree files of each dimension from texts DIM=TREE.csv, in order. Raises `BadInput`."""
    found: Trees = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or not name or not path:
            raise BadInput(
                f"“{text}” is not DIM=TREE.csv.",
                where=option("hierarchies"),
                next_step=f"For example {option('hierarchies')} offence=OFFENCES.csv.",
            )
        found.setdefault(name, []).append(Path(path))
    return found
