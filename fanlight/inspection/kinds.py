"""What a file is, by its content; its name only tells kinds of plain text apart."""

from __future__ import annotations

import io
import re
import zipfile

from fanlight.errors import CouldNotRead

ENDINGS = {
    "xlsx": {"xlsx", "xlsm", "xltx", "xltm", "xlam"},
    "xlsb": {"xlsb"},
    "docx": {"docx", "docm", "dotx", "dotm"},
    "pptx": {"pptx", "pptm", "ppsx", "ppsm", "potx", "potm"},
    "ods": {"ods", "ots", "fods"},
    "odt": {"odt", "ott", "fodt"},
    "odp": {"odp", "otp", "fodp"},
    "xls": {"xls", "xlt", "xla"},
    "doc": {"doc", "dot"},
    "ppt": {"ppt", "pps", "pot"},
    "msg": {"msg", "oft"},
    "eml": {"eml", "mht", "mhtml"},
    "pdf": {"pdf"},
    "jpeg": {"jpg", "jpeg", "jpe", "jfif"},
    "png": {"png"},
    "tiff": {"tif", "tiff"},
    "gif": {"gif"},
    "bmp": {"bmp", "dib"},
    "webp": {"webp"},
    "svg": {"svg"},
    "wmf": {"wmf", "emf"},
    "html": {"html", "htm", "xhtml"},
    "json": {"json"},
    "csv": {"csv", "tsv", "tab", "txt"},
    "xml": {"xml"},
    "rtf": {"rtf", "doc"},
    "zip": {"zip"},
    "gzip": {"gz", "tgz"},
    "tar": {"tar"},
}
"""The names that go with each kind; another name on a known kind is a mismatch. Kinds not listed may bear any name."""

MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\x00\x00\x00", "wmf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
OPENDOCUMENT = {
    "spreadsheet": "ods",
    "spreadsheet-template": "ods",
    "text": "odt",
    "text-template": "odt",
    "text-master": "odt",
    "text-web": "odt",
    "presentation": "odp",
    "presentation-template": "odp",
    "graphics": "odp",
    "graphics-template": "odp",
    "chart": "odc",
    "formula": "odc",
    "image": "odc",
}
OLE_STREAMS = (
    ("encryptedpackage", "encrypted"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("worddocument", "doc"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
)
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.ASCII)
MAIL_FIELDS = re.compile(rb"^(from|to|date|subject|received|message-id|mime-version|return-path):", re.I | re.M)


def kind_of(name: str, data: bytes) -> str:
    """The kind of a file, a key of FORMATS or a kind that none inspects. Raises `CouldNotRead` where it has none."""
    ending = name.rpartition(".")[2].lower()
    if not data:
        raise CouldNotRead("The file is empty.", where=name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(ZIP_STARTS):
        return _package(name, data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(name, data)
    for magic, kind in MAGIC:
        if data.startswith(magic) and not (kind == "wmf" and magic[0] == 1 and data[40:44] != b" EMF"):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[257:262] == b"ustar":
        return "tar"
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _package(name, data)
    return _text(name, ending, data)


def mismatch(name: str, kind: str) -> bool:
    """Whether a file's ending belongs to another kind than its content. No ending says nothing."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not ending or kind not in ENDINGS or ending in ENDINGS[kind]:
        return False
    return any(ending in endings for endings in ENDINGS.values()) or kind not in {"html", "csv", "json", "xml"}


def _package(name: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {part.replace("\\", "/").lstrip("/").lower(): part for part in package.namelist()}
            mimetype = package.read(names["mimetype"])[:200] if "mimetype" in names else b""
            types = package.read(names["[content_types].xml"]) if "[content_types].xml" in names else b""
            relations = package.read(names["_rels/.rels"]) if "_rels/.rels" in names else b""
    except (RuntimeError, NotImplementedError):
        raise CouldNotRead("The file is encrypted.", where=name, check="encrypted") from None
    except Exception:
        raise CouldNotRead("The file is damaged.", where=name) from None
    if types or relations:
        kind = _office(types + relations, set(names))
        if kind:
            return kind
    opendocument = mimetype.strip().rpartition(b"application/vnd.oasis.opendocument.")[2].decode("ascii", "replace")
    if opendocument in OPENDOCUMENT:
        return OPENDOCUMENT[opendocument]
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return _opendocument(name, data, names["content.xml"])
    return "zip"


def _office(types: bytes, names: set[str]) -> str:
    """The kind of an Office package by its declared types (in any encoding), else by its folders."""
    declared = types.replace(b"\x00", b"").lower()
    if b"ms-excel.sheet.binary" in declared or "xl/workbook.bin" in names:
        return "xlsb"
    for sign, folder, kind in (
        (b"spreadsheetml", "xl/", "xlsx"),
        (b"ms-excel", "xl/", "xlsx"),
        (b"wordprocessingml", "word/", "docx"),
        (b"ms-word.document", "word/", "docx"),
        (b"ms-word.template", "word/", "docx"),
        (b"presentationml", "ppt/", "pptx"),
        (b"ms-powerpoint", "ppt/", "pptx"),
    ):
        if sign in declared and any(part.startswith(folder) for part in names):
            return kind
    main = re.search(rb"(spreadsheetml\.(?:sheet|template)|wordprocessingml\.(?:document|template)"
                     rb"|presentationml\.(?:presentation|slideshow|template))\.main", declared)  # fmt: skip
    if main:
        return {b"s": "xlsx", b"w": "docx", b"p": "pptx"}[main[1][:1]]
    for folder, kind in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
        if any(part.startswith(folder) for part in names):
            return kind
    return ""


def _opendocument(name: str, data: bytes, part: str) -> str:
    """An OpenDocument package without its mimetype: by the body's element."""
    with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(part) as stream:
        start = stream.read(4_000_000).replace(b"\x00", b"")
    for body, kind in ((b"office:spreadsheet", "ods"), (b"office:text", "odt"), (b"office:presentation", "odp"),
                       (b"office:drawing", "odp")):  # fmt: skip
        if b"<" + body in start:
            return kind
    raise CouldNotRead("No check knows this kind of package.", where=name, check="unknown_format")


def _ole(name: str, data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            streams = {"/".join(path).lower() for path in file.listdir()}
    except Exception:
        raise CouldNotRead("The file is damaged.", where=name) from None
    for stream, kind in OLE_STREAMS:
        if stream in streams:
            if kind == "encrypted":
                raise CouldNotRead("The file is encrypted.", where=name, check="encrypted")
            return kind
    return "ole"


def _text(name: str, ending: str, data: bytes) -> str:
    start = data[:4096]
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    plain = start.replace(b"\x00", b"") if marked else start
    plain = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    lower = plain[:2048].lower()
    if not marked and b"\x00" in start and ending not in {"csv", "tsv", "txt"}:
        raise CouldNotRead("No check knows this kind of file.", where=name, check="unknown_format")
    if lower.startswith((b"<!doctype html", b"<html")) or (ending in {"html", "htm"} and b"<" in lower):
        return "html"
    if lower.startswith(b"<"):
        if b"<svg" in lower:
            return "svg"
        if b"office:document" in lower and b"opendocument" in lower:
            whole = data[:1_000_000]
            for body, kind in ((b"office:spreadsheet", "ods"), (b"office:presentation", "odp"),
                               (b"office:text", "odt")):  # fmt: skip
                if b"<" + body in whole or (b"mimetype" in lower and body[7:] in lower):
                    return kind
        if b"<html" in lower:
            return "html"
        if b"urn:schemas-microsoft-com:office:spreadsheet" in plain or b'progid="excel.sheet"' in lower:
            return "xml_spreadsheet"
        if lower.startswith(b"<?xml"):
            return "xml"
    if ending == "json" or (lower.startswith((b"{", b"[")) and ending not in {"csv", "tsv", "txt"}):
        return "json"
    if ending in {"eml", "mht", "mhtml"} or (MAIL.match(plain) and len(MAIL_FIELDS.findall(plain)) >= 2):
        return "eml"
    if ending in {"csv", "tsv", "tab", "txt"}:
        return "csv"
    raise CouldNotRead(
        "No check knows this kind of file.",
        where=name,
        next_step="Release it in another format.",
        check="unknown_format",
    )
