"""Files that go out with a letter: what they are, to which questions, what was redacted, what a person accepted in them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from fanlight.answering.case.strict import Strict
from fanlight.answering.words import size


class Redaction(Strict):
    """`exemption` as a case cites it ("40(2)"), and the number of places in which it was redacted for."""

    exemption: str
    places: int


class Accepted(Strict):
    """A person's word that a `finding` of the inspector may stay `where` it is, in the file of exactly this SHA-256."""

    finding: str
    where: str
    sha256: str
    reason: str = ""
    decided_by: str = ""
    decided_on: datetime.date | None = None


class Attachment(Strict):
    """`file` lies in the case's folder; `questions` are those that it answers; `publish`: on the page too."""

    file: str
    title: str = ""
    questions: list[str] = []
    publish: bool = False
    redactions: list[Redaction] = []
    accepted: list[Accepted] = []

    @property
    def name(self) -> str:
        """Its name as it goes out."""
        return PurePosixPath(self.file).name


FOLDER = "attachments"
"""Of attachments within requester/ and publish/: none takes the name of a file that is made here."""

_KINDS = {
    ".pdf": "PDF",
    ".docx": "Word document",
    ".doc": "Word document",
    ".odt": "OpenDocument text",
    ".xlsx": "Excel spreadsheet",
    ".xls": "Excel spreadsheet",
    ".xlsb": "Excel spreadsheet",
    ".ods": "OpenDocument spreadsheet",
    ".csv": "CSV",
    ".json": "JSON",
    ".pptx": "PowerPoint presentation",
    ".odp": "OpenDocument presentation",
    ".html": "web page",
    ".txt": "plain text",
    ".jpg": "JPEG picture",
    ".jpeg": "JPEG picture",
    ".png": "PNG picture",
    ".tif": "TIFF picture",
    ".tiff": "TIFF picture",
    ".zip": "ZIP archive",
    ".eml": "e-mail",
    ".msg": "e-mail",
    ".mp3": "MP3 sound",
    ".mp4": "MP4 video",
}


def kind(name: str) -> str:
    """A file's format in words, by the end of its name."""
    suffix = PurePosixPath(name).suffix.lower()
    return _KINDS.get(suffix) or (f"{suffix[1:].upper()} file" if len(suffix) > 1 else "file")


@dataclass(frozen=True)
class Enclosed:
    """An attachment with its bytes; `position` says which entry of the case's attachments it is."""

    position: int
    entry: Attachment
    data: bytes

    @property
    def at(self) -> str:
        return f"attachments.{self.position}"

    @property
    def path(self) -> str:
        """Below requester/ or publish/."""
        return f"{FOLDER}/{self.entry.name}"

    @property
    def title(self) -> str:
        return " ".join(self.entry.title.split()) or self.entry.name

    @property
    def described(self) -> str:
        """Its name, format and size."""
        return f"{self.entry.name}, {kind(self.entry.name)}, {size(len(self.data))}"

    @property
    def spoken_name(self) -> str:
        """Its name as a search for people's names reads it: the words without what parts them."""
        return re.sub(r"[\W_]+", " ", self.entry.name)
