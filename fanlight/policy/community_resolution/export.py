"""The policy as decision tables for reading elsewhere: DMN 1.3 and CSV. The YAML stays the source.

Every row is one way in which a rule holds or may hold: a list of facts with the values for which it does. The status
table has hit policy PRIORITY: of all rows that apply, the status that stands first in its output values is given; the
last row applies to everything. The rules table collects the id of every rule that holds or may hold.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from xml.etree import ElementTree

from fanlight.errors import BadInput
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT, Policy, RankReading, Status
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary
from fanlight.policy.community_resolution.space.diagram import AllOf, Among, AnyOf, Formula
from fanlight.policy.community_resolution.space.formulas import domains, formula_of, raw_authorities, seen_of

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
"""The name of DMN 1.3's namespace: a name, not a place that anything is fetched from."""

Cells = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: the values of each fact for which the row applies; a fact left out can be anything."""

    rule: str
    output: str
    cells: Cells
    clause: str


def ways(formula: Formula) -> list[Cells]:
    """A formula as alternatives of plain lists of facts with values; those within another are left out."""
    found = [cells for cells in _ways(formula) if all(cells.values())]
    kept: list[Cells] = []
    for cells in sorted(found, key=len):
        if not any(_covers(other, cells) for other in kept):
            kept.append(cells)
    return kept


def _ways(formula: Formula) -> Iterable[Cells]:
    match formula:
        case bool():
            return [{}] if formula else []
        case Among(_, name, values):
            return [{name: values}]
        case AnyOf(_, parts):
            return [cells for part in parts for cells in _ways(part)]
        case AllOf(_, parts):
            return [_merged(combination) for combination in product(*(_ways(part) for part in parts))]


def _merged(several: Sequence[Cells]) -> Cells:
    found: Cells = {}
    for cells in several:
        for name, values in cells.items():
            found[name] = found.get(name, values) & values
    return found


def _covers(wide: Cells, narrow: Cells) -> bool:
    return all(name in narrow and narrow[name] <= values for name, values in wide.items())


def status_rows(policy: Policy) -> list[Row]:
    """In the order of precedence, the row for everything else last. Raises `BadInput` where one status stands on both
    sides of another in the order and their rules can hold at once: PRIORITY could not say that."""
    effects = {effect.key: (rule, effect) for rule in policy.rules for effect in rule.effects}
    rows = []
    for line in policy.precedence:
        for key in line:
            rule, effect = effects[key]
            for cells in ways(formula_of(effect.when)):
                rows.append(Row(rule.id, str(effect.status), cells, rule.clause))
    rows = _apart(rows)
    rows.sort(key=lambda row: priority(policy).index(row.output))
    return [*rows, Row("", str(policy.otherwise), {}, "No rule holds or may hold.")]


def priority(policy: Policy) -> list[str]:
    """The statuses, the one that prevails first."""
    order = (Status.REFER_DPS, Status.NOT_AVAILABLE, Status.NEEDS_ACTION, Status.SUPPORTABLE)
    return [str(status) for status in order]


def _apart(rows: list[Row]) -> list[Row]:
    """Where a status comes first in the order and prevails over less in PRIORITY, the rows that it pre-empts are
    narrowed until they no longer apply together with it."""
    place = {str(status): at for at, status in enumerate((Status.REFER_DPS, Status.NOT_AVAILABLE, Status.NEEDS_ACTION))}
    found: list[Row] = []
    for at, row in enumerate(rows):
        pieces = [row.cells]
        for earlier in rows[:at]:
            if place.get(earlier.output, 9) > place.get(row.output, 9):
                pieces = [part for cells in pieces for part in _without(cells, earlier.cells)]
        found += [Row(row.rule, row.output, cells, row.clause) for cells in pieces]
    return found


def _without(cells: Cells, taken: Cells) -> list[Cells]:
    """The part of one row to which another does not apply, as rows that do not overlap."""
    found, known = [], domains()
    inside = dict(cells)
    for name, values in taken.items():
        here = inside.get(name, known[name])
        outside = here - values
        if outside:
            found.append({**inside, name: outside})
        inside[name] = here & values
        if not inside[name]:
            break
    return found


def rule_rows(policy: Policy) -> list[Row]:
    rows = []
    for rule in policy.rules:
        for effect in rule.effects:
            rows += [Row(rule.id, rule.id, cells, rule.clause) for cells in ways(formula_of(effect.when))]
    return rows


def authority_rows(policy: Policy) -> list[Row]:
    """Whether ranks suffice, for every rank held, rank status and substantive rank that can be; the unlisted is
    unknown."""
    reading, answers = RankReading.of(policy), {}
    for person, rank, status, own in raw_authorities():
        if person == "yes":
            seen = dict(seen_of((person, rank, status, own), [reading]))
            answers[rank or "unknown", status or "unknown", own or "unknown"] = seen[SUFFICIENT]
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for (rank, status, own), answer in answers.items():
        grouped.setdefault((rank, status, answer), []).append(own)
    return [
        Row(
            "",
            answer,
            {
                "authority.rank": frozenset([rank]),
                "authority.rank_status": frozenset([status]),
                "authority.substantive_rank": frozenset(own),
            },
            "",
        )
        for (rank, status, answer), own in grouped.items()
    ]


def to_csv(policy: Policy) -> str:
    """One row for each way in which a rule gives a status, in the order in which they prevail; values are joined by |,
    an empty cell is any value."""
    rows = status_rows(policy)
    columns = _columns(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["priority", "rule", "status", *columns, "clause"])
    for number, row in enumerate(rows, start=1):
        cells = ["|".join(_in_order(name, row.cells[name])) if name in row.cells else "" for name in columns]
        writer.writerow([number, row.rule, row.output, *cells, row.clause])
    return out.getvalue()


def to_dmn(policy: Policy) -> str:
    """Three decisions: authority_sufficient (UNIQUE), rules (COLLECT), status (PRIORITY)."""
    ElementTree.register_namespace("", DMN)
    root = ElementTree.Element(
        f"{{{DMN}}}definitions",
        {"id": "community_resolution", "name": policy.title, "namespace": f"urn:fanlight:{policy.id}:{policy.version}"},
    )
    described = (
        f"{policy.id}, version {policy.version}, SHA-256 {policy.sha256}. {policy.source.cite} ({policy.source.sure})."
    )
    _text(root, "description", described)
    facts = vocabulary().facts
    names = [
        *_columns([*status_rows(policy), *rule_rows(policy)]),
        "authority.rank",
        "authority.rank_status",
        "authority.substantive_rank",
    ]
    for name in names:
        if name != SUFFICIENT:
            data = _child(root, "inputData", {"id": f"input_{plain_name(name)}", "name": plain_name(name)})
            _text(data, "description", facts[name].label)
            _child(data, "variable", {"name": plain_name(name), "typeRef": "string"})
    ranks_asked = ["authority.rank", "authority.rank_status", "authority.substantive_rank"]
    _decision(
        root,
        "authority_sufficient",
        "Whether the rank of the authorising officer suffices",
        "UNIQUE",
        authority_rows(policy),
        ranks_asked,
        (),
    )
    rows = rule_rows(policy)
    _decision(root, "rules", "Every rule that holds or may hold", "COLLECT", rows, _columns(rows), ())
    rows = status_rows(policy)
    _decision(root, "status", "The status", "PRIORITY", rows, _columns(rows), priority(policy))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def plain_name(name: str) -> str:
    """A fact's name without dots, which mean something else in FEEL."""
    return name.replace(".", "_")


