"""From a case and its records to a draft that a person can approve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fanlight import __version__
from fanlight.answering import compose, internal, memory, remaining
from fanlight.answering import manifest as manifests
from fanlight.answering.assess import Assessed, assess, matching
from fanlight.answering.case import Case, TablePlan, read_case
from fanlight.answering.composition import Composition
from fanlight.answering.files import ready_to_inspect, write_files
from fanlight.answering.notice import notice_findings
from fanlight.answering.outputs import check_place, written_whole
from fanlight.answering.quoting import leaves, quoted
from fanlight.answering.sources import opened
from fanlight.answering.trail import PROGRAM, Trail
from fanlight.answering.words import INTERNAL
from fanlight.errors import SpecError
from fanlight.law.claimed import ExemptionRecord, named
from fanlight.law.section40 import LIMBS, Section40Record
from fanlight.pipeline import Made, make_releasable
from fanlight.requests import find, split
from fanlight.sdc import PlanOptions
from fanlight.tables.rules import DisclosureRules
from fanlight.tables.spec import Key, PublicFigure, TableSpec
from fanlight.tables.stages import Flag

Step = Callable[[str], None]


@dataclass(frozen=True)
class Drafted:
    """What `answer` made: where, each question's outcome in words, and what remains for a person."""

    out: Path
    reference: str
    outcomes: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    advice: tuple[str, ...]
    ledger: tuple[str, ...] = ()

    def summary(self) -> list[str]:
        lines = [f"{self.reference}: draft in {self.out}", "", "Decided per question"]
        lines += [f"  {number}: {words}" for number, words in self.outcomes]
        if self.ledger:
            lines += ["", "What was published before", *(f"  - {text}" for text in self.ledger)]
        if self.advice:
            lines += ["", "For a person to look at", *(f"  - {text}" for text in self.advice)]
        if self.missing:
            lines += ["", "Remaining for a person, before it can be approved", *(f"  - {t}" for t in self.missing)]
        else:
            lines += ["", f'Nothing is missing. To release it: fanlight approve {self.out} --as "NAME"']
        return lines


def answer(
    case_dir: Path,
    records: Sequence[Path],
    out: Path,
    *,
    mapping: str | None = None,
    source: str | None = None,
    ledger: str | None = None,
    no_ledger: bool = False,
    step: Step = lambda _: None,
) -> Drafted:
    """Makes `out`/draft, `out`/internal and the manifest, all at once or not at all.

    `ledger`: where the ledger is (by default as case.yaml says, or in the record store); `no_ledger`: use none, and say so.
    Raises `BadInput` for a case that cannot be read, `NotSafe` or `NotProvedSafe` where no safe way of publishing was
    proved: then nothing is written.
    """
    check_place(out)
    case = read_case(case_dir)
    ready_to_inspect()
    rules = _rules(case)
    trail = Trail()
    _opening(trail, case)
    place = None if no_ledger else memory.place_of(case, records, ledger)
    with (
        opened(case, records, mapping=mapping, source=source, step=step) as (specs, records_source, described),
        memory.memory_of(case, place) as earlier,
    ):
        _known_tables(case, specs)
        assessed: dict[str, Assessed] = {}

        def by_person(spec: TableSpec, flags: Sequence[Flag]) -> tuple[tuple[Flag, ...], frozenset[Key]]:
            place = case.source.place(("identifiability",))
            assessed[spec.id] = assess(spec, flags, case.file.identifiability, place=place)
            return assessed[spec.id].sensitive, assessed[spec.id].cleared

        said = _said(case, specs)
        made = make_releasable(
            specs,
            records_source,
            rules=rules,
            assess=by_person,
            options=_options(case, specs),
            said=said,
            memory=earlier,
            step=step,
        )
    trail.add("records counted", by=PROGRAM, on=case.file.decided.isoformat(), source=described)
    parts = _parts(case, made)
    findings = notice_findings(case.file, parts)
    missing = _missing(case, specs, assessed, findings, parts)
    step("Writing the documents")
    with written_whole(out) as folder:
        publish = case.file.publication is not None and not remaining.of_publication(case)
        written = write_files(folder / "draft", parts, case, publish=publish)
        missing += written.problems
        internal.write(folder / "internal", case, made, assessed, rules, missing)
        kept = memory.left_for_ledger(folder / "internal", out, case, made, rules, said, place)
        manifest = manifests.Manifest(
            case.file.reference,
            manifests.of_folder(case.folder),
            made.audit.sha256,
            written.hashes,
            tuple(missing),
            tuple(_deciders(case)),
            ledger=kept,
        )
        _closing(trail, case, made, assessed, manifest)
        trail.write(folder / "internal" / "trail.json", INTERNAL)
        (folder / manifests.NAME).write_text(manifest.to_json(), encoding="utf-8", newline="\n")
    outcomes = tuple((number, compose.outcome_words(parts, number)) for number in case.file.questions)
    advice = tuple(f.message for f in findings if f.severity == "check")
    earlier_lines = tuple(memory.ledger_lines(made)) if specs else ()
    return Drafted(out, case.file.reference, outcomes, tuple(missing), advice, earlier_lines)


def _rules(case: Case) -> DisclosureRules:
    from fanlight.policy import disclosure_rules

    return disclosure_rules(case.file.disclosure_policy, on=case.file.decided)


