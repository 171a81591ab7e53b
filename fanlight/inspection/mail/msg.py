"""Outlook messages (MSG), by the streams of MS-OXMSG: people, routing, hidden recipients, attachments."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.mail.eml import headers
from fanlight.inspection.ole import container as ole
from fanlight.inspection.opened import Opened

PROPERTY = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?", re.IGNORECASE)
PEOPLE = {"0C1A": "sender", "0C1F": "sender's address", "5D01": "sender's address", "0042": "sent for", "0E04": "to",
          "0E03": "cc", "3FFA": "last changed by", "3FF8": "created by", "0040": "received by", "0076": "received by"}  # fmt: skip
RECIPIENT_KINDS = {1: "to", 2: "cc", 3: "bcc"}
MOST = 5_000


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    with ole.container(opened) as file:
        yield from _message(file, [], opened.name, context, 0)


def _children(file: Any, prefix: list[str]) -> dict[str, list[list[str]]]:
    """The entries directly under a storage: name → the paths of streams within."""
    grouped: dict[str, list[list[str]]] = {}
    for path in file.listdir():
        if len(path) > len(prefix) and [p.lower() for p in path[: len(prefix)]] == [p.lower() for p in prefix]:
            grouped.setdefault(path[len(prefix)], []).append(path)
    return grouped


def _value(file: Any, path: list[str], context: Context, where: str) -> str:
    data = ole.stream(file, path, context, where)
    match = PROPERTY.fullmatch(path[-1])
    kind = match[2].upper() if match else ""
    return data.decode("utf-16-le" if kind == "001F" else "cp1252", "replace").strip("\x00 ")


def _fixed(file: Any, path: list[str], head: int, context: Context, where: str) -> dict[int, int]:
    """The fixed-size properties of a storage: tag → value."""
    data = ole.stream(file, path, context, where)
    values = {}
    for at in range(head, len(data) - 15, 16):
        tag, _, value = struct.unpack_from("<III", data, at)
        values[tag >> 16] = value
    return values


def _message(file: Any, prefix: list[str], where: str, context: Context, depth: int) -> Iterator[Finding]:
    if depth > context.budget.limits.depth:
        raise CouldNotRead("Mails lie within mails too deep to follow.", where=where, check="too_deep")
    entries = _children(file, prefix)
    if len(entries) > MOST:
        raise CouldNotRead("The mail has too many parts.", where=where, check="too_large")
    if "__properties_version1.0" not in entries:
        raise CouldNotRead("The mail is damaged.", where=where)
    people, sample = [], ""
    for name in sorted(entries):
        match = PROPERTY.fullmatch(name)
        if not match or len(entries[name][0]) != len(prefix) + 1:
            continue
        tag = match[1].upper()
        path = entries[name][0]
        if tag in PEOPLE and match[2].upper() in {"001F", "001E"}:
            text = _value(file, path, context, where)
            if text:
                people.append(PEOPLE[tag])
                sample = sample or text
        elif tag == "0E02" and _value(file, path, context, where):
            yield found("mail_bcc", f"{where}, bcc", sample=_value(file, path, context, where))
        elif tag == "007D":
            import email

            parsed = email.message_from_string(_value(file, path, context, where))
            yield from (f for f in headers([(k, str(v)) for k, v in parsed.items()], where) if f.check != "mail_people")
        elif tag == "1009":
            yield found("mail_alternative", f"{where}, a version in RTF", severity="info")
    if people:
        yield found("mail_people", f"{where}, {', '.join(dict.fromkeys(people))}", count=len(people), sample=sample)
    yield from _recipients(file, prefix, entries, where, context)
    for name in sorted(n for n in entries if n.lower().startswith("__attach_version1.0_")):
        yield from _attachment(file, [*prefix, name], where, context, depth)
    known = (
        "__substg1.0_",
        "__recip_version1.0_",
        "__attach_version1.0_",
        "__properties_version1.0",
        "__nameid_version1.0",
    )
    for name in sorted(entries):
        property_like = name.lower().startswith("__substg1.0_") and not PROPERTY.fullmatch(name)
        if property_like or not name.lower().startswith(known):
            yield found("unknown_part", f"{where}: {name!r}", place=Place(part=name))


def _recipients(
    file: Any, prefix: list[str], entries: dict[str, list[list[str]]], where: str, context: Context
) -> Iterator[Finding]:
    hidden, sample = 0, ""
    for name in sorted(n for n in entries if n.lower().startswith("__recip_version1.0_")):
        inner = _children(file, [*prefix, name])
        if "__properties_version1.0" not in inner:
            raise CouldNotRead("The mail is damaged.", where=where)
        fixed = _fixed(file, inner["__properties_version1.0"][0], 8, context, where)
        if RECIPIENT_KINDS.get(fixed.get(0x0C15, 1) & 0x0F) == "bcc":
            hidden += 1
            for entry in sorted(inner):
                match = PROPERTY.fullmatch(entry)
                if match and match[1].upper() in {"3001", "39FE", "3003"} and not sample:
                    sample = _value(file, inner[entry][0], context, where)
    if hidden:
        yield found("mail_bcc", f"{where}, hidden recipients", count=hidden, sample=sample)


def _attachment(file: Any, prefix: list[str], where: str, context: Context, depth: int) -> Iterator[Finding]:
    entries = _children(file, prefix)
    label, content, inner = prefix[-1], None, None
    for name, paths in sorted(entries.items()):
        match = PROPERTY.fullmatch(name)
        if not match:
            continue
        tag, kind = match[1].upper(), match[2].upper()
        if tag in {"3704", "3707"} and kind in {"001F", "001E"}:
            label = _value(file, paths[0], context, where) or label
        elif tag == "3701" and kind == "0102":
            content = ole.stream(file, paths[0], context, where)
        elif tag == "3701" and kind == "000D":
            inner = [*prefix, name]
    yield found("attachments", f"{where}: {label}", place=Place(part=label))
    if content is not None:
        yield from context.inspect_inside(label, content)
    elif inner is not None and "__properties_version1.0" in _children(file, inner):
        yield from _message(file, inner, f"{where} › {label}", context, depth + 1)
    else:
        context.unread.append(CouldNotRead("An attached object could not be read.", where=f"{where}: {label}"))
        yield found("inside_not_read", f"{where}: {label}")


def text(opened: Opened) -> str:
    context = Context(lambda name, data, inner: iter(()))
    with ole.container(opened) as file:
        lines = []
        for path in file.listdir():
            match = PROPERTY.fullmatch(path[-1])
            if match and match[2].upper() in {"001F", "001E"}:
                lines.append(_value(file, path, context, opened.name))
        return "\n".join(lines)
