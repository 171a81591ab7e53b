"""ZIP, TAR and compressed files: everything within them, and what their directories say."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.opened import Opened, Stream

OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")
JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._|~\$)", re.I)
EXTRA_TIMES = {0x5455, 0x000A, 0x7875, 0x5855, 0x7855, 0x0001, 0xCAFE, 0x6375, 0x7075, 0x9901, 0xA220, 0xD935}
USUAL_OWNERS = {"", "root", "wheel", "staff", "users", "nobody", "nogroup", "admin", "daemon", "0"}


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    if opened.data[:2] == b"\x1f\x8b":
        yield from _packed(opened, context, gzip.open, ".gz")
    elif opened.data[:3] == b"BZh":
        yield from _packed(opened, context, bz2.open, ".bz2")
    elif opened.data[:6] == b"\xfd7zXZ\x00":
        yield from _packed(opened, context, lzma.open, ".xz")
    elif opened.data[257:262] == b"ustar":
        yield from _tar(opened, context)
    else:
        yield from _zip(opened, context)


def _zip(opened: Opened, context: Context) -> Iterator[Finding]:
    parts = opened.parts
    where = opened.name
    if parts.package.comment.strip(b"\x00 "):
        yield found("zip_comment", where, sample=parts.package.comment.decode("utf-8", "replace"))
    yield from _around(opened, parts.package)
    names: set[str] = set()
    commented = noted = 0
    for info in sorted(parts.entries, key=lambda i: i.header_offset):
        place = Place(part=info.filename)
        if OUTSIDE.search(info.filename):
            yield found("path_traversal", f"{where}: {info.filename}", place=place)
        if info.filename in names:
            yield found("name_twice", f"{where}: {info.filename}", place=place)
        names.add(info.filename)
        commented += bool(info.comment.strip(b"\x00 "))
        noted += _noted(info.extra)
        if info.external_attr >> 28 == 0xA:
            yield found("links_packed", f"{where}: {info.filename}", place=place)
            continue
        yield from _member(info.filename, _content(opened, info), context, where)
    if commented:
        yield found("zip_comment", f"{where}, on packed files", count=commented)
    if noted:
        yield found("zip_extra", where, count=noted)


def _content(opened: Opened, info: zipfile.ZipInfo) -> bytes:
    """One entry's bytes, of two with one name each its own, within the limits."""
    limit = opened.budget.limits.part
    try:
        raw = opened.parts.package.open(info)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise CouldNotRead("A packed file is damaged.", where=f"{opened.name}: {info.filename}") from None
    with Stream(raw, opened.budget, f"{opened.name}: {info.filename}") as stream:
        data = stream.read(min(info.file_size, limit) + 1)
    if len(data) > limit:
        raise CouldNotRead("A packed file is too large to unpack.", where=info.filename, check="too_large")
    return data


def _member(name: str, data: bytes, context: Context, where: str) -> Iterator[Finding]:
    if JUNK.search(name):
        yield found("private_data", f"{where}: {name}", place=Place(part=name), mend="Pack the files again without it.")
        return
    if not data:
        return
    yield from context.inspect_inside(name, data)


