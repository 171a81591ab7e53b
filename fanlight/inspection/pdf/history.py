"""What a PDF file keeps of its past: earlier revisions, objects that nothing refers to, bytes outside the document."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.pdf.painted import painted_objects

END = re.compile(rb"%%EOF[ \t]*\r?\n?|%%EOF")
OBJECT = re.compile(rb"(?:^|[\s>])(\d{1,10})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
SHOWS_TEXT = re.compile(rb"\bBT\b.*?(?:Tj|TJ|'|\")", re.DOTALL)
MOST_REVISIONS = 20
LARGEST_STREAM = 50_000_000


def _linearised(data: bytes) -> bool:
    """Whether the file is laid out for the web, as a whole: its first end mark ends no revision."""
    head = data[:1024]
    match = re.search(rb"/Linearized\b", head)
    length = re.search(rb"/L\s+(\d+)", head)
    return bool(match and length and abs(int(length[1]) - len(data)) < 64)


def revisions(data: bytes, name: str, pdf: Any) -> Iterator[Finding]:
    """Earlier versions of the document inside the file, and what each showed that the last does not."""
    ends = [match.end() for match in END.finditer(data)]
    if data.find(b"/Linearized", 0, 1024) >= 0 and ends:
        ends = ends[1:] if _linearised(data) or len(ends) > 1 else ends
    earlier = ends[:-1]
    if not earlier:
        return
    if len(earlier) > MOST_REVISIONS:
        yield found("old_revisions", f"{name}: {len(earlier)} earlier versions", count=len(earlier))
        return
    now = _words(data, name)
    kept = _stream_digests(pdf)
    for number, end in enumerate(earlier, start=1):
        before = data[:end]
        label = f"{name}: version {number} of {len(ends)}"
        try:
            words = _words(before, label)
            lost = sum((words - now).values()) if words else 0
            pictures = _lost_pictures(before, kept)
        except CouldNotRead:
            yield found("old_revisions", f"{label} could not be read", sure="possible")
            continue
        gone = " ".join(word for word in words if word not in now)
        if lost or pictures:
            what = [f"{lost} words" if lost else "", f"{pictures} pictures" if pictures else ""]
            where = f"{label} shows {' and '.join(w for w in what if w)} that the last does not"
            yield found("old_revisions", where, count=lost + pictures, sample=gone)
        else:
            yield found(
                "old_revisions",
                f"{label} shows nothing that the last does not",
                severity="info",
                mend="Write the file anew if you like.",
            )


def _words(data: bytes, name: str) -> Any:
    """The words of all pages with how often each stands there."""
    from collections import Counter

    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise CouldNotRead("A version of the file could not be read.", where=name) from None
    counted: Counter[str] = Counter()
    try:
        for index in range(len(document)):
            page = document[index]
            reader = page.get_textpage()
            counted.update(reader.get_text_bounded().split())
            reader.close()
            page.close()
    finally:
        document.close()
    return counted


def _digests(pdf: Any, kinds: set[str]) -> set[bytes]:
    import hashlib

    import pikepdf

    found_ones = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and str(one.get("/Subtype", "")) in kinds:
            found_ones.add(hashlib.sha256(one.read_raw_bytes()).digest())
    return found_ones


def _stream_digests(pdf: Any) -> set[bytes]:
    return _digests(pdf, {"/Image"})


def _lost_pictures(before: bytes, kept: set[bytes]) -> int:
    """Pictures of an earlier version that the last does not have."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(before)) as pdf:
            return len(_digests(pdf, {"/Image"}) - kept)
    except (pikepdf.PdfError, ValueError):
        raise CouldNotRead("A version of the file could not be read.") from None


def outside(data: bytes, name: str, context: Context) -> Iterator[Finding]:
    """Bytes before the header and after the last end mark, inspected where they are a file of their own."""
    start = data.find(b"%PDF-")
    if start > 0 and data[:start].strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        yield found("bytes_outside", f"{name}: {start} bytes before the document", count=start)
    ends = [match.end() for match in END.finditer(data)]
    if not ends:
        return
    after = data[ends[-1] :]
    if after.strip(b"\x00 \t\r\n"):
        yield found("bytes_outside", f"{name}: {len(after)} bytes after the document", count=len(after))
        if after.lstrip(b"\x00 \t\r\n")[:4] in {b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"\x89PNG"}:
            yield from context.inspect_inside("bytes after the document", after.lstrip(b"\x00 \t\r\n"))


