"""Files made to hide one thing each, from raw bytes up: PDF, pictures, mail, archives and old Office files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw

TEXT = "BT /F1 12 Tf 40 700 Td (An ordinary letter about figures) Tj ET\n"
SECRET = "BT /F1 12 Tf 40 600 Td (Anne Example) Tj ET\n"
BOX = "0 0 0 rg 38 595 140 16 re f\n"


def pdf(content: str = TEXT, change: Callable[[Any], None] | None = None, **saving: Any) -> bytes:
    """A one-page PDF of this content, changed before it is saved."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font)))
    page.Contents = document.make_stream(content.encode("latin-1"))
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, static_id=True, **saving)
    return out.getvalue()


def with_picture(content: str, picture: Image.Image) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        image = Stream(document, picture.convert("RGB").tobytes())
        image.Type, image.Subtype, image.ColorSpace, image.BitsPerComponent = (
            Name.XObject,
            Name.Image,
            Name.DeviceRGB,
            8,
        )
        image.Width, image.Height = picture.size
        page = document.pages[0]
        page.Resources.XObject = Dictionary(Im1=document.make_indirect(image))
        page.Contents = document.make_stream(content.encode("latin-1"))

    return change


def scan(words: str = "Anne Example, 12 High Street") -> Image.Image:
    """A page as a scanner gives it: dark words on white paper."""
    page = Image.new("RGB", (595, 842), "white")
    drawing = ImageDraw.Draw(page)
    for line in range(60, 800, 20):
        drawing.text((40, line), words, fill="black")
    return page


def annotated(kind: str, rect: Sequence[float], **more: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array(list(rect)), **more)
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return change