def _known_tables(case: Case, specs: Sequence[TableSpec]) -> None:
    """Refuses a question that the request does not have, or that names a table which no spec file has."""
    known = {spec.id for spec in specs}
    asked = split(case.request)
    for number, question in case.file.questions.items():
        find(asked, number)
        for name in question.tables:
            if name not in known:
                raise SpecError(
                    f"Question {number} names table “{name}”; the specs have {', '.join(sorted(known)) or 'none'}.",
                    where=case.source.place(("questions", number, "tables")),
                )


def _options(case: Case, specs: Sequence[TableSpec]) -> dict[str, PlanOptions]:
    from fanlight.answering.plans import options_for

    unknown = set(case.file.plans) - {spec.id for spec in specs}
    if unknown:
        raise SpecError(
            f"plans names tables that no spec has: {', '.join(sorted(unknown))}.", where=case.source.place(("plans",))
        )
    place = case.source.place(("plans",))
    return {spec.id: options_for(spec, case.file.plans.get(spec.id, TablePlan()), place) for spec in specs}


def _said(case: Case, specs: Sequence[TableSpec]) -> list[PublicFigure]:
    """What the officer declared that the response's words say about figures."""
    by_id = {spec.id: spec for spec in specs}
    figures = []
    for number, entry in enumerate(case.file.said):
        place = case.source.place(("said", number))
        if not entry.table:
            if not entry.not_a_figure.strip():
                raise SpecError("Say which table's figure this is, or why it is none (not_a_figure).", where=place)
            continue
        if entry.table not in by_id or entry.value is None:
            raise SpecError("A declared figure needs a table of this case and a value.", where=place)
        spec = by_id[entry.table]
        keys = matching(spec, dict(entry.figure), place)
        if len(keys) != 1:
            raise SpecError("A declared figure names one category for every dimension.", where=place)
        figures.append(
            PublicFigure(spec.unit, spec.predicate(keys[0]), entry.relation, entry.value, f"words: “{entry.text}”")
        )
    return figures


def _parts(case: Case, made: Made) -> Composition:
    records: list[Section40Record] = []
    others: list[ExemptionRecord] = []
    for number, entry in enumerate(case.file.exemptions):
        place = case.source.place(("exemptions", number))
        given = str(entry.get("limb", entry.get("id", LIMBS[0])))
        limb, _ = named(given, case.file.decided, where=place)
        if limb in LIMBS:
            records.append(Section40Record.from_mapping(entry, where=place))
        else:
            others.append(ExemptionRecord.from_mapping(entry, on=case.file.decided, where=place))
    return Composition(
        case.file,
        quoted(case.request),
        quoted(case.publication_copy) if case.publication_copy else (),
        {table.id: table for table in made.tables},
        tuple(records),
        tuple(others),
    )


def _missing(
    case: Case,
    specs: Sequence[TableSpec],
    assessed: Mapping[str, Assessed],
    findings: Sequence[object],
    parts: Composition,
) -> list[str]:
    return [
        *remaining.of_questions(case, leaves(case.request)),
        *remaining.of_assessments(specs, assessed, case.file),
        *remaining.of_exemptions(parts),
        *remaining.of_law(findings),  # type: ignore[arg-type]
        *remaining.of_words(remaining.officer_texts(case.file, specs), case.file),
        *remaining.of_publication(case),
    ]


def _deciders(case: Case) -> list[str]:
    file = case.file
    names = [file.officer, *(question.decided_by for question in file.questions.values())]
    names += [entry.decided_by for entry in file.identifiability]
    names += [entry.decided_by for entry in file.said]
    names += [file.publication.confirmed_by] if file.publication else []
    names += [str(entry.get("decided_by", "")) for entry in file.exemptions]
    return list(dict.fromkeys(name for name in names if name))


def _opening(trail: Trail, case: Case) -> None:
    on = case.file.received.isoformat()
    trail.add("request received", by="requester", on=on, sha256=manifests.sha256(case.request.encode()))
    for number, question in case.file.questions.items():
        if question.decided_by:
            when = (question.decided_on or case.file.decided).isoformat()
            trail.add("question decided", by=question.decided_by, on=when, question=number, kind=question.kind)


def _closing(
    trail: Trail, case: Case, made: Made, assessed: Mapping[str, Assessed], manifest: manifests.Manifest
) -> None:
    on = case.file.decided.isoformat()
    for number, entry in enumerate(case.file.identifiability, start=1):
        if entry.decided_by:
            when = (entry.decided_on or case.file.decided).isoformat()
            trail.add(
                "identifiability assessed", by=entry.decided_by, on=when, assessment=number, table=entry.table,
                identifiable=entry.identifiable,
            )  # fmt: skip
    for raw in made.raws:
        own = assessed[raw.spec.id]
        trail.add(
            "table flagged", by=PROGRAM, on=on, table=raw.spec.id, flagged=len(made.flags[raw.spec.id]),
            undecided=len(own.undecided),
        )  # fmt: skip
    trail.add("audited", by=f"{PROGRAM} {__version__}", on=on, audit=made.audit.sha256, verdict=made.audit.verdict)
    trail.add(
        "drafted", by=f"{PROGRAM} {__version__}", on=on, files=dict(manifest.files),
        manifest=manifests.sha256(manifest.to_json().encode()),
    )  # fmt: skip