def _noted(extra: bytes) -> bool:
    """Whether the notes beside a packed file hold more than times, sizes and numbers of users."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        body = extra[at + 4 : at + 4 + size]
        if kind not in EXTRA_TIMES and body.strip(b"\x00"):
            return True
        at += 4 + size
    return bool(extra[at:].strip(b"\x00"))


def _around(opened: Opened, package: zipfile.ZipFile) -> Iterator[Finding]:
    """Bytes before the first packed file, between them, and after the directory."""
    data, where = opened.data, opened.name
    end = data.rfind(b"PK\x05\x06")
    comment = struct.unpack("<H", data[end + 20 : end + 22])[0] if 0 <= end <= len(data) - 22 else 0
    if end >= 0 and data[end + 22 + comment :].strip(b"\x00"):
        yield found("bytes_outside", f"{where}, after the directory", count=len(data) - end - 22 - comment)
    infos = sorted(package.infolist(), key=lambda info: info.header_offset)
    if infos and infos[0].header_offset > 0:
        yield found("bytes_outside", f"{where}, before the first file", count=infos[0].header_offset)
    reached = infos[0].header_offset if infos else 0
    gap = 0
    for info in infos:
        if info.header_offset > reached and data[reached : info.header_offset].strip(b"\x00"):
            gap += _unlisted(data[reached : info.header_offset])
        start = info.header_offset
        head = data[start : start + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise CouldNotRead("The archive is damaged.", where=where)
        name, extra = struct.unpack("<HH", head[26:30])
        reached = max(reached, start + 30 + name + extra + info.compress_size)
        if info.flag_bits & 8:
            tail = data[reached : reached + 24]
            reached += (16 if tail[:4] == b"PK\x07\x08" else 12) if tail[:2] != b"PK" or tail[2:4] == b"\x07\x08" else 0
    directory = package.start_dir
    if directory > reached and data[reached:directory].strip(b"\x00"):
        gap += _unlisted(data[reached:directory])
    if gap:
        yield found("bytes_outside", f"{where}, between packed files", count=gap)


def _unlisted(gap: bytes) -> int:
    """How many bytes of a gap are more than the sizes that may follow a packed file."""
    return len(gap) if len(gap) > 24 or b"PK\x03\x04" in gap else 0


def _packed(opened: Opened, context: Context, reader: Any, ending: str) -> Iterator[Finding]:
    """One compressed file: its stored name, its content, and what follows it."""
    where = opened.name
    limit = min(context.budget.limits.part, context.budget.limits.unpacked - context.budget.spent)
    chunks: list[bytes] = []
    size = 0
    try:
        with reader(io.BytesIO(opened.data)) as stream:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
                chunks.append(chunk)
                if size > limit:
                    raise CouldNotRead("The file is too large once it is unpacked.", where=where, check="too_large")
    except CouldNotRead:
        raise
    except Exception:
        raise CouldNotRead("The compressed file is damaged.", where=where) from None
    inner = re.sub(r"\.tgz$|\.tbz2?$|\.txz$", ".tar", where, flags=re.I)
    inner = inner[: -len(ending)] if inner.lower().endswith(ending) else inner
    if ending == ".gz" and opened.data[3:4] and opened.data[3] & 0x18:
        stored = opened.data[10:300].split(b"\x00")[0].decode("latin-1")
        if stored and not opened.data[3] & 0x04 and re.search(r"[\\/]", stored):
            yield found("properties_person", f"{where}, a path", sample=stored)
        if opened.data[3] & 0x10:
            yield found("zip_comment", where)
    yield from context.inspect_inside(inner.rpartition("/")[2] or "content", b"".join(chunks))


def _tar(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    owners: dict[str, int] = {}
    names: set[str] = set()
    try:
        archive = tarfile.TarFile(fileobj=io.BytesIO(opened.data), mode="r")
    except (tarfile.TarError, OSError, ValueError, EOFError):
        raise CouldNotRead("The archive is damaged.", where=where) from None
    with archive:
        for count, member in enumerate(_members(archive, where)):
            if count > context.budget.limits.parts:
                raise CouldNotRead("The archive has too many files.", where=where, check="too_large")
            place = Place(part=member.name)
            for owner in (member.uname, member.gname):
                if owner.lower() not in USUAL_OWNERS:
                    owners[owner] = owners.get(owner, 0) + 1
            if OUTSIDE.search(member.name):
                yield found("path_traversal", f"{where}: {member.name}", place=place)
            if member.name in names and member.isfile():
                yield found("name_twice", f"{where}: {member.name}", place=place)
            names.add(member.name)
            if member.islnk() or member.issym():
                yield found("links_packed", f"{where}: {member.name}", sample=member.linkname, place=place)
            elif member.isfile():
                if member.size > context.budget.limits.part:
                    raise CouldNotRead("A packed file is too large.", where=member.name, check="too_large")
                stream = archive.extractfile(member)
                data = stream.read() if stream is not None else b""
                if len(data) != member.size:
                    raise CouldNotRead("The archive ends too early.", where=where)
                yield from _member(member.name, data, context, where)
            elif not member.isdir():
                yield found("unknown_part", f"{where}: {member.name}", place=place)
        end = archive.offset
    if owners:
        yield found("archive_owner", where, count=sum(owners.values()), sample=sorted(owners)[0])
    if opened.data[end:].strip(b"\x00"):
        yield found("bytes_outside", f"{where}, after the last file", count=len(opened.data) - end)


def _members(archive: tarfile.TarFile, where: str) -> Iterator[tarfile.TarInfo]:
    try:
        yield from archive
    except (tarfile.TarError, OSError, ValueError, EOFError):
        raise CouldNotRead("The archive is damaged.", where=where) from None


def text(opened: Opened) -> str:
    """The names of packed files, and the text of each that can be read."""
    from fanlight.inspection.engine import text_of_data

    lines = []
    if opened.data[:2] == b"PK":
        for name in opened.parts:
            lines.append(name)
            lines.append(text_of_data(name, opened.parts[name]))
    return "\n".join(lines)
