"""Hash chains: each entry names the hash of the one before, so that none can be changed or taken out unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fanlight.dated import content_hash
from fanlight.errors import BadInput

START = "0" * 64


def link(entry: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """The entry with `previous` and its own `hash`, which covers both."""
    body = {**entry, "previous": previous}
    return {**body, "hash": content_hash(body)}


def linked(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    for entry in entries:
        chain.append(link(entry, chain[-1]["hash"] if chain else START))
    return chain


def verify(chain: Iterable[Mapping[str, Any]]) -> None:
    """Raises `BadInput` that names the first entry whose hash or link does not hold."""
    previous = START
    for number, entry in enumerate(chain, start=1):
        body = {key: value for key, value in entry.items() if key != "hash"}
        if body.get("previous") != previous or entry.get("hash") != content_hash(body):
            raise BadInput(f"Entry {number} of the trail has been changed, or an entry before it is missing.")
        previous = str(entry["hash"])
