"""What a person had before them who assessed figures: one table spec under one policy, and one extract of the records.

Neither hash holds a count: the one is made of what the table asks for, the other of the files that were imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fanlight.answering.counting.assess import Assessed, Seen
from fanlight.answering.words import INTERNAL
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.written import records_json
from fanlight.tables.spec.table import Key, TableSpec
from fanlight.tabulation import Source


def seen(spec: TableSpec, source: Source | None, rules: DisclosureRules, extracted: str) -> Seen:
    """`extracted`: the day that the case gives, which tells extracts apart where the source cannot."""
    dimensions = [
        [one.name, [[c.code, c.parent, records_json(c.predicate)] for c in one.categories], one.total is not None]
        for one in spec.dimensions
    ]
    asked = [spec.id, spec.unit.value, spec.basis, records_json(spec.population), dimensions]
    flags = [rules.threshold, rules.flag_zeros, rules.group_disclosure]
    if source is None:
        held: list[str] = []
    else:
        held = [source.identity] if source.identity else [source.description(), source.extracted or extracted]
    return Seen(_short([asked, flags]), _short(held))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


TO_ASSESS = "assess.yaml"


def to_assess(
    specs: Sequence[TableSpec], assessed: Mapping[str, Assessed], shown: Mapping[str, Seen]
) -> dict[str, bytes]:
    """An internal file, where there is need of it: the flagged figures that nobody has assessed, as entries for case.yaml that a
    person completes. It holds no count."""
    lines: list[str] = []
    for spec in specs:
        if keys := list(dict.fromkeys(flag.key for flag in assessed[spec.id].undecided)):
            lines += _entry(spec, keys, shown[spec.id])
    head = [f"# {INTERNAL}", "# Complete each entry, and paste it into case.yaml:", "identifiability:"]
    return {TO_ASSESS: ("\n".join([*head, *lines]) + "\n").encode()} if lines else {}


def _entry(spec: TableSpec, keys: Sequence[Key], found: Seen) -> Iterator[str]:
    yield f"  - table: {json.dumps(spec.id, ensure_ascii=False)}"
    yield f"    spec: {json.dumps(found.spec)}"
    yield f"    extract: {json.dumps(found.extract)}"
    yield "    cells:"
    for key in keys:
        codes = zip(spec.dimensions, key, strict=True)
        named = ", ".join(f"{_text(d.name)}: {_text(code)}" for d, code in codes)
        yield f"      - {{{named}}}  # {' / '.join(spec.labels(key))}"
    yield "    identifiable:  # true: fill in who, how and by_whom; false: fill in reason"
    yield "    decided_by:"
    yield "    decided_on:"


def _text(code: str) -> str:
    return json.dumps(code, ensure_ascii=False)
