"""A file's name and bytes; for a package, its parts, unpacked one at a time and within the budget."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Budget

STEP = 1 << 16


@dataclass(frozen=True)
class Opened:
    name: str
    data: bytes
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def parts(self) -> Parts:
        return Parts(self)

    def xml(self, name: str, *, recover: bool = False) -> Any:
        """A part as an element; no entity is resolved and nothing is fetched. For small parts: streams use `open`."""
        return parse_xml(self.parts[name], f"{self.name}: {name}", recover=recover)


class Parts(Mapping[str, bytes]):
    """A package's parts by name; of two with one name, the later (as most readers do). Raises CouldNotRead for an
    encrypted part, a damaged one, or one past the budget."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        try:
            self.package = zipfile.ZipFile(io.BytesIO(opened.data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
            raise CouldNotRead("The package is damaged.", where=opened.name) from None
        self.entries = [info for info in self.package.infolist() if not info.is_dir()]
        if len(self.package.infolist()) > opened.budget.limits.parts:
            raise CouldNotRead("The package has too many parts.", where=opened.name, check="too_large")
        if any(info.flag_bits & 1 for info in self.entries):
            raise CouldNotRead("The file is encrypted.", where=opened.name, check="encrypted")
        self.by_name = {info.filename: info for info in self.entries}

    def __getitem__(self, name: str) -> bytes:
        info = self.by_name[name]
        limit = self.opened.budget.limits.part
        with self.open(name) as stream:
            data = stream.read(min(info.file_size, limit) + 1)
        if len(data) > limit:
            raise CouldNotRead("A part is too large to unpack.", where=f"{self.opened.name}: {name}", check="too_large")
        return data

    def open(self, name: str) -> Stream:
        """A part as a stream that counts what it unpacks."""
        info = self.by_name[name]
        try:
            return Stream(self.package.open(info), self.opened.budget, f"{self.opened.name}: {name}")
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
            raise CouldNotRead("A part is damaged.", where=f"{self.opened.name}: {name}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def __contains__(self, name: object) -> bool:
        return name in self.by_name


class Stream(io.RawIOBase):
    def __init__(self, raw: IO[bytes], budget: Budget, where: str) -> None:
        self._raw, self._budget, self._where = raw, budget, where

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = -1 if size is None else size
        chunks = []
        while wanted:
            try:
                chunk = self._raw.read(STEP if wanted < 0 else min(wanted, STEP))
            except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
                raise CouldNotRead("A part is damaged.", where=self._where) from error
            except Exception as error:  # zlib.error, lzma.LZMAError: the decompressors have no common ancestor
                raise CouldNotRead("A part is damaged.", where=self._where) from error
            if not chunk:
                break
            self._budget.spend(len(chunk), self._where)
            chunks.append(chunk)
            wanted -= len(chunk) if wanted > 0 else 0
        return b"".join(chunks)

    def close(self) -> None:
        self._raw.close()
        super().close()


def parse_xml(data: bytes, where: str, *, recover: bool = False) -> Any:
    """Bytes as an element. Raises CouldNotRead where they are not XML, or declare entities."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=recover, remove_pis=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CouldNotRead("A part is not well-formed XML.", where=where) from None
    if root is None:
        raise CouldNotRead("A part is not well-formed XML.", where=where)
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise CouldNotRead("A part declares entities of its own.", where=where)
    return root


def rooted(root: Any, where: str, *names: str) -> Any:
    """The element, where it bears one of these local names. Raises CouldNotRead: a part is not what its place says."""
    if not isinstance(root.tag, str) or root.tag.rpartition("}")[2] not in names:
        raise CouldNotRead("A part is not what its place says.", where=where)
    return root


def elements(root: Any, *names: str) -> Iterator[Any]:
    """The elements with these local names, whatever their namespace; all where none is named."""
    for element in root.iter():
        if isinstance(element.tag, str) and (not names or element.tag.rpartition("}")[2] in names):
            yield element


def attribute(element: Any, name: str) -> str:
    """The attribute with this local name, or ""."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""
