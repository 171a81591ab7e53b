"""The versions that are held, and which of them were or may have been in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from fanlight.dated import Source
from fanlight.errors import BadInput
from fanlight.policy.community_resolution.rules.policy import Policy, content, read_policy, resolve
from fanlight.tables.yaml.bounds import plain


@dataclass(frozen=True, slots=True)
class Held:
    """A version's place in time. `certain` and `possible` are half-open (since, until); None where it has none (a
    draft), an `until` of None is open. `sha256` is the pinned content."""

    version: str
    state: str
    certain: tuple[date, date | None] | None
    possible: tuple[date, date | None] | None
    source: Source
    sha256: str


def folder(path: Path | None = None) -> Traversable | Path:
    """The policy's files: those shipped, or a force's own."""
    return path or resources.files("fanlight") / "policies" / "community_resolution"


def versions(path: Path | None = None) -> tuple[Held, ...]:
    """Every version held, in the order of the timeline, drafts last."""
    entries = _yaml(folder(path) / "timeline.yaml")["versions"]
    return tuple(_held(entry) for entry in entries)


def in_force(on: date, path: Path | None = None) -> tuple[str, ...]:
    """The versions that may be in force on a day: one where that is certain, several where it is not. Raises
    `BadInput` where none is."""
    every = versions(path)
    found = tuple(held.version for held in every if _covers(held.possible, on))
    if found:
        return found
    starts = [held.possible[0] for held in every if held.possible]
    raise BadInput(
        f"No version of the community-resolution policy is held for {on.isoformat()}.",
        next_step=f"The earliest begins on {min(starts).isoformat()}; an earlier one must be added with its source.",
    )


def load(version: str, *, settings: Mapping[str, str] | None = None, path: Path | None = None) -> Policy:
    """One version, drafts too, for reading. Raises `BadInput` where it is not held, cannot be read, or is no longer the
    content that was pinned when it was first used."""
    pinned = {held.version: held.sha256 for held in versions(path)}
    if version not in pinned:
        raise BadInput(
            f"There is no version “{version}” of the community-resolution policy.",
            next_step=f"Held: {', '.join(pinned)}.",
        )
    if path is None:
        held, policy = _shipped(version, tuple(sorted((settings or {}).items())))
    else:
        held, policy = _read(version, settings, path)
    found = content(held, {})
    if found != pinned[version]:
        raise BadInput(
            f"Version {version} is not the one that was pinned: its content is {found[:12]}, the timeline says "
            f"{pinned[version][:12] or 'nothing'}.",
            where="timeline.yaml",
            next_step="A version is never edited: put the change into a new version, or, before first use, pin "
            f"sha256: {found}",
        )
    return policy


def resolved(version: str, path: Path | None = None) -> dict[str, Any]:
    """A version's content in full, as written out of the file and the one that it extends."""
    name = f"{version}.yaml"
    held = _yaml(folder(path) / name)
    if str(held.get("version")) != version:
        raise BadInput(f"This file says that it is version {held.get('version')}.", where=name)
    return resolve(held, resolved(str(held["extends"]), path) if "extends" in held else None)


@cache
def _shipped(version: str, settings: tuple[tuple[str, str], ...]) -> tuple[dict[str, Any], Policy]:
    return _read(version, dict(settings), None)


def _read(version: str, settings: Mapping[str, str] | None, path: Path | None) -> tuple[dict[str, Any], Policy]:
    held = resolved(version, path)
    return held, read_policy(held, settings=settings, where=f"{version}.yaml")


def _yaml(file: Any) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"There is no policy file {file.name}.", next_step="The timeline names it; add it.") from None
    loaded = plain(text, where=file.name)
    if not isinstance(loaded, dict):
        raise BadInput("This policy file holds no mapping.", where=file.name)
    return loaded


def _held(entry: Mapping[str, Any]) -> Held:
    place = f"timeline.yaml, version {entry.get('version')}"
    source = entry.get("source") or {}
    if not source.get("cite") or source.get("sure") not in {"high", "medium", "low"}:
        raise BadInput("This version has no source for its dates.", where=place, next_step="Cite it.")
    if entry.get("state") not in {"held", "draft"}:
        raise BadInput("A version is held or draft.", where=place)
    periods = {name: _period(entry.get(name), place) for name in ("certain", "possible")}
    if (entry["state"] == "held") != (periods["possible"] is not None) or (
        periods["certain"] and not periods["possible"]
    ):
        raise BadInput("A version that is held has a possible period, a draft has none.", where=place)
    cited = Source(" ".join(source["cite"].split()), source["sure"])
    sha256 = str(entry.get("sha256") or "")
    return Held(str(entry["version"]), entry["state"], periods["certain"], periods["possible"], cited, sha256)


def _period(entry: Any, place: str) -> tuple[date, date | None] | None:
    if entry is None:
        return None
    since, until = entry.get("since"), entry.get("until")
    if not isinstance(since, date) or not (until is None or (isinstance(until, date) and since < until)):
        raise BadInput("A period needs a since, and an until after it or null.", where=place)
    return since, until


def _covers(period: tuple[date, date | None] | None, on: date) -> bool:
    return period is not None and period[0] <= on and (period[1] is None or on < period[1])
