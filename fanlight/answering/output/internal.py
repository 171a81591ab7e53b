"""The internal files: what was withheld and why, every interval, what it cost, and the true counts.

Each says in its first line that it is internal. None of them is ever copied into a release.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.people import deciders, entered, name_of
from fanlight.answering.counting.assess import Assessed
from fanlight.answering.counting.protecting import Protected
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.section14 import without_letter
from fanlight.answering.output.trail import internal_json
from fanlight.answering.words import INTERNAL, day
from fanlight.audit import Finding
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key
from fanlight.tables.stages import ProtectedTable, RawTable

RULE_WORDS = {
    "low_count": "is below the policy's flag",
    "zero": "is zero, which the policy flags",
    "group": "holds all of its group",
}
REASON_WORDS = {
    "assessed": "found identifying",
    "complementary": "to protect another",
    "pooled": "in a combined figure",
    "table": "whole table withheld",
}
Ground = Literal["itself", "not assessed", "protects"]
GROUND_WORDS: dict[Ground, str] = {
    "itself": "identifies somebody itself",
    "not assessed": "not assessed yet, protected as if it identified somebody",
    "protects": "would, with what is given, disclose a figure that does",
}
"""Why section 40 applies to a withheld figure. Only internal files tell these apart; the response never does. ADR 54."""


def internal_files(
    case: CaseFile,
    protected: Protected,
    rules: DisclosureRules,
    missing: Sequence[Missing],
    extract: str = "",
    not_counted: Sequence[str] = (),
) -> dict[str, bytes]:
    """audit.json, audit.html and one CSV of true counts a table, by name."""
    content = {"plan": protected.plan, "grounds": _grounds_json(protected), "audit": protected.audit}
    texts = {
        "audit.json": internal_json(INTERNAL, content),
        "audit.html": audit_html(case, protected, rules, [item.words for item in missing], extract, not_counted),
    }
    for number, raw in enumerate(protected.raws, start=1):
        texts[f"table-{number}-unprotected.csv"] = _unprotected(raw, extract)
    return {name: text.encode() for name, text in texts.items()}


def without_a_letter(case: CaseFile) -> dict[str, bytes]:
    """no-letter.json, the record of a decision under section 17(6), of which nothing is sent; nothing for other cases."""
    if not without_letter(case):
        return {}
    content = {
        "law": "FOIA 2000, section 17(6)",
        "decided": case.decided.isoformat(),
        "questions": {n: q.model_dump(mode="json", exclude_defaults=True) for n, q in case.questions.items()},
    }
    return {"no-letter.json": internal_json(INTERNAL, content).encode()}


def _grounds_json(protected: Protected) -> list[dict[str, Any]]:
    """One entry for each withheld figure that was asked for: table, key, and the ground on which it is withheld."""
    return [
        {"table": table.raw.spec.id, "key": list(key), "ground": _ground(protected.assessed[table.raw.spec.id], key)}
        for table in protected.inside
        for key in table.raw.counts
        if not _is_given(table, key)
    ]


def _is_given(table: ProtectedTable, key: Key) -> bool:
    shown = table.cells.get(key)
    return shown is not None and shown.value is not None


def _ground(assessed: Assessed, key: Key) -> Ground:
    if any(flag.key == key for flag in assessed.identifying):
        return "itself"
    return "not assessed" if any(flag.key == key for flag in assessed.undecided) else "protects"


def _unprotected(raw: RawTable, extract: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([f"# {INTERNAL}"])
    if extract:
        writer.writerow([f"# Counted in extract {extract}" + (f" of {raw.extracted}" if raw.extracted else "")])
    writer.writerow([*(dimension.title for dimension in raw.spec.dimensions), "true count"])
    for key, count in raw.counts.items():
        writer.writerow([*raw.spec.labels(key), count])
    return stream.getvalue()


@dataclass(frozen=True)
class _Bar:
    """A withheld figure's interval, drawn: where it begins, how wide it is and where the true count stands, in hundredths of
    the table's largest; one without an upper end goes as far."""

    begins: float
    wide: float
    true: float


