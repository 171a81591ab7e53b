"""From a case and its records to a draft that a person can approve: values in, values out.

Nothing here knows a path or prints, and no two calls share anything: each may run in a thread of its own, with a source
and a ledger of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case import casefile
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.people import Person, deciders, people_of
from fanlight.answering.case.specs import resolved_specs, with_ready
from fanlight.answering.checks import persons, remaining
from fanlight.answering.checks.attached import of_attachments, of_promises
from fanlight.answering.checks.known import known_tables
from fanlight.answering.checks.neither import of_neither
from fanlight.answering.checks.notice import notice_findings
from fanlight.answering.checks.published import of_publication
from fanlight.answering.counting.assess import Assessed, Seen, assess
from fanlight.answering.counting.plans import options
from fanlight.answering.counting.protecting import Protected, Step, protect
from fanlight.answering.counting.searched import advice, found_words
from fanlight.answering.counting.seen import seen, to_assess
from fanlight.answering.intake.intake import take_in, told
from fanlight.answering.missing import Missing, of_findings
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.entry import entry_files, ledger_lines, ledger_used
from fanlight.answering.output.files import ready_to_inspect, written
from fanlight.answering.output.internal import internal_files, without_a_letter
from fanlight.answering.output.manifest import Manifest, When
from fanlight.answering.output.records import records_files
from fanlight.answering.output.story import story
from fanlight.answering.response import compose
from fanlight.answering.response.composition import Composition, composed
from fanlight.answering.response.quoting import leaves
from fanlight.answering.saying.statements import bases_published, figures_said, statements
from fanlight.answering.words import INTERNAL
from fanlight.law.findings import Finding
from fanlight.ledger.weigh import Memory
from fanlight.pipeline import SECONDS
from fanlight.policy import disclosure_rules
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import Flag
from fanlight.tabulation import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """A draft, whole. `files` and `internal` hold bytes by path below the folders draft/ and internal/; `manifest` binds
    an approval to exactly these files.

    `not_counted`: what of the records the figures do not count, or may count wrongly.
    `outcomes` has each question's number and outcome in words, `missing` what remains for a person before it can be
    approved, `advice` what a person should look at, `published_before` what the ledger had to say, `found`
    how good the way of publishing is, in words. Only `files` may
    ever leave; `internal` holds true counts.
    """

    reference: str
    files: Mapping[str, bytes]
    internal: Mapping[str, bytes]
    manifest: Manifest
    outcomes: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...]
    advice: tuple[str, ...]
    published_before: tuple[str, ...]
    found: str = ""
    not_counted: tuple[str, ...] = ()


def draft(
    case: Case,
    request: str,
    source: Source | None,
    ledger: Memory | None,
    *,
    ledger_name: str = "",
    ledger_notes: Sequence[str] = (),
    seconds: float = SECONDS,
    step: Step = lambda _: None,
) -> Draft:
    """`request` is the text as received; `source` the records that the case's tables count (None: it has no tables);
    `ledger` everything published before (None: nothing is taken into account, and the audit says so), `ledger_name`
    how the manifest is to name it, `ledger_notes` what is to be known of it. `seconds`: for choosing what to publish and for the audit. `step` is told what begins; it
    cancels by raising `Cancelled`.

    The same values give the same bytes, where the search for the least loss did not end by time: then `manifest.ended` and
    `advice` say so. Raises `BadInput` or `SpecError` for a case that cannot be answered, `NotSafe`
    or `NotProvedSafe` where no safe way of publishing was proved.
    """
    ready_to_inspect()
    file, people = case.file, people_of(case)
    rules = disclosure_rules(file.disclosure_policy, on=file.decided)
    source = with_ready(case, source)
    specs = resolved_specs(case, source)
    known_tables(case, request, specs)
    extracted = file.extracted.isoformat() if file.extracted else ""
    shown = {spec.id: seen(spec, source, rules, extracted) for spec in specs}
    counted = take_in(specs, source)
    stated = statements(case, specs)
    protected = protect(
        specs,
        source,
        rules=rules,
        assess=_by_person(case, shown),
        options=options(case, specs),
        said=lambda raws: figures_said(stated, raws),
        memory=ledger,
        seconds=seconds,
        step=step,
    )
    bases_published(stated, protected.tables)
    parts = composed(case, request, protected.tables)
    findings = notice_findings(file, parts)
    unpublished = of_publication(case, request)
    names = persons.of_names(case, request, remaining.officer_texts(file, specs))
    out = written(parts, request, publish=_has_page(file) and not unpublished, step=step)
    records = told(file, counted, protected.raws)
    missing = (
        *records.missing,
        *_missing(file, request, specs, protected, findings, parts),
        *names,
        *unpublished,
        *out.problems,
    )
    ended = protected.plan["ended"] if specs else None
    manifest = _manifest(
        case, request, protected, out.files, missing, people, ledger_name, ended, records.lines, ledger_notes
    )
    said = source.description() if source is not None else "no records"
    internal = {
        **internal_files(file, protected, rules, missing, counted.extract, records.lines),
        **records_files(counted, protected.raws, records.lines),
        **entry_files(file, protected, rules, protected.said),
        **to_assess(specs, protected.assessed, shown),
        **without_a_letter(file),
        "trail.json": story(file, request, said, counted, protected, manifest).to_json(INTERNAL).encode(),
    }
    _log(file.reference, out.files, missing)
    return Draft(
        file.reference,
        out.files,
        internal,
        manifest,
        tuple((number, compose.outcome_words(parts, number)) for number in file.questions),
        missing,
        (
            *advice(ended),
            *persons.who_may_approve(file, people),
            *remaining.seen_elsewhere(file, protected.assessed),
            *(found.message for found in findings if found.severity == "check"),
            *(said for outcome, asked in parts.decided if outcome for said in outcome.advice(asked)),
        ),
        (*ledger_notes, *(ledger_lines(protected) if specs else ())),
        found_words(protected.plan) if specs else "",
        records.lines,
    )


def _has_page(case: CaseFile) -> bool:
    return case.publication is not None and case.publication.has_page


def _when(case: CaseFile) -> When:
    if case.publication is None or not case.publication.has_page:
        return "no"
    return "later" if case.publication.publish == "later" else "now"


def _by_person(case: Case, shown: Mapping[str, Seen]) -> Callable[[TableSpec, Sequence[Flag]], Assessed]:
    """The assessments on record, applied to what a table's rules flag."""

    def assessed(spec: TableSpec, flags: Sequence[Flag]) -> Assessed:
        place = case.place("identifiability")
        return assess(spec, flags, case.file.identifiability, seen=shown[spec.id], place=place)

    return assessed


