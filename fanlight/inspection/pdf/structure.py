"""What a PDF holds besides its pages: attachments, scripts, forms, layers, annotations, properties, private data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.traces import NO_PERSON, PATH, xmp_findings

ORDINARY_ANNOTATIONS = {"/Link", "/Widget", "/Popup"}
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
HIDDEN_FLAGS = 1 << 1 | 1 << 5  # hidden, no view
MOST = 100_000
LOCAL = re.compile(r"file:|\\\\|[a-z]:[\\/]|/[A-Za-z]", re.IGNORECASE)


def get(value: Any, key: str, default: Any = None) -> Any:
    """An entry of a dictionary or stream; the default where there is none, or the object is of another kind."""
    import pikepdf

    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return default
    entry = value.get(key)
    return default if entry is None else entry


def entries(value: Any) -> list[Any]:
    """The members of an array, or nothing."""
    import pikepdf

    return list(value) if isinstance(value, pikepdf.Array) else []


def leaves(tree: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The (name, value) pairs of a name tree."""
    if depth > 32:
        return
    names = entries(get(tree, "/Names"))
    for name, value in zip(names[::2], names[1::2], strict=False):
        yield str(name), value
    for kid in entries(get(tree, "/Kids")):
        yield from leaves(kid, depth + 1)


def catalogue(pdf: Any, name: str, context: Context) -> Iterator[Finding]:
    """Findings of the document as a whole."""
    root = pdf.Root
    names = get(root, "/Names", {})
    yield from _attachments(pdf, name, context)
    scripts = list(leaves(get(names, "/JavaScript")))
    if scripts:
        yield found("javascript", name, count=len(scripts))
    yield from _actions(root, name)
    yield from _form(root, name)
    yield from _information(pdf, name)
    if "/Metadata" in root:
        try:
            packet = root.Metadata.read_bytes()
        except Exception:
            raise CouldNotRead("The metadata of the file could not be read.", where=name) from None
        context.budget.spend(len(packet), name)
        yield from xmp_findings(packet, f"{name}: metadata", name)
    for key, what in (("/PieceInfo", "private data of a program"), ("/Collection", "a portfolio of files")):
        if key in root:
            yield found("private_data", f"{name}: {what}")
    thumbs = sum(1 for page in pdf.pages if "/Thumb" in page)
    if thumbs:
        yield found("thumbnail", name, count=thumbs)
    pieces = [number for number, page in enumerate(pdf.pages, 1) if _bulky(get(page.obj, "/PieceInfo"))]
    if pieces:
        yield found("private_data", f"{name}: page {pieces[0]}", count=len(pieces))


def _bulky(piece: Any) -> bool:
    """Whether a program's private data holds more than dates and marks: a stream, or a long text."""
    import pikepdf

    seen = 0
    queue = [piece] if piece is not None else []
    while queue and seen < 2_000:
        one = queue.pop()
        seen += 1
        if isinstance(one, pikepdf.Stream) or (isinstance(one, pikepdf.String) and len(bytes(one)) > 200):
            return True
        if isinstance(one, pikepdf.Dictionary):
            queue += [one.get(key) for key in one.keys() if key not in {"/Parent", "/P"}]
        elif isinstance(one, pikepdf.Array):
            queue += list(one)
    return False


def _attachments(pdf: Any, name: str, context: Context) -> Iterator[Finding]:
    import pikepdf

    specs = [(key, value) for key, value in leaves(get(get(pdf.Root, "/Names", {}), "/EmbeddedFiles"))]
    specs += [("associated file", value) for value in entries(get(pdf.Root, "/AF"))]
    for number, page in enumerate(pdf.pages, 1):
        specs += [(f"page {number}", value) for value in entries(get(page.obj, "/AF"))]
        for annotation in entries(page.obj.get("/Annots")):
            if get(annotation, "/Subtype") == "/FileAttachment":
                specs.append((f"page {number}", get(annotation, "/FS")))
    seen = set()
    for key, spec in specs:
        files = get(spec, "/EF")
        if files is None:
            if spec is not None and get(spec, "/F") is not None:
                yield found("external_link", f"{name}: {key}", sample=str(get(spec, "/F")))
            continue
        label = str(get(spec, "/UF", get(spec, "/F", key)))
        for form in ("/F", "/UF", "/DOS", "/Mac", "/Unix"):
            stream = get(files, form)
            if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen:
                continue
            seen.add(stream.objgen)
            yield found("attachments", f"{name}: {label}", place=Place(part=label))
            try:
                data = stream.read_bytes()
            except Exception:
                raise CouldNotRead("An attached file is damaged.", where=f"{name}: {label}") from None
            yield from context.inspect_inside(label, data)


def _actions(root: Any, name: str) -> Iterator[Finding]:
    opening = get(root, "/OpenAction")
    kind = str(get(opening, "/S", ""))
    if kind in ACTIONS:
        yield found("javascript", f"{name}: when the file is opened", sample=kind)
    if "/AA" in root:
        yield found("javascript", f"{name}: actions of the document")


