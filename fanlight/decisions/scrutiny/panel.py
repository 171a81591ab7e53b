"""Scrutiny panels: a sample of community resolutions drawn by a seed, and the panel's verdicts, all in the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fanlight.decisions.case.case import fold
from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.case.people import Person, plain, same
from fanlight.decisions.registry.cases import SCRUTINY
from fanlight.decisions.scrutiny.sampling import Member, Sample, allocate, draw, frame_text, seed_commitment
from fanlight.decisions.store import journal
from fanlight.decisions.store.port import Chain, Decisions, GrowingChain
from fanlight.decisions.words import INTERNAL_FIGURES
from fanlight.errors import BadInput
from fanlight.records.database.file import rows

STRATA = (
    "bcu",
    "borough",
    "force",
    "offence_code",
    "crime_type",
    "offender_age_band",
    "victim_type",
    "year",
    "quarter",
)
"""What a sample can be stratified by: fields of the record, or the period of the outcome."""

VERDICTS: Mapping[str, str] = {
    "appropriate": "the disposal was appropriate",
    "appropriate_with_observations": "appropriate, with observations",
    "inappropriate": "the disposal was inappropriate",
    "no_agreement": "the panel could not agree",
}

_COLUMN = {
    "year": "CAST(year(outcome_date) AS VARCHAR)",
    "quarter": "CAST(year(outcome_date) AS VARCHAR) || '-Q' || CAST(quarter(outcome_date) AS VARCHAR)",
}


def population(db: Any, first: date, end: date, strata_by: Sequence[str]) -> list[Member]:
    """Community resolutions with an outcome from `first` to before `end`, cancelled ones left out."""
    unknown = [name for name in strata_by if name not in STRATA]
    if unknown:
        raise BadInput(
            f"A sample cannot be stratified by {', '.join(unknown)}.",
            where="--by",
            next_step=f"Use {', '.join(STRATA)}.",
        )
    columns = [f"coalesce({_COLUMN.get(name, name)}, 'not recorded')" for name in strata_by]
    stratum = " || ' | ' || ".join(columns) or "'all'"
    found = rows(
        db,
        f"SELECT disposal_id, {stratum} FROM disposals WHERE outcome_type = '8' AND outcome_cancelled_date IS NULL "
        f"AND outcome_date >= ? AND outcome_date < ? ORDER BY 1",
        [first, end],
    )
    if not found:
        raise BadInput("There is no community resolution in this period.", next_step="Name another period.")
    return [Member(str(one), str(stratum)) for one, stratum in found]


def _entry(
    move: str, by: Person, at: datetime, details: Mapping[str, Any], recorded: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "case": SCRUTINY, "version": 1, "move": move, "from": "", "to": "", "by": by.as_mapping(), "at": at.isoformat(),
        "details": dict(details), "recorded": dict(recorded),
    }  # fmt: skip


def _entries(chain: Chain) -> list[journal.Entry]:
    return [entry for entry in chain.everything() if entry["case"] == SCRUTINY]


def commit(store: Decisions, *, sha256: str, by: Person, at: datetime) -> Mapping[str, Any]:
    """Records the hash of a seed before the draw, so that nobody can choose the seed by its sample."""
    if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
        raise BadInput(
            "A commitment is the SHA-256 of the seed, 64 small hexadecimal digits.",
            where="--seed-sha256",
            next_step="printf %s 'SEED' | sha256sum",
        )
    with store.writing() as chain:
        if any(entry["details"].get("seed_sha256") == sha256 for entry in _entries(chain)):
            raise NotAllowed("This commitment is in the chain already.", next_step="Use another seed.")
        return chain.append(_entry("commit", by, at, {"seed_sha256": sha256}, {}))


def draw_sample(
    store: Decisions,
    *,
    seed: str,
    first: date,
    end: date,
    strata_by: Sequence[str],
    size: int,
    at_least: int,
    by: Person,
    at: datetime,
    again: str = "",
) -> tuple[Mapping[str, Any], str]:
    """Draws a sample and records it. Gives its entry, and the frame (the whole population) as text to keep.

    A second draw from the same period and strata is refused without a reason (`again`), and so is a seed used before:
    otherwise a sample could be drawn until it pleases.
    """
    details = {
        "seed": seed, "from": first.isoformat(), "before": end.isoformat(), "strata_by": list(strata_by), "size": size,
        "at_least": at_least, "again": again.strip(),
    }  # fmt: skip
    with store.records() as db:
        members = population(db, first, end, strata_by)
    with store.writing() as chain:
        held = _entries(chain)
        _check_draw([entry for entry in held if entry["move"] == "draw"], details)
        recorded = _drawn(held, members, details, at.year)
        entry = chain.append(_entry("draw", by, at, details, recorded))
    return entry, f"# {INTERNAL_FIGURES}\n{frame_text(members)}"


def _check_draw(draws: Sequence[Mapping[str, Any]], details: Mapping[str, Any]) -> None:
    alike = [e for e in draws if all(e["details"][k] == details[k] for k in ("from", "before", "strata_by"))]
    if alike and not details["again"]:
        raise NotAllowed(
            f"Sample {alike[-1]['recorded']['sample']} was drawn from this period and these strata.",
            next_step="To draw another, say why: --again REASON. The record shows both.",
        )
    if any(entry["details"]["seed"] == details["seed"] for entry in draws):
        raise NotAllowed("This seed was used before.", where="--seed", next_step="Use another.")


def _drawn(
    held: Sequence[Mapping[str, Any]], members: Sequence[Member], details: Mapping[str, Any], year: int
) -> dict[str, Any]:
    counts = Counter(member.stratum for member in members)
    sample = draw(members, allocate(counts, details["size"], at_least=details["at_least"]), details["seed"])
    committed = [e for e in held if e["details"].get("seed_sha256") == seed_commitment(details["seed"])]
    draws = sum(entry["move"] == "draw" for entry in held)
    return {
        "sample": f"S-{year}-{draws + 1:03d}",
        **_as_mapping(sample),
        "committed_in_entry": committed[0]["number"] if committed else 0,
    }


def _as_mapping(sample: Sample) -> dict[str, Any]:
    return {
        "population_sha256": sample.population_sha256,
        "strata": {name: {"population": p, "drawn": n} for name, (p, n) in sample.strata.items()},
        "selected": list(sample.selected),
    }


def check_sample(store: Decisions, sample_id: str, *, frame: str = "") -> bool:
    """Draws a recorded sample again: from the store, or from its frame. True where it comes out the same.

    Raises `BadInput` where the population is no longer the one that was drawn from: then the frame is needed.
    """
    with store.reading() as chain:
        entry = _sample(_entries(chain), sample_id)
    details, recorded = entry["details"], entry["recorded"]
    members = _members_in(frame) if frame else _members_now(store, details)
    sizes = {name: counts["drawn"] for name, counts in recorded["strata"].items()}
    sample = draw(
        members, {name: n for name, n in sizes.items() if any(m.stratum == name for m in members)}, details["seed"]
    )
    if sample.population_sha256 != recorded["population_sha256"]:
        raise BadInput(
            "The population is not the one that was drawn from: records have come, gone or changed since."
            if not frame
            else "This frame is not the one that was drawn from.",
            where=sample_id,
            next_step="Give the frame that was written at the draw: --frame FILE",
        )
    return _as_mapping(sample) == {key: recorded[key] for key in ("population_sha256", "strata", "selected")}


def _members_in(frame: str) -> list[Member]:
    lines = [line.split("\t") for line in frame.splitlines() if not line.startswith("# ")]
    if any(len(parts) != 2 for parts in lines):
        raise BadInput("This is no frame: each line has an id, a tab and a stratum.", where="--frame")
    return [Member(one, stratum) for one, stratum in lines]


def _members_now(store: Decisions, details: Mapping[str, Any]) -> list[Member]:
    first, end = date.fromisoformat(details["from"]), date.fromisoformat(details["before"])
    with store.records() as db:
        return population(db, first, end, details["strata_by"])


def _sample(held: Sequence[Mapping[str, Any]], sample_id: str) -> Mapping[str, Any]:
    for entry in held:
        if entry["move"] == "draw" and entry["recorded"]["sample"] == sample_id:
            return entry
    known = [e["recorded"]["sample"] for e in held if e["move"] == "draw"]
    raise BadInput(f"There is no sample {sample_id}.", next_step=f"There are {', '.join(known) or 'none'}.")


def record_verdict(
    store: Decisions,
    *,
    sample_id: str,
    disposal_id: str,
    verdict: str,
    reasons: str,
    members: Sequence[str],
    by: Person,
    at: datetime,
) -> Mapping[str, Any]:
    """Records a panel's verdict on one disposal of its sample. A second verdict replaces the first in what counts, and
    both stay in the chain. Nobody who made a move in the case may be on the panel."""
    if verdict not in VERDICTS:
        raise BadInput(f"“{verdict}” is no verdict.", where="--verdict", next_step=f"Use {', '.join(VERDICTS)}.")
    if not reasons.strip():
        raise BadInput("A verdict needs reasons.", where="--reasons", next_step="Write what the panel saw.")
    with store.writing() as chain:
        held = _entries(chain)
        entry = _sample(held, sample_id)
        if disposal_id not in entry["recorded"]["selected"]:
            raise NotAllowed(
                f"Disposal {disposal_id} is not in sample {sample_id}.", next_step="A panel looks at what was drawn."
            )
        for person in _people_of(chain, disposal_id):
            if same(person, by) or any(plain(person.name) == plain(name) for name in members):
                raise NotAllowed(
                    f"{person.name} made a move in the case, and cannot sit on its panel.",
                    next_step="Let others judge it.",
                )
        earlier = [
            e["number"]
            for e in held
            if e["move"] == "verdict" and (e["details"]["sample"], e["details"]["disposal"]) == (sample_id, disposal_id)
        ]
        details = {
            "sample": sample_id, "disposal": disposal_id, "verdict": verdict, "reasons": reasons, "members": list(members),
        }  # fmt: skip
        return chain.append(_entry("verdict", by, at, details, {"replaces_entry": earlier[-1] if earlier else 0}))


def _people_of(chain: GrowingChain, disposal_id: str) -> tuple[Person, ...]:
    """Everybody who made a move in the case behind a disposal that was decided here."""
    intended = (chain.rows() or {}).get(disposal_id)
    if intended is None or intended.row is None:
        return ()
    return tuple(person for case in chain.about("", disposal_id) for person in fold(chain.of_case(case)).people)


def results(store: Decisions, sample_id: str) -> dict[str, Any]:
    """Verdicts so far: counts by verdict, and what is still to be looked at. Internal: the counts can be small."""
    with store.reading() as chain:
        held = _entries(chain)
    entry = _sample(held, sample_id)
    latest = {
        e["details"]["disposal"]: e["details"]["verdict"]
        for e in held
        if e["move"] == "verdict" and e["details"]["sample"] == sample_id
    }
    counts = {verdict: sum(v == verdict for v in latest.values()) for verdict in VERDICTS}
    return {
        "sample": sample_id,
        "drawn": len(entry["recorded"]["selected"]),
        "verdicts": counts,
        "to_do": [one for one in entry["recorded"]["selected"] if one not in latest],
    }