def _missing(
    case: CaseFile,
    request: str,
    specs: Sequence[TableSpec],
    protected: Protected,
    findings: Sequence[Finding],
    parts: Composition,
) -> tuple[Missing, ...]:
    return (
        *remaining.of_filling(case),
        *persons.of_people(case),
        *remaining.of_questions(case, leaves(request)),
        *remaining.of_flagged(case, specs, protected.assessed),
        *remaining.of_assessments(case, specs),
        *remaining.of_exemptions(parts),
        *of_attachments(parts),
        *of_promises(parts),
        *remaining.of_wording(parts),
        *of_neither(parts),
        *remaining.of_quoting(case, request),
        *of_findings(findings),
        *remaining.of_words(case, specs, withheld=protected.withholds),
    )


def _manifest(
    case: Case,
    request: str,
    protected: Protected,
    files: Mapping[str, bytes],
    missing: Sequence[Missing],
    people: tuple[Person, ...],
    ledger_name: str,
    ended: str | None,
    not_counted: Sequence[str],
    ledger_notes: Sequence[str],
) -> Manifest:
    return Manifest(
        case.file.reference,
        dict(case.hashes) or manifests.of_files(casefile.files(case, request)),
        protected.sha256,
        manifests.of_files(files),
        tuple(item.words for item in missing),
        deciders(case.file, people),
        ledger=ledger_used(protected, ledger_name),
        ended=ended,
        people=people,
        override=case.file.override.strip(),
        publish=_when(case.file),
        not_counted=tuple(not_counted),
        ledger_notes=tuple(ledger_notes),
    )


def _log(reference: str, files: Mapping[str, bytes], missing: Sequence[Missing]) -> None:
    log.info("Case %s drafted: %d files, %d things remain.", reference, len(files), len(missing))
    for item in missing:
        log.debug("Remains: %s at %s.", item.code, item.about)