def _form(root: Any, name: str) -> Iterator[Finding]:
    form = get(root, "/AcroForm")
    if form is None:
        return
    if get(form, "/XFA") is not None:
        yield found("form", f"{name}: a form in XML (XFA)")
    filled = hidden = scripts = signed = 0
    fields = 0
    queue = [(field, 0, None) for field in entries(get(form, "/Fields"))]
    while queue and fields < MOST:
        field, depth, inherited = queue.pop()
        fields += 1
        value = get(field, "/V", inherited)
        kind = str(get(field, "/FT", ""))
        kids = [kid for kid in entries(get(field, "/Kids")) if depth < 32]
        queue += [(kid, depth + 1, value) for kid in kids]
        scripts += get(field, "/AA") is not None
        if kind == "/Sig" and value is not None:
            signed += 1
        elif value is not None and not kids and str(value) not in {"", "/Off"}:
            flags = get(field, "/F", 0)
            if int(flags) & HIDDEN_FLAGS:
                hidden += 1
            else:
                filled += 1
    if hidden:
        yield found("form_hidden", name, count=hidden)
    if filled:
        yield found("form", name, count=filled)
    elif fields and not hidden and not signed:
        yield found(
            "form", name, count=fields, severity="info", mend="Write it as plain pages, if it is not to be filled in."
        )
    if signed:
        yield found("signature", name, count=signed)
    if scripts:
        yield found("javascript", f"{name}: fields of a form", count=scripts)


PERSONAL = {"/Author", "/Company", "/Manager", "/SourceModified", "/LastSavedBy", "/Owner"}
PROGRAM = {"/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped", "/Title", "/Subject", "/Keywords"}


def _information(pdf: Any, name: str) -> Iterator[Finding]:
    """The information dictionary: people and paths are warnings, programs and dates are not."""
    information = get(pdf.trailer, "/Info")
    if information is None:
        return
    program = []
    for key in sorted(information.keys()):
        value = " ".join(str(information[key]).split())
        if not value:
            continue
        where = f"{name}: information {key[1:]}"
        if key == "/SourceModified":
            program.append(key[1:])
        elif key in PERSONAL and not NO_PERSON.fullmatch(value):
            yield found("properties_person", where, sample=value)
        elif PATH.search(value):
            yield found("properties_person", f"{where}, a path", sample=value)
        elif key in PROGRAM | PERSONAL or key.startswith(("/PTEX", "/GTS")):
            program.append(key[1:])
        else:
            yield found("properties_custom", where, sample=value)
    if program:
        yield found("properties_program", f"{name}: information {', '.join(program)}", count=len(program))


def page_marks(pdf: Any, name: str) -> Iterator[Finding]:
    """Comments, marks and drawn boxes on pages; redactions that were marked but not carried out."""
    links: dict[str, list[tuple[int, str]]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        kept: dict[str, list[Any]] = {}
        for annotation in entries(page.obj.get("/Annots")):
            kind = str(get(annotation, "/Subtype", ""))
            for check, sample in _links(annotation):
                links.setdefault(check, []).append((number, sample))
            if kind not in ORDINARY_ANNOTATIONS:
                kept.setdefault(kind, []).append(annotation)
            elif (
                kind == "/Widget" and int(get(annotation, "/F", 0)) & HIDDEN_FLAGS and get(annotation, "/V") is not None
            ):
                kept.setdefault("hidden", []).append(annotation)
        for kind, group in sorted(kept.items()):
            check = {"/Redact": "redaction_pending", "hidden": "form_hidden"}.get(kind, "annotations")
            if kind == "/FileAttachment":
                continue
            words = next((str(get(a, "/Contents")) for a in group if get(a, "/Contents") is not None), "")
            place = Place(page=number, box=_box(group[0], page))
            yield found(check, f"{name}: page {number}, {kind.strip('/')}", count=len(group), sample=words, place=place)
        if "/AA" in page.obj:
            yield found("javascript", f"{name}: page {number}, actions of the page", place=Place(page=number))
    for check, places in sorted(links.items()):
        first, sample = places[0]
        yield found(check, f"{name}: page {first}, links", count=len(places), sample=sample, place=Place(page=first))


def _links(annotation: Any) -> Iterator[tuple[str, str]]:
    """(check, where it leads) of an annotation's actions that start something, or lead to a path."""
    for action in (get(annotation, "/A"), *(get(get(annotation, "/AA"), key) for key in ("/E", "/X", "/D", "/U"))):
        kind = str(get(action, "/S", ""))
        address = str(get(action, "/URI", "")) if kind == "/URI" else str(get(action, "/F", ""))
        if kind in ACTIONS - {"/GoToR", "/GoToE"}:
            yield "javascript", kind
        elif kind in {"/URI", "/GoToR"} and LOCAL.match(address):
            yield "hyperlinks_local", address


def _box(annotation: Any, page: Any) -> tuple[float, float, float, float] | None:
    """An annotation's rectangle from the page's top left corner, in points."""
    try:
        left, bottom, right, top = (float(v) for v in annotation.Rect)
        frame = [float(v) for v in page.cropbox]
    except Exception:
        return None
    return (
        min(left, right) - frame[0],
        frame[3] - max(top, bottom),
        max(left, right) - frame[0],
        frame[3] - min(top, bottom),
    )


def hidden_layers(pdf: Any) -> set[str]:
    """Names of layers that are off when the file is opened."""
    properties = get(pdf.Root, "/OCProperties")
    default = get(properties, "/D")
    off = {str(get(group, "/Name", "?")) for group in entries(get(default, "/OFF"))}
    if get(default, "/BaseState") == "/OFF":
        on = {group.objgen for group in entries(get(default, "/ON"))}
        off |= {str(get(g, "/Name", "?")) for g in entries(get(properties, "/OCGs")) if g.objgen not in on}
    return off


def layers(pdf: Any, name: str) -> Iterator[Finding]:
    off = hidden_layers(pdf)
    groups = entries(get(get(pdf.Root, "/OCProperties"), "/OCGs"))
    if off:
        yield found(
            "layers", f"{name}: {len(off)} of {len(groups)} layers are off", count=len(off), sample=sorted(off)[0]
        )
    elif groups:
        yield found("layers", f"{name}: all layers are shown", count=len(groups), severity="info")
