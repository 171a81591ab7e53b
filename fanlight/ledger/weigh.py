"""A new response weighed against everything that is out: what touches, what is public already, what is lost already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.errors import BadInput
from fanlight.ledger.incidents.lost import Lost, already_lost
from fanlight.ledger.incidents.report import releases_in
from fanlight.ledger.index import key_of
from fanlight.ledger.linked.linking import SAME, Revisions, linked
from fanlight.ledger.linked.touching import refuse_unlinked, touching
from fanlight.ledger.store import Ledger
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, PublicFigure
from fanlight.tables.stages import Flag, RawTable


@dataclass(frozen=True)
class Memory:
    """A ledger and how it is to be used. `leave_out`: releases that a person wants left out, by reference."""

    ledger: Ledger
    revisions: Revisions = SAME
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accessible:
    """A figure of the new response that is published already, exactly as asked, and reasonably accessible."""

    table: str
    key: Key
    reference: str
    figure: str
    where: str


@dataclass(frozen=True)
class Weighed:
    """`sensitive` and `cleared` as the protector takes them: what is published already needs no protection.

    `touched` names the earlier releases, `looked_at` says how many were read; `head` is the ledger's state.
    """

    earlier: Earlier
    sensitive: Mapping[str, tuple[Flag, ...]]
    cleared: Mapping[str, frozenset[Key]]
    accessible: tuple[Accessible, ...]
    lost: tuple[Lost, ...]
    touched: tuple[str, ...]
    looked_at: int
    head: tuple[int, str]


def weigh(
    memory: Memory,
    raws: Sequence[RawTable],
    *,
    rules: DisclosureRules,
    sensitive: Mapping[str, tuple[Flag, ...]],
    cleared: Mapping[str, frozenset[Key]],
    public: Sequence[PublicFigure] = (),
    said: Sequence[PublicFigure] = (),
    extract: str | None = None,
    seconds: float = 60.0,
) -> Weighed:
    """`public`: known from elsewhere already; `said`: words of the new response, which touch like its tables.

    Raises `UnknownVersion` for a release that touches and cannot be linked, `BadInput` for figures that contradict one
    another, `StoreError` for a ledger that cannot be read.
    """
    version = extract if extract is not None else (raws[0].extracted if raws else "")
    asked = [(raw.spec.unit, raw.spec.predicate(key)) for raw in raws for key in raw.counts]
    asked += [(figure.unit, figure.predicate) for figure in said]
    # Before anything is read: what others add from here on is not taken into account.
    head = memory.ledger.head()
    touched = touching(memory.ledger, asked, leave_out=memory.leave_out)
    refuse_unlinked(touched)
    earlier = linked(
        memory.ledger,
        touched,
        extract=version,
        rules=rules,
        revisions=memory.revisions,
        more=[predicate for _, predicate in asked],
    )
    if memory.leave_out:
        gone = "; ".join(memory.leave_out)
        earlier = replace(
            earlier, assumptions=(*earlier.assumptions, f"Left out on a person's word, as if never published: {gone}.")
        )
    closed = under_incident(memory.ledger)
    while True:
        found = _accessible(memory.ledger, raws, version, sensitive, closed)
        left, free = _without(sensitive, cleared, found)
        try:
            lost = already_lost(
                raws, earlier, rules=rules, sensitive=left, cleared=free, public=public, seconds=seconds
            )
        except BadInput as error:
            raise BadInput(
                error.what,
                where=error.where,
                next_step="Correct the ledger (fanlight ledger add, kind: correction), or state how far the records were "
                "revised between extracts (revisions: within N, or apart).",
            ) from None
        fresh = unreported(memory.ledger, [one for one in lost if one.incident])
        more = _named(fresh) - closed
        if not more or not found:
            break
        closed |= more
    return Weighed(
        replace(earlier, lost={one.id: one.requirements for one in lost}),
        left,
        free,
        found,
        fresh,
        tuple(dict.fromkeys(part.release.reference for part in touched.parts)),
        touched.looked_at,
        head,
    )


def under_incident(ledger: Ledger) -> set[str]:
    """References of releases that an incident names which nobody has closed."""
    entries = [(number, ledger.entry(number)) for number in ledger.index.numbers("incident", "incident closed")]
    done = {int(entry["incident"]) for _, entry in entries if entry["kind"] == "incident closed"}
    return {
        str(name)
        for number, entry in entries
        if entry["kind"] == "incident" and number not in done
        for name in entry["releases"]
    }


def unreported(ledger: Ledger, lost: Sequence[Lost]) -> tuple[Lost, ...]:
    """Without what an incident in the ledger names already, open or closed, with the same releases: its clock has run."""
    known: dict[str, set[str]] = {}
    for number in ledger.index.numbers("incident"):
        entry = ledger.entry(number)
        for figure in entry["figures"]:
            known.setdefault(str(figure["id"]), set()).update(map(str, entry["releases"]))
    return tuple(one for one in lost if one.id not in known or not set(releases_in([one])) <= known[one.id])


def _named(lost: Sequence[Lost]) -> set[str]:
    """The releases in the chains, by the reference at the end of each source."""
    return {step.given.source.rpartition(" of ")[2] for one in lost for chain in one.chains for step in chain.steps} - {
        ""
    }


def _accessible(
    ledger: Ledger,
    raws: Sequence[RawTable],
    extract: str,
    sensitive: Mapping[str, tuple[Flag, ...]],
    closed: set[str],
) -> tuple[Accessible, ...]:
    """Flagged figures that are published already: the same records, unit, basis and extract, and the same count."""
    found = []
    for raw in raws:
        groups = {flag.key for flag in sensitive.get(raw.spec.id, ()) if flag.rule == "group"}
        for key in dict.fromkeys(flag.key for flag in sensitive.get(raw.spec.id, ())):
            if key in groups:
                continue
            for twin in ledger.same(key_of(raw.spec.unit, raw.spec.predicate(key))):
                if twin.extract != extract or twin.value != raw.counts[key]:
                    continue
                release = ledger.release(twin.entry)
                if release.accessible and release.where and release.reference not in closed:
                    found.append(Accessible(raw.spec.id, key, release.reference, twin.figure, release.where))
                    break
    return tuple(found)


def _without(
    sensitive: Mapping[str, tuple[Flag, ...]], cleared: Mapping[str, frozenset[Key]], found: Sequence[Accessible]
) -> tuple[dict[str, tuple[Flag, ...]], dict[str, frozenset[Key]]]:
    public = {(one.table, one.key) for one in found}
    left = {
        table: tuple(flag for flag in flags if (table, flag.key) not in public) for table, flags in sensitive.items()
    }
    free = {table: keys | frozenset(one.key for one in found if one.table == table) for table, keys in cleared.items()}
    return left, free