def photograph(size: tuple[int, int] = (320, 240)) -> Image.Image:
    picture = Image.new("RGB", size)
    picture.putdata([((x * 255) // size[0], (y * 255) // size[1], 90) for y in range(size[1]) for x in range(size[0])])
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((60, 40, 200, 180), fill=(240, 220, 40))
    return picture


def jpeg(picture: Image.Image | None = None, **saving: Any) -> bytes:
    out = io.BytesIO()
    (picture or photograph()).save(out, "JPEG", **saving)
    return out.getvalue()


def png(picture: Image.Image | None = None, **saving: Any) -> bytes:
    out = io.BytesIO()
    (picture or photograph()).save(out, "PNG", **saving)
    return out.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def exif_with_preview(preview: bytes) -> bytes:
    """An EXIF block whose second directory holds this preview."""
    head = b"II*\x00" + struct.pack("<I", 8)
    first = struct.pack("<H", 0) + struct.pack("<I", 14)
    second = (
        struct.pack("<H", 2) + struct.pack("<HHII", 0x0201, 4, 1, 44) + struct.pack("<HHII", 0x0202, 4, 1, len(preview))
    )
    return b"Exif\x00\x00" + head + first + second + struct.pack("<I", 0) + preview


def with_segment(data: bytes, marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment after its first mark."""
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + data[2:]


def zipped(files: dict[str, bytes], comment: bytes = b"", **notes: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            for key, value in notes.items():
                setattr(info, key, value)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
        package.comment = comment
    return out.getvalue()


SECTOR, END, FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def compound(streams: dict[str, bytes], free: bytes = b"") -> bytes:
    """An old Office container; every stream is padded to the size from which it has sectors of its own. `free` fills a
    sector that belongs to no stream."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "kids": []}]
    for path, content in streams.items():
        parent = 0
        steps = path.split("/")
        for depth, step in enumerate(steps):
            leaf = depth == len(steps) - 1
            known = next((k for k in entries[parent]["kids"] if entries[k]["name"] == step), None)
            if known is None:
                entries.append({"name": step, "kind": 2 if leaf else 1, "kids": [], "data": content if leaf else b""})
                known = len(entries) - 1
                entries[parent]["kids"].append(known)
            parent = known
    sectors: list[bytes] = []
    table: list[int] = []
    for entry in entries:
        data = entry.get("data", b"")
        if entry["kind"] == 2:
            data = data + b"\x00" * max(0, 4096 - len(data))
            entry["size"], entry["start"] = len(data), len(sectors)
            parts = [data[i : i + SECTOR].ljust(SECTOR, b"\x00") for i in range(0, len(data), SECTOR)]
            table += [len(sectors) + i + 1 for i in range(len(parts) - 1)] + [END]
            sectors += parts
    if free:
        sectors.append(free.ljust(SECTOR, b"\x00")[:SECTOR])
        table.append(FREE)
    listed = b""
    for entry in entries:
        kids = entry["kids"]
        for this, following in zip(kids, [*kids[1:], FREE][: len(kids)], strict=True):
            entries[this]["right"] = following
    for entry in entries:
        name = entry["name"].encode("utf-16-le")
        listed += name.ljust(64, b"\x00") + struct.pack("<HBB", len(name) + 2, entry["kind"], 1)
        listed += struct.pack("<III", FREE, entry.get("right", FREE), entry["kids"][0] if entry["kids"] else FREE)
        listed += b"\x00" * 36 + struct.pack(
            "<IQ", entry.get("start", END if entry["kind"] == 5 else 0), entry.get("size", 0)
        )
    pages = [listed[i : i + SECTOR].ljust(SECTOR, b"\x00") for i in range(0, len(listed), SECTOR)]
    directory = len(sectors)
    table += [directory + i + 1 for i in range(len(pages) - 1)] + [END]
    sectors += pages
    fats = 1
    while (len(sectors) + fats) * 4 > fats * SECTOR:
        fats += 1
    first_fat = len(sectors)
    table += [0xFFFFFFFD] * fats
    raw = b"".join(struct.pack("<I", entry) for entry in table).ljust(fats * SECTOR, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, END, 0, END, 0)
    head += b"".join(struct.pack("<I", first_fat + i if i < fats else FREE) for i in range(109))
    return head + b"".join(sectors) + raw


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text8(value: str, long: bool = False) -> bytes:
    return struct.pack("<H" if long else "<B", len(value)) + b"\x00" + value.encode("latin-1")


def xls(
    sheets: Sequence[tuple[str, int, Sequence[Sequence[str]], bytes]],
    book: bytes = b"",
    more: dict[str, bytes] | None = None,
    unused: Sequence[str] = (),
    colour: int = 0x7FFF,
) -> bytes:
    """An old workbook. Sheets are (name, state, rows of texts, further records); `book` are further records before them."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    texts = [cell for _, _, rows, _ in sheets for row in rows for cell in row] + list(unused)
    fonts = b"".join(
        record(0x31, struct.pack("<HHHHHBBBB", 200, 0, c, 400, 0, 0, 0, 0, 0) + text8("Arial"))
        for c in (0x7FFF, colour)
    )
    styles = b"".join(record(0xE0, struct.pack("<HH", font, 0) + b"\x00" * 16) for font in (0, 1))
    shared = record(0xFC, struct.pack("<II", len(texts), len(texts)) + b"".join(text8(t, long=True) for t in texts))
    bodies = []
    index = 0
    for _, _, rows, further in sheets:
        body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
        for r, row in enumerate(rows):
            for c, _ in enumerate(row):
                body += record(0xFD, struct.pack("<HHHI", r, c, 1, index))
                index += 1
        bodies.append(body + further + record(0x0A))
    bounds = [record(0x85, struct.pack("<IBB", 0, state, 0) + text8(name)) for name, state, _, _ in sheets]
    head = begin + fonts + styles + book
    at = len(head) + sum(map(len, bounds)) + len(shared) + len(record(0x0A))
    placed = []
    for (name, state, _, _), body in zip(sheets, bodies, strict=True):
        placed.append(record(0x85, struct.pack("<IBB", at, state, 0) + text8(name)))
        at += len(body)
    stream = head + b"".join(placed) + shared + record(0x0A) + b"".join(bodies)
    return compound({"Workbook": stream, **(more or {})})


def doc(text: str = "An ordinary letter.", formatting: bytes = b"", flags: int = 0, lost: str = "") -> bytes:
    """An old Word document of one piece, with one run of characters formatted by `formatting`."""
    body, gone = text.encode("cp1252"), lost.encode("cp1252")
    start = 512
    main = bytearray(b"\x00" * start) + gone + body
    main += b"\x00" * (-len(main) % 512)
    page = bytearray(512)
    first = start + len(gone)
    struct.pack_into("<II", page, 0, first, first + len(body))
    if formatting:
        page[8] = 100
        page[200] = len(formatting)
        page[201 : 201 + len(formatting)] = formatting
    page[511] = 1
    number = len(main) // 512
    main += page
    plc_characters = struct.pack("<III", first, first + len(body), number)
    pieces = struct.pack("<II", 0, len(body)) + struct.pack("<HIH", 0, (2 * first) | 0x40000000, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    table = plc_characters + clx
    main[0:2] = b"\xec\xa5"
    struct.pack_into("<HHHHH", main, 2, 0xC1, 0, 0x409, 0, flags)
    struct.pack_into("<H", main, 32, 14)
    struct.pack_into("<H", main, 62, 22)
    struct.pack_into("<I", main, 64 + 12, len(body))
    struct.pack_into("<H", main, 152, 34)
    struct.pack_into("<II", main, 154 + 8 * 12, 0, len(plc_characters))
    struct.pack_into("<II", main, 154 + 8 * 33, len(plc_characters), len(clx))
    main += b"\x00" * max(0, 1024 - len(main))
    return compound({"WordDocument": bytes(main), "0Table": table})


def msg(attachment: tuple[str, bytes] | None = None, hidden: bool = False) -> bytes:
    def wide(value: str) -> bytes:
        return value.encode("utf-16-le")

    streams = {
        "__properties_version1.0": b"\x00" * 32,
        "__substg1.0_0037001F": wide("Figures"),
        "__substg1.0_0C1A001F": wide("Anne Example"),
        "__substg1.0_1000001F": wide("The figures that you asked for."),
    }
    if hidden:
        kind = struct.pack("<III", 0x0C150003, 6, 3) + b"\x00" * 4
        streams["__recip_version1.0_#00000000/__properties_version1.0"] = b"\x00" * 8 + kind
        streams["__recip_version1.0_#00000000/__substg1.0_3001001F"] = wide("Ben Example")
    if attachment:
        streams["__attach_version1.0_#00000000/__properties_version1.0"] = b"\x00" * 8
        streams["__attach_version1.0_#00000000/__substg1.0_3707001F"] = wide(attachment[0])
        streams["__attach_version1.0_#00000000/__substg1.0_37010102"] = attachment[1]
    return compound(streams)
