"""Old Office files as containers: their streams, their properties, and what their free sectors still hold."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.opened import Opened
from fanlight.inspection.traces import NO_PERSON, PATH

PERSONAL = ("author", "last_saved_by", "manager", "company", "category_owner")
REMARKS = ("comments", "keywords", "subject")
PROGRAM = (
    "title",
    "creating_application",
    "create_time",
    "last_saved_time",
    "last_printed",
    "revision_number",
    "category",
)
TEXT_RUN = re.compile(rb"(?:[\x20-\x7e]\x00){12,}|[\x20-\x7e]{24,}")
USUAL_RUN = re.compile(
    rb"Microsoft|Normal\.dot|urn:|http://schemas|Copyright|[\x20-\x7e]*(?:Arial|Times New Roman|Calibri)", re.I
)
USUAL_CUSTOM = {"AppVersion", "DocSecurity", "HyperlinksChanged", "LinksUpToDate", "ScaleCrop", "ShareDoc", "_PID_HLINKS",
                "_PID_LINKBASE", "_PID_GUID", "HyperlinkBase"}  # fmt: skip
STANDARD_TEMPLATES = {"normal", "normal.dot", "normal.dotm", "normal.wpt", ""}


def container(opened: Opened) -> Any:
    """The file as olefile reads it. Raises CouldNotRead where it is damaged."""
    import olefile

    try:
        return olefile.OleFileIO(io.BytesIO(opened.data), raise_defects=olefile.DEFECT_INCORRECT)
    except Exception:
        raise CouldNotRead("The file is damaged.", where=opened.name) from None


def stream(file: Any, path: str | list[str], context: Context, where: str) -> bytes:
    """A stream's bytes, counted against the limits."""
    try:
        size = file.get_size(path)
        context.budget.spend(size, where)
        return bytes(file.openstream(path).read())
    except CouldNotRead:
        raise
    except Exception:
        raise CouldNotRead("A stream of the file is damaged.", where=where) from None


def properties(file: Any, where: str) -> Iterator[Finding]:
    """People, paths and programs in the two property sets."""
    for path in file.listdir():
        if path[-1].lower() in {"\x05summaryinformation", "\x05documentsummaryinformation"} and len(path) > 1:
            yield found("properties_program", f"{where}: properties of an inner object", severity="info")
    try:
        metadata = file.get_metadata()
        custom = _custom(file)
    except Exception:
        raise CouldNotRead("The properties of the file are damaged.", where=where) from None
    for key in PERSONAL:
        text = _text(getattr(metadata, key, None))
        if text and not NO_PERSON.fullmatch(text):
            yield found("properties_person", f"{where}: property {key.replace('_', ' ')}", sample=text)
    template = _text(metadata.template)
    if PATH.search(template) or template.lower() not in STANDARD_TEMPLATES:
        yield found("template_path", f"{where}: property template", sample=template)
    program = 0
    for key in (*REMARKS, *PROGRAM):
        text = _text(getattr(metadata, key, None))
        if PATH.search(text):
            yield found("properties_person", f"{where}: property {key.replace('_', ' ')}, a path", sample=text)
        elif text and key in REMARKS:
            yield found("properties_custom", f"{where}: property {key}", sample=text)
        else:
            program += bool(text)
    if program:
        yield found("properties_program", f"{where}: properties", count=program)
    if metadata.thumbnail:
        yield found("thumbnail", f"{where}: property thumbnail")
    if custom:
        yield found("properties_custom", f"{where}: custom properties", count=custom)


def _custom(file: Any) -> int:
    """How many custom properties there are, those apart that programs write on their own: the second section of the
    document's property set, by its dictionary of names."""
    name = "\x05DocumentSummaryInformation"
    if not file.exists(name):
        return 0
    data = file.openstream(name).read()
    if int.from_bytes(data[24:28], "little") < 2 or len(data) < 68:
        return 0
    at = int.from_bytes(data[64:68], "little")
    count = int.from_bytes(data[at + 4 : at + 8], "little")
    offsets = {}
    for entry in range(at + 8, min(at + 8 + 8 * count, len(data) - 7), 8):
        identity, offset = struct.unpack_from("<II", data, entry)
        offsets[identity] = at + offset
    names = _dictionary(data, offsets.get(0, len(data)), offsets.get(1, 0))
    return len([identity for identity in offsets if identity > 1 and identity < 0x80000000
                and names.get(identity, "?") not in USUAL_CUSTOM])  # fmt: skip