@dataclass(frozen=True)
class _Row:
    """One asked-for figure on the audit page."""

    labels: tuple[str, ...]
    count: int
    given: str
    why: str
    ground: str
    interval: str
    checks: str
    state: str
    bar: _Bar | None = None


def audit_html(
    case: CaseFile,
    protected: Protected,
    rules: DisclosureRules,
    missing: Sequence[str],
    extract: str = "",
    not_counted: Sequence[str] = (),
) -> str:
    """The audit for people: what can be worked out about each withheld figure, and how."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("fanlight.answering"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    assessed = protected.assessed
    findings = {(f.table, f.key): f for f in protected.findings}
    largest = {name: _largest(protected, findings, name) for name in assessed}
    tables = [
        {
            "number": number,
            "spec": table.raw.spec,
            "rows": [
                _row(table, key, findings, assessed[table.raw.spec.id], largest[table.raw.spec.id])
                for key in table.raw.counts
            ],
            "withheld": any(not _is_given(table, key) for key in table.raw.counts),
            "pools": [{"label": pool.label, "cells": _pool_cells(table, pool.code)} for pool in table.pools],
            "flags": [
                (" / ".join(table.raw.spec.labels(flag.key)), RULE_WORDS[flag.rule])
                for flag in protected.flags[table.raw.spec.id]
            ],
            "cleared": len(assessed[table.raw.spec.id].cleared),
            "undecided": len(assessed[table.raw.spec.id].undecided),
        }
        for number, table in enumerate(protected.inside, start=1)
    ]
    return environment.get_template("audit.html").render(
        internal=INTERNAL,
        case=case,
        decided=day(case.decided),
        protected=protected,
        rules=rules,
        tables=tables,
        missing=missing,
        extract=extract,
        not_counted=not_counted,
        texts=[f.text for f in protected.findings],
        people=[(person, person.key in deciders(case, entered(case))) for person in entered(case)],
        named=lambda words: name_of(case, words),
    )


def _pool_cells(table: ProtectedTable, code: str) -> list[tuple[str, str]]:
    cells = []
    for key, shown in table.cells.items():
        if code in key and shown.value is not None:
            others = [d.label(c) for d, c in zip(table.dimensions, key, strict=True) if c != code]
            cells.append((" / ".join(others) or "all", f"{shown.value:,}"))
    return cells


def _largest(protected: Protected, findings: Mapping[tuple[str, Key], Finding], name: str) -> int:
    """Of a table's withheld figures the largest true count, or end of an interval."""
    counts = {key: count for raw in protected.raws if raw.spec.id == name for key, count in raw.counts.items()}
    own = {key: found for (table, key), found in findings.items() if table == name and key in counts}
    return max([1, *(max(counts[key], found.lo, found.hi or 0) for key, found in own.items())])


def _bar(finding: Finding, count: int, largest: int) -> _Bar:
    begins, ends = (100 * end / largest for end in (finding.lo, largest if finding.hi is None else finding.hi))
    return _Bar(round(begins, 2), round(ends - begins, 2), round(100 * count / largest, 2))


def _row(
    table: ProtectedTable,
    key: Key,
    findings: Mapping[tuple[str, Key], Finding],
    assessed: Assessed,
    largest: int,
) -> _Row:
    raw = table.raw
    shown = table.cells.get(key)
    finding = findings.get((raw.spec.id, key))
    if shown is not None and shown.value is not None:
        return _Row(raw.spec.labels(key), raw.counts[key], f"{shown.value:,}", "", "", "", "", "given")
    why = REASON_WORDS.get(shown.reason or "", "") if shown is not None else REASON_WORDS["pooled"]
    interval = checks = ""
    bar = None
    if finding is not None:
        bar = _bar(finding, raw.counts[key], largest)
        interval = f"{finding.lo:,} to {'no limit' if finding.hi is None else f'{finding.hi:,}'}"
        checks = {"met": "met", "failed": "not met", "not_proved": "not proved"}[finding.state]
        if not finding.checks:
            checks = "none asked"
    return _Row(
        raw.spec.labels(key), raw.counts[key], shown.mark if shown is not None else "combined", why,
        GROUND_WORDS[_ground(assessed, key)], interval, checks, "withheld", bar,
    )  # fmt: skip
