"""The manifest: the SHA-256 of every draft file, what is still missing, and the approval bound to those bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from fanlight.answering.case.people import Person
from fanlight.errors import BadInput

NAME = "manifest.json"
When = Literal["now", "later", "no"]
"""When the page goes out: with the approval, by an act of its own, or never."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def bound(files: Mapping[str, str]) -> bytes:
    """What an approval of files by their hashes is an approval of."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items())).encode()


@dataclass(frozen=True)
class Manifest:
    """`files` maps a path under `draft/` to its hash. `missing` is what a person still has to decide; `people` are all whom
    the case enters, `deciders` the keys of those whose decisions the draft carries: none of them may approve it, but for
    the reason in `override`, and where nobody else exists. `ledger`: the ledger that the draft was
    audited with, as it stood (None: none).
    `ended`: whether the search for the least loss ended by "proof", by "work" or by "time" (None: there are no tables).
    By time, the same case may give other files on another machine. `publish`: when the page goes out. `not_counted`: what of
    the records the figures do not count, and who has said that this is right, for the approver; `ledger_notes`: what is to be
    known of the ledger."""

    reference: str
    case: dict[str, str]
    audit: str
    files: dict[str, str]
    missing: tuple[str, ...]
    deciders: tuple[str, ...]
    approval: dict[str, str] | None = None
    ledger: dict[str, Any] | None = None
    ended: str | None = None
    people: tuple[Person, ...] = ()
    override: str = ""
    publish: When = "now"
    not_counted: tuple[str, ...] = ()
    ledger_notes: tuple[str, ...] = ()

    def unapproved(self) -> Manifest:
        """As the draft left it."""
        return replace(self, approval=None)

    def to_json(self) -> str:
        body: dict[str, Any] = {
            "reference": self.reference,
            "case": self.case,
            "audit": self.audit,
            "files": self.files,
            "missing": list(self.missing),
            **({"people": [person.as_json() for person in self.people]} if self.people else {}),
            "deciders": list(self.deciders),
            **({"override": self.override} if self.override else {}),
            "ledger": self.ledger,
            **({} if self.ended is None else {"ended": self.ended}),
            **({} if self.publish == "now" else {"publish": self.publish}),
            **({"not_counted": list(self.not_counted)} if self.not_counted else {}),
            **({"ledger_notes": list(self.ledger_notes)} if self.ledger_notes else {}),
            "approval": self.approval,
        }
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def of_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of every file by its path with forward slashes, in the order of a folder's listing."""
    return {path: sha256(files[path]) for path in sorted(files, key=lambda path: path.split("/"))}


def of_folder(folder: Path) -> dict[str, str]:
    """The hash of every file under a folder, by its path with forward slashes, sorted. What a link has outside of the
    folder is none of its files."""
    top = folder.resolve()
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(top))
    }


def read(path: Path) -> Manifest:
    """Raises `BadInput` where there is no readable manifest."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            body["reference"],
            dict(body["case"]),
            body["audit"],
            dict(body["files"]),
            tuple(body["missing"]),
            tuple(body["deciders"]),
            body["approval"],
            body.get("ledger"),
            body.get("ended"),
            tuple(map(Person.from_json, body.get("people", ()))),
            body.get("override", ""),
            body.get("publish", "now"),
            tuple(body.get("not_counted", ())),
            tuple(body.get("ledger_notes", ())),
        )
    except FileNotFoundError:
        raise BadInput(
            "There is no draft here.", where=str(path.parent), next_step="Make one with fanlight answer."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"The manifest cannot be read: {error!r}.", where=path.name) from None