def _dictionary(data: bytes, at: int, codepage: int) -> dict[int, str]:
    wide = data[codepage + 4 : codepage + 6] == b"\xb0\x04"
    names: dict[int, str] = {}
    (count,) = struct.unpack_from("<I", data, at) if at + 4 <= len(data) else (0,)
    at += 4
    for _ in range(min(count, 1000)):
        if at + 8 > len(data):
            break
        identity, size = struct.unpack_from("<II", data, at)
        size *= 2 if wide else 1
        raw = data[at + 8 : at + 8 + size]
        names[identity] = (raw.decode("utf-16-le", "replace") if wide else raw.decode("cp1252", "replace")).strip(
            "\x00"
        )
        at += 8 + size + (-size % 4 if wide else 0)
    return names


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace") if value.isascii() else value.decode("cp1252", "replace")
    return " ".join(str(value).split()).strip("\x00 ") if value is not None else ""


def macros(file: Any, where: str) -> Iterator[Finding]:
    """Storages of macro code."""
    storages = {path[0].lower() for path in file.listdir(streams=True, storages=True)}
    for storage in sorted(storages & {"macros", "_vba_project_cur", "vba", "_vba_project"}):
        yield found("macros", f"{where}: {storage}", place=Place(part=storage))


def embedded(file: Any, where: str, context: Context, storages: re.Pattern[str]) -> Iterator[Finding]:
    """Objects in storages of their own, each looked into as far as it holds a file."""
    groups: dict[str, list[list[str]]] = {}
    for path in file.listdir():
        match = next((i for i, step in enumerate(path) if storages.fullmatch(step)), None)
        if match is not None and match < len(path) - 1:
            groups.setdefault("/".join(path[: match + 1]), []).append(path)
    for storage, paths in sorted(groups.items()):
        yield found("embedded", f"{where}: {storage}", place=Place(part=storage))
        for path in sorted(paths):
            name = path[-1].lower()
            if name in {
                "package",
                "contents",
                "\x01ole10native",
                "powerpoint document",
                "worddocument",
                "workbook",
                "book",
            }:
                data = stream(file, path, context, where)
                inner = _native(data) if name == "\x01ole10native" else ("object", data)
                if inner[1][:4] in {b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff\xe0", b"\x89PNG"}:
                    yield from context.inspect_inside(inner[0], inner[1])
                else:
                    yield found("inside_not_read", f"{where}: {storage}", mend="Take the inner object out.")
                    context.unread.append(
                        CouldNotRead("An inner object could not be read.", where=f"{where}: {storage}")
                    )


def _native(data: bytes) -> tuple[str, bytes]:
    """(name, content) of a packaged file."""
    parts = data[6:].split(b"\x00", 2)
    label = parts[0].decode("cp1252", "replace") if parts else "object"
    for magic in (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG"):
        at = data.find(magic)
        if at >= 0:
            return label or "object", data[at:]
    return label or "object", data


def leftovers(file: Any, opened: Opened) -> Iterator[Finding]:
    """Text in sectors that belong to no stream, or beyond the last."""
    size = file.sector_size
    data, runs, sample = opened.data, 0, ""
    free = 0xFFFFFFFF
    for number, entry in enumerate(file.fat):
        start = (number + 1) * size
        if entry != free or start >= len(data):
            continue
        for match in TEXT_RUN.finditer(data[start : start + size]):
            run = match[0].replace(b"\x00", b"")
            if not USUAL_RUN.search(run) and len(set(run)) > 4:
                runs += 1
                sample = sample or run.decode("ascii")
    if runs:
        yield found("fast_save", f"{opened.name}: in unused sectors", count=runs, sample=sample, sure="likely")