def _decision(
    root: ElementTree.Element,
    name: str,
    title: str,
    hit: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    order: Sequence[str],
) -> None:
    decision = _child(root, "decision", {"id": name, "name": title})
    _child(decision, "variable", {"name": name, "typeRef": "string"})
    for column in columns:
        requirement = _child(decision, "informationRequirement", {"id": f"{name}_needs_{plain_name(column)}"})
        kind, target = (
            ("requiredDecision", "authority_sufficient")
            if column == SUFFICIENT
            else ("requiredInput", f"input_{plain_name(column)}")
        )
        _child(requirement, kind, {"href": f"#{target}"})
    table = _child(decision, "decisionTable", {"id": f"{name}_table", "hitPolicy": hit})
    for column in columns:
        entry = _child(table, "input", {"id": f"{name}_{plain_name(column)}", "label": plain_name(column)})
        _text(
            _child(entry, "inputExpression", {"id": f"{name}_{plain_name(column)}_of", "typeRef": "string"}),
            "text",
            plain_name(column),
        )
    output = _child(table, "output", {"id": f"{name}_output", "name": name, "typeRef": "string"})
    if order:
        _text(
            _child(output, "outputValues", {"id": f"{name}_values"}), "text", ", ".join(f'"{value}"' for value in order)
        )
    for number, row in enumerate(rows, start=1):
        rule = _child(table, "rule", {"id": f"{name}_{number}"})
        _text(rule, "description", f"{row.rule}: {row.clause}" if row.rule else row.clause or "-")
        for column in columns:
            test = _test(column, row.cells[column]) if column in row.cells else "-"
            _text(_child(rule, "inputEntry", {"id": f"{name}_{number}_{plain_name(column)}"}), "text", test)
        _text(_child(rule, "outputEntry", {"id": f"{name}_{number}_output"}), "text", f'"{row.output}"')


def _test(name: str, values: frozenset[str]) -> str:
    said = ", ".join(f'"{value}"' for value in _in_order(name, values))
    return said if len(values) == 1 else f"? in ({said})"


def _in_order(name: str, values: frozenset[str]) -> list[str]:
    fact = vocabulary().facts.get(name)
    order = fact.values if fact and fact.values else ()
    return sorted(values, key=lambda value: (order.index(value) if value in order else -1, value))


def _columns(rows: Iterable[Row]) -> list[str]:
    asked = {name for row in rows for name in row.cells}
    places = {**{name: at for at, name in enumerate(vocabulary().facts)}}
    places[SUFFICIENT] = places["authority.rank"]
    return sorted(asked, key=lambda name: places[name])


def _child(parent: ElementTree.Element, tag: str, attributes: dict[str, str]) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{DMN}}}{tag}", attributes)


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{DMN}}}{tag}").text = text


def exported(policy: Policy, kind: str) -> str:
    """Raises `BadInput` for a kind that is none."""
    writers = {"dmn": to_dmn, "csv": to_csv}
    if kind not in writers:
        raise BadInput(f"There is no export “{kind}”.", next_step=f"Known: {', '.join(writers)}.")
    return writers[kind](policy)
