"""Dated, cited values: which version was in force on a day. Policy and law are data; this says how it is dated."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from fanlight.errors import BadInput

T = TypeVar("T")


def own_data(text: str) -> Any:
    """Fanlight's own YAML, read by the C parser where PyYAML has it: ten times as fast, with terser errors."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `sure`: high (read there), medium (read at second hand or interpreted), low (not
    read: to be confirmed by a person before it is relied on)."""

    cite: str
    sure: str


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """`value` holds from `since` to before `until` (None: open)."""

    since: date | None
    until: date | None
    value: T
    source: Source

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def in_force(versions: Sequence[Version[T]], on: date, *, what: str) -> Version[T]:
    """The one version in force on a day. Raises `BadInput` where there is none, or more than one."""
    found = [version for version in versions if version.in_force(on)]
    if len(found) == 1:
        return found[0]
    problem = "No version" if not found else "More than one version"
    raise BadInput(
        f"{problem} of {what} is known to be in force on {on.isoformat()}.",
        next_step="Give a date inside the versions that are held, or add the version with its source.",
    )


def check_half_open(versions: Iterable[Version[T]], *, what: str) -> None:
    """Refuses versions with gaps or overlaps between them."""
    ordered = sorted(versions, key=lambda version: version.since or date.min)
    for earlier, later in itertools.pairwise(ordered):
        if earlier.until != later.since:
            problem = "overlap" if earlier.until is None or (later.since and earlier.until > later.since) else "gap"
            raise BadInput(f"{what} has a {problem} between versions at {earlier.until} and {later.since}.")


def content_hash(value: Any) -> str:
    """SHA-256 of a value in canonical JSON: the same content gives the same hash wherever it was read from."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