def orphans(data: bytes, pdf: Any, name: str, context: Context) -> Iterator[Finding]:
    """Content that no page paints, objects that nothing leads to, and objects that stand in the bytes alone."""
    import pikepdf

    reached, painted = _reached(pdf), painted_objects(pdf)
    texts, pictures, files, others, sample = 0, 0, 0, 0, ""
    for one in pdf.objects:
        if one is None or not getattr(one, "objgen", (0, 0))[0] or one.objgen in painted:
            continue
        lost = one.objgen not in reached
        if isinstance(one, pikepdf.Stream):
            kind, sort = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
            if kind in {"/XRef", "/ObjStm", "/Metadata"} or "/FunctionType" in one:
                continue
            if kind == "/EmbeddedFile":
                files += lost
            elif sort == "/Image":
                pictures += 1
            elif SHOWS_TEXT.search(body := _decoded(one, name, context)) and "/Length1" not in one:
                texts += 1
                sample = sample or _literal(body)
            else:
                others += lost
        elif lost and isinstance(one, pikepdf.Dictionary) and "/Contents" in one and "/Subtype" in one:
            texts += 1
            sample = sample or str(one.get("/Contents"))[:200]
        else:
            others += lost
    if texts:
        yield found("orphan_objects", f"{name}: {texts} with text", count=texts, sample=sample)
    if pictures:
        yield found("orphan_objects", f"{name}: {pictures} pictures", count=pictures)
    if files:
        yield found("orphan_objects", f"{name}: {files} attached files", count=files)
    if others:
        yield found("orphan_objects", f"{name}: {others} without text or pictures", count=others, severity="info")
    yield from _lost_in_bytes(data, pdf, name)


def _decoded(stream: Any, name: str, context: Context) -> bytes:
    try:
        body = bytes(stream.read_bytes())
    except Exception:
        return b""
    context.budget.spend(len(body), name)
    return body


def _literal(body: bytes) -> str:
    match = re.search(rb"\(((?:[^()\\]|\\.){1,200})\)", body)
    return match[1].decode("latin-1") if match else ""


def _reached(pdf: Any) -> set[tuple[int, int]]:
    import pikepdf

    reached: set[tuple[int, int]] = set()
    queue = [pdf.trailer.get(key) for key in pdf.trailer.keys() if key not in {"/Prev", "/XRefStm"}]
    while queue:
        one = queue.pop()
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)) or hasattr(one, "objgen"):
            generation = one.objgen
            if generation[0]:
                if generation in reached:
                    continue
                reached.add(generation)
        if isinstance(one, pikepdf.Array):
            queue += [member for member in one if isinstance(member, pikepdf.Object)]
        elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            queue += [value for key in one.keys() if isinstance(value := one.get(key), pikepdf.Object)]
    return reached


def _lost_in_bytes(data: bytes, pdf: Any, name: str) -> Iterator[Finding]:
    """Objects that stand in the bytes but in no table: what an editor cut off from the file and left there."""
    known = {one.objgen for one in pdf.objects if getattr(one, "objgen", (0, 0))[0]}
    lost, sample = 0, ""
    streams = _stream_spans(data)
    counted: set[tuple[int, int]] = set()
    revised = len(END.findall(data)) > 1
    for match in OBJECT.finditer(data):
        start = match.start(1)
        if any(a <= start < b for a, b in streams.get(start >> 16, ())):
            continue
        identity = (int(match[1]), int(match[2]))
        if identity in known and (revised or identity not in counted):
            counted.add(identity)
            continue
        body = data[match.end() : match.end() + 200_000]
        body = body[: body.find(b"endobj")] if b"endobj" in body else body
        content = _inflated(body)
        if SHOWS_TEXT.search(content) or b"/Image" in body[:2000] or re.search(rb"/Contents\s*[(<]", body):
            lost += 1
            sample = sample or _literal(content)
    if lost:
        yield found("orphan_objects", f"{name}: {lost} outside the tables", count=lost, sample=sample)


def _stream_spans(data: bytes) -> dict[int, list[tuple[int, int]]]:
    """Where streams lie, by blocks of 64 KiB: what looks like an object in them is none."""
    spans: dict[int, list[tuple[int, int]]] = {}
    at = 0
    while (start := data.find(b"stream", at)) >= 0:
        if data[start - 3 : start] == b"end":
            at = start + 6
            continue
        end = data.find(b"endstream", start + 6)
        if end < 0:
            break
        for block in range(start >> 16, (end >> 16) + 1):
            spans.setdefault(block, []).append((start, end))
        at = end + 9
    return spans


def _inflated(body: bytes) -> bytes:
    start = body.find(b"stream")
    if start < 0:
        return body
    raw = body[start + 6 :].lstrip(b"\r\n")
    if b"/FlateDecode" in body[:start]:
        try:
            return zlib.decompressobj().decompress(raw, LARGEST_STREAM)
        except zlib.error:
            return b""
    return raw
