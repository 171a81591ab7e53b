"""A worksheet's rules: conditional formats, allowed values, merged cells, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.workbook.cells import areas_of
from fanlight.inspection.ooxml.workbook.scan import Scan, Scanner
from fanlight.inspection.ooxml.workbook.styles import Differential, Style, Styles, tag_of
from fanlight.inspection.opened import attribute, elements

FALSE = {"0", "false", "off"}
ORDINARY = re.compile(
    r"(?i)\b(page|of|pages|draft|official|official-sensitive|sensitive|confidential|protect|restricted|internal|public"
    r"|seite|von|sheet|table)\b|[\W\d_]+"
)
"""Words in a page header that tell nobody anything."""
CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+|&[LCRPNDTFABIUESXYOHZG]')
ANSWERS = {"yes", "no", "true", "false", "y", "n", "n/a", "na", "not applicable", "unknown", "don't know", "other",
           "male", "female"}  # fmt: skip


def rule_findings(name: str, scan: Scan, scanner: Scanner, styles: Styles) -> Iterator[Finding]:
    yield from _conditional(name, scan, scanner, styles)
    yield from _validations(name, scan, scanner)
    yield from _merged(name, scan, scanner)
    yield from _headers(name, scan.root)


def _conditional(name: str, scan: Scan, scanner: Scanner, styles: Styles) -> Iterator[Finding]:
    total = 0
    for block in elements(scan.root, "conditionalFormatting"):
        reference = attribute(block, "sqref") or " ".join(e.text or "" for e in block if tag_of(e) == "sqref")
        areas = areas_of(reference)
        for rule in elements(block, "cfRule"):
            total += 1
            bare = any(attribute(e, "showValue") in FALSE for e in elements(rule, "iconSet", "dataBar"))
            differential = _differential(rule, styles)
            if not bare and differential is None:
                continue
            if attribute(rule, "type") in {"containsErrors", "containsBlanks"} or _only_zero(rule):
                continue
            filled = [cell for place, cell in scanner.kept.items() if any(place in area for area in areas)]
            hidden = [c for c in filled if bare or (differential and differential.hides(styles[c.style]))]
            beyond = not scanner.complete and (bare or (differential and differential.hides(Style())))
            if hidden or beyond:
                yield found(
                    "conditional_hidden", f"{name}!{reference}", count=max(1, len(hidden)),
                    sample=hidden[0].value if hidden else "", sure="likely",
                    place=Place(sheet=name, cells=str(areas[0]) if areas else ""),
                )  # fmt: skip
    if total:
        yield found("conditional_format", name, count=total, place=Place(sheet=name))


def _differential(rule: Any, styles: Styles) -> Differential | None:
    index = attribute(rule, "dxfId")
    if index.isdigit() and int(index) < len(styles.differentials):
        return styles.differentials[int(index)]
    for dxf in elements(rule, "dxf"):
        return styles.differential(dxf)
    return None


def _only_zero(rule: Any) -> bool:
    """A rule that blanks zeros alone hides no figure."""
    formulas = [(e.text or "").strip() for e in elements(rule, "formula", "f")]
    return (
        attribute(rule, "type") == "cellIs" and attribute(rule, "operator") == "equal" and formulas in (["0"], ['""'])
    )


def _validations(name: str, scan: Scan, scanner: Scanner) -> Iterator[Finding]:
    shown: set[str] | None = None
    for rule in elements(scan.root, "dataValidation"):
        where = attribute(rule, "sqref") or " ".join(e.text or "" for e in rule if tag_of(e) == "sqref")
        place = Place(sheet=name, cells=where.split(" ")[0])
        said = " ".join(attribute(rule, key) for key in ("promptTitle", "prompt", "errorTitle", "error")).strip()
        if said:
            yield found("validation_message", f"{name}!{where}", sample=said, place=place)
        if attribute(rule, "type") != "list":
            continue
        source = "".join(t for e in elements(rule, "formula1") for t in e.itertext()).strip()
        if source.startswith('"'):
            items = [item.strip() for item in source.strip('"').split(",") if item.strip()]
            if shown is None:
                shown = {cell.value.strip().lower() for cell in scanner.kept.values()}
            unseen = [i for i in items if i.lower() not in shown | ANSWERS and not i.replace(".", "").isdigit()]
            yield found(
                "validation_list", f"{name}!{where}", count=len(unseen or items), sample=", ".join(unseen or items),
                severity="warning" if unseen else "info", place=place,
            )  # fmt: skip
        else:
            outside = "[" in source and "!" in source
            yield found(
                "validation_list", f"{name}!{where}", sample=source, severity="warning" if outside else "info",
                place=place,
            )  # fmt: skip


def _merged(name: str, scan: Scan, scanner: Scanner) -> Iterator[Finding]:
    count, first, sample = 0, "", ""
    for merge in elements(scan.root, "mergeCell"):
        for area in areas_of(attribute(merge, "ref")):
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) < len(scanner.kept):
                places = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
                covered = [scanner.kept[p] for p in places[1:] if p in scanner.kept]
            else:
                covered = [c for p, c in scanner.kept.items() if p in area and p != (area.top, area.left)]
            covered = [c for c in covered if c.value.strip()]
            if covered:
                count += len(covered)
                first, sample = first or str(area), sample or covered[0].value
    if count:
        yield found(
            "covered_cells", f"{name}!{first}", count=count, sample=sample, place=Place(sheet=name, cells=first)
        )


def _headers(name: str, root: Any) -> Iterator[Finding]:
    for element in elements(root, "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        text = element.text or ""
        words = CODES.sub(" ", text.replace("&&", " and "))
        left = ORDINARY.sub("", words)
        if text.strip():
            yield found(
                "header_footer", f"{name}: {tag_of(element)}", sample=words.strip(),
                severity="warning" if left else "info", place=Place(sheet=name),
            )  # fmt: skip
