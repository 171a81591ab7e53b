"""Policy over a past extract: which community resolutions could not have been supported, whatever the extract leaves out.

Rows are cut into patterns of what policy can see, policy is asked once a pattern, and every row gets its pattern's
answer. Each column is read by one plain function over its distinct values; a property test holds the whole against
asking row by row.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.decisions.case.questions import flag_value
from fanlight.decisions.review import patterns
from fanlight.decisions.review.judging import Judge
from fanlight.decisions.review.patterns import Pattern
from fanlight.errors import BadInput
from fanlight.policy import community_resolution as policies
from fanlight.policy.community_resolution import Facts, Status
from fanlight.policy.community_resolution.advice import sufficient
from fanlight.policy.tri import Tri
from fanlight.records.database.file import rows
from fanlight.records.disposals.settling import current

NOT_SUPPORTABLE = "not_supportable"
CANNOT_TELL = "cannot_tell"
SUPPORTABLE = "supportable"
NO_POLICY = "no_policy"
FINDINGS: Mapping[str, str] = {
    NOT_SUPPORTABLE: "Not supportable on what the record says",
    CANNOT_TELL: "Cannot be told from the record",
    SUPPORTABLE: "Supportable on what the record says",
    NO_POLICY: "No version of the policy is held for the day",
}


@dataclass(frozen=True)
class Finding:
    """What policy says of a pattern. `rules` hold for certain and stand in the way even at best; `open_rules` may hold;
    `missing` is what would have to be known. `versions`: those asked. `differs`: they do not agree."""

    finding: str
    rules: tuple[str, ...] = ()
    open_rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    differs: bool = False
    authority: str = ""


AUTHORITY: Mapping[str, str] = {
    "enough": "with an authority whose rank suffices",
    "not_enough": "with an authority whose rank does not suffice",
    "unclear": "with an authority of which it cannot be told whether the rank suffices",
    "none": "with no authority recorded",
}
"""For resolutions of a kind that policy closes without exceptional circumstances: what is recorded of authority."""


def _authority(facts: Facts, versions: Sequence[Judge]) -> str:
    kinds = (facts.domestic, facts.hate_crime, facts.sexual_offence, facts.firearms, facts.weapon)
    if Tri.YES not in kinds:
        return ""
    if not facts.authority.person:
        return "none"
    said = {sufficient(facts, version.policy) for version in versions}
    return {frozenset({Tri.YES}): "enough", frozenset({Tri.NO}): "not_enough"}.get(frozenset(said), "unclear")


def judge(facts: Facts, versions: Sequence[Judge]) -> Finding:
    """The finding under every version that may have been in force: supportable, or not, only where all agree."""
    if not versions:
        return Finding(NO_POLICY)
    best_facts = patterns.at_best(facts)
    found, rules, open_rules, missing = [], dict[str, None](), dict[str, None](), dict[str, None]()
    for version in versions:
        said, best = version.say(facts), version.say(best_facts)
        certain = [rule for rule, holds in best.rules if holds is Tri.YES]
        rules.update(dict.fromkeys(certain))
        # A rule that may hold even at best is one of which the policy itself leaves open what it asks.
        told = SUPPORTABLE if said.status is Status.SUPPORTABLE else CANNOT_TELL
        found.append(NOT_SUPPORTABLE if certain else told)
        open_rules.update(dict.fromkeys(rule for rule, _ in said.rules if rule not in certain))
        missing.update(dict.fromkeys(said.missing))
    agreed = found[0] if len(set(found)) == 1 else CANNOT_TELL
    names = tuple(version.policy.version for version in versions)
    return Finding(
        agreed, tuple(rules) if agreed == NOT_SUPPORTABLE else (), tuple(open_rules), tuple(missing), names,
        len(set(found)) > 1, _authority(facts, versions),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spell:
    """Days between which the same versions may have been in force: from `since` (None: ever) to before `until`."""

    since: date | None
    until: date | None
    versions: tuple[str, ...]


def spells(path: Path | None = None) -> tuple[Spell, ...]:
    """All of time, cut where the versions that may be in force change."""
    held = [entry for entry in policies.versions(path) if entry.possible is not None]
    cuts = sorted({d for entry in held for d in entry.possible or () if d is not None})
    edges: list[date | None] = [None, *cuts, None]
    found = []
    for since, until in itertools.pairwise(edges):
        inside = since or date.min
        names = tuple(e.version for e in held if e.possible and _covers(e.possible, inside) and since is not None)
        found.append(Spell(since, until, names))
    return tuple(found)


def _covers(period: tuple[date, date | None], on: date) -> bool:
    return period[0] <= on and (period[1] is None or on < period[1])


@dataclass(frozen=True)
class Checked:
    """An extract checked. `counts`: (team, period, finding) → disposals, where an empty field is "not recorded".
    `rules`: rule → disposals that it makes not supportable; `missing`: fact → disposals that lack it;
    `questioned`: (kind, contrary or missing) → disposals; `unreadable`: what cannot be read → disposals."""

    total: int
    patterns: int
    counts: Mapping[tuple[str, str, str], int]
    findings: Mapping[str, int]
    rules: Mapping[str, int]
    open_rules: Mapping[str, int]
    missing: Mapping[str, int]
    questioned: Mapping[str, int]
    unreadable: Mapping[str, int]
    differs: int
    undated: int
    authority: Mapping[str, int]


TEAMS = ("bcu", "borough", "force", "officer_rank")
PERIODS = {
    "year": "CAST(year(outcome_date) AS VARCHAR)",
    "quarter": "CAST(year(outcome_date) AS VARCHAR) || '-Q' || CAST(quarter(outcome_date) AS VARCHAR)",
}
Progress = Callable[[str], None]


@contextmanager
def checked_store(
    store: Path,
    *,
    team: str = "bcu",
    period: str = "year",
    path: Path | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[tuple[Any, Checked]]:
    """Checks the community resolutions of a record store. Gives an Ibis connection with the table `checked` (one row a
    disposal, with `finding`) and the counts. The store is not written to.

    Raises `BadInput` for a team or period that there is not, and where the store holds no community resolution.
    """
    import duckdb
    import ibis

    if team not in TEAMS or period not in PERIODS:
        raise BadInput(
            f"An extract cannot be checked by {team} and {period}.",
            next_step=f"Teams: {', '.join(TEAMS)}; periods: {', '.join(PERIODS)}.",
        )
    with current(store) as (file, _), closing(duckdb.connect()) as db:
        connection = ibis.duckdb.from_connection(db)
        db.execute("SET threads = 2; SET memory_limit = '1GB'; SET enable_progress_bar = false")
        db.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS held (READ_ONLY)")
        progress("Reading what each column says")
        _read_columns(db, path)
        _patterned(db, path)
        progress("Asking policy about each pattern")
        findings = _judged(db, path)
        progress("Counting")
        yield connection, _counted(db, findings, team, period)


def _distinct(db: Any, columns: str) -> list[tuple[Any, ...]]:
    return rows(db, f"SELECT DISTINCT {columns} FROM held.disposals WHERE outcome_type = '8'")


def _register(db: Any, name: str, columns: Sequence[str], values: list[tuple[Any, ...]]) -> None:
    import pyarrow

    arrays = [pyarrow.array(column, pyarrow.string()) for column in zip(*values, strict=True)] if values else []
    if not arrays:
        arrays = [pyarrow.array([], pyarrow.string()) for _ in columns]
    db.register("incoming", pyarrow.table(arrays, names=list(columns)))
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
    db.unregister("incoming")


FLAGS = "flag_da, flag_dv, flag_hate, flag_weapon, flag_firearm"


def _read_columns(db: Any, path: Path | None) -> None:
    """One small table for each group of columns that is read together: raw values beside what they say."""
    of_kinds = []
    for code, da, dv, hate, weapon, firearm in _distinct(db, f"offence_code, {FLAGS}"):
        said = (patterns.domestic_flag(da, dv), flag_value(hate), flag_value(weapon), flag_value(firearm))
        five, questioned = patterns.kinds(code, said)
        by_name = dict(zip(patterns.FLAGGED, said, strict=True))
        marks = ",".join(f"{kind}:{'contrary' if by_name[kind] == 'no' else 'missing'}" for kind in questioned)
        of_kinds.append((code, da, dv, hate, weapon, firearm, ",".join(five), marks))
    _register(db, "of_kinds", [*f"offence_code, {FLAGS}".split(", "), "kinds", "questioned"], of_kinds)
    _register(
        db, "of_age", ["offender_age_band", "under_18"],
        [(band, patterns.under_18(band)) for (band,) in _distinct(db, "offender_age_band")],
    )  # fmt: skip
    _register(
        db, "of_role", ["offender_role", "police"],
        [(role, patterns.police(role)) for (role,) in _distinct(db, "offender_role")],
    )  # fmt: skip
    ranks = "authoriser_rank, authoriser_rank_status, authoriser_substantive_rank"
    of_ranks = []
    for rank, status, own in _distinct(db, ranks):
        full, unreadable = patterns.authority(rank, status, own)
        of_ranks.append((rank, status, own, "|".join(full), unreadable))
    _register(db, "of_ranks", [*ranks.split(", "), "authority", "unreadable"], of_ranks)


def _patterned(db: Any, path: Path | None) -> None:
    """Table `patterned`: one row a disposal with the id of its pattern; table `pattern`: the patterns."""
    cases = " ".join(
        f"WHEN outcome_date >= DATE '{spell.since}' THEN '{index}'"
        for index, spell in reversed(list(enumerate(spells(path))))
        if spell.since is not None
    )
    joins = " AND ".join
    kinds = joins(f"d.{c} IS NOT DISTINCT FROM k.{c}" for c in f"offence_code, {FLAGS}".split(", "))
    ranks = joins(
        f"d.{c} IS NOT DISTINCT FROM r.{c}"
        for c in ("authoriser_rank", "authoriser_rank_status", "authoriser_substantive_rank")
    )
    db.execute(
        f"CREATE TEMP TABLE read AS SELECT d.disposal_id, d.outcome_date, d.bcu, d.borough, d.force, d.officer_rank, "
        f"k.kinds, k.questioned, a.under_18, p.police, r.authority, r.unreadable, "
        f"CASE WHEN outcome_date IS NULL THEN '' {cases} ELSE '0' END AS spell "
        f"FROM held.disposals d JOIN of_kinds k ON {kinds} "
        f"JOIN of_age a ON d.offender_age_band IS NOT DISTINCT FROM a.offender_age_band "
        f"JOIN of_role p ON d.offender_role IS NOT DISTINCT FROM p.offender_role JOIN of_ranks r ON {ranks} "
        f"WHERE d.outcome_type = '8'"
    )
    db.execute(
        "CREATE TEMP TABLE pattern AS SELECT row_number() OVER (ORDER BY kinds, under_18, police, authority, spell) AS id, "
        "* FROM (SELECT DISTINCT kinds, under_18, police, authority, spell FROM read)"
    )


def _judged(db: Any, path: Path | None) -> dict[int, Finding]:
    """Asks policy once a pattern, and puts the finding beside each disposal in table `checked`."""
    cut = spells(path)
    loaded = {name: Judge(policies.load(name, path=path)) for spell in cut for name in spell.versions}
    found: dict[int, Finding] = {}
    for identity, five, young, role, authority, spell in rows(
        db, "SELECT id, kinds, under_18, police, authority, spell FROM pattern ORDER BY id"
    ):
        pattern = Pattern(tuple(five.split(",")), (), young, role, tuple(authority.split("|")))
        versions = [loaded[name] for name in cut[int(spell)].versions] if spell else []
        found[identity] = judge(patterns.facts_of(pattern), versions)
    _register(db, "finding_of", ["id", "finding"], [(str(key), value.finding) for key, value in found.items()])
    db.execute(
        "CREATE TABLE checked AS SELECT r.*, p.id AS pattern, f.finding FROM read r "
        "JOIN pattern p USING (kinds, under_18, police, authority, spell) "
        "JOIN finding_of f ON f.id = CAST(p.id AS VARCHAR)"
    )
    return found


def _counted(db: Any, findings: Mapping[int, Finding], team: str, period: str) -> Checked:
    total = rows(db, "SELECT count(*) FROM checked")[0][0]
    if total == 0:
        raise BadInput("There is no community resolution (outcome type 8) in these records.")
    by_pattern = dict(rows(db, "SELECT pattern, count(*) FROM checked GROUP BY 1"))
    tallies: dict[str, dict[str, int]] = {"finding": {}, "rules": {}, "open_rules": {}, "missing": {}, "authority": {}}
    differs = 0
    for identity, count in sorted(by_pattern.items()):
        one = findings[identity]
        differs += count if one.differs else 0
        for name, values in (
            ("finding", (one.finding,)), ("rules", one.rules), ("open_rules", one.open_rules), ("missing", one.missing),
            ("authority", (one.authority,) if one.authority else ()),
        ):  # fmt: skip
            for value in values:
                tallies[name][value] = tallies[name].get(value, 0) + count
    grouped = rows(
        db,
        f"SELECT coalesce({team}, 'not recorded'), coalesce({PERIODS[period]}, 'not recorded'), finding, count(*) "
        f"FROM checked GROUP BY ALL ORDER BY ALL",
    )
    marks = rows(
        db,
        "SELECT mark, count(*) FROM (SELECT unnest(string_split(questioned, ',')) AS mark FROM checked "
        "WHERE questioned <> '') GROUP BY 1 ORDER BY 1",
    )
    unreadable = rows(db, "SELECT unreadable, count(*) FROM checked WHERE unreadable <> '' GROUP BY 1 ORDER BY 1")
    undated = rows(db, "SELECT count(*) FROM checked WHERE spell = ''")[0][0]
    for name in ("rules", "open_rules"):
        tallies[name] = dict(sorted(tallies[name].items(), key=lambda item: (item[0][:1], int(item[0][1:] or 0))))
    return Checked(
        total, len(findings), {(t, p, f): n for t, p, f, n in grouped}, tallies["finding"], tallies["rules"],
        tallies["open_rules"], tallies["missing"], dict(marks), dict(unreadable), differs, undated, tallies["authority"],
    )  # fmt: skip
