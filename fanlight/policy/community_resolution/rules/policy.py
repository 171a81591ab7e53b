"""One version of the policy, read from its file: rules with their conditions, settings, and the order of statuses."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fanlight.dated import Source, content_hash
from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution.rules.expression import Expression, Scope, parse, simplify
from fanlight.policy.community_resolution.rules.vocabulary import TRI, Vocabulary, plain, vocabulary
from fanlight.policy.tri import Tri

SUFFICIENT = "authority.sufficient"
"""What a rule may ask of ranks: whether the authorising officer's rank is enough, by the version's own threshold."""

_NOT_HASHED = {"cases", "cases_from", "cases_except", "clean"}
"""Cases test a version; they do not make it another one."""


class Status(StrEnum):
    """A closed vocabulary. NOT_AVAILABLE and REFER_DPS take the case out of the officer's hands."""

    NOT_AVAILABLE = "NOT_AVAILABLE"
    REFER_DPS = "REFER_DPS"
    NEEDS_ACTION = "NEEDS_ACTION"
    SUPPORTABLE = "SUPPORTABLE"


@dataclass(frozen=True, slots=True)
class Setting:
    """A point on which the policy is ambiguous, and what this version takes it to mean: an interpretation. `moot` says
    why nothing hangs on it in this version, where that is so."""

    name: str
    point: int
    asks: str
    value: str
    alternatives: Mapping[str, str]
    reason: str
    source: Source
    moot: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does where its condition holds or may hold: gives a status, or a duty, or is only listed. `key` is how
    the order of statuses names it."""

    key: str
    when: Expression
    status: Status | None
    duty: str
    because: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    clause: str
    cite: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    fact: str
    when: Expression


@dataclass(frozen=True, slots=True)
class Policy:
    """`never_below` and `enough_from` are ranks: below the first authority never suffices, from the second it always
    does, between the two nobody has said. `precedence` lists effect keys, hardest line first. `sha256` is of the content
    with the settings in use."""

    id: str
    version: str
    title: str
    source: Source
    settings: Mapping[str, Setting]
    rules: tuple[Rule, ...]
    precedence: tuple[tuple[str, ...], ...]
    otherwise: Status
    never_below: str
    enough_from: str
    evidence: tuple[Evidence, ...]
    sha256: str
    held: Mapping[str, Any]

    def effects(self) -> tuple[Effect, ...]:
        return tuple(effect for rule in self.rules for effect in rule.effects)

    def chosen(self, name: str) -> str:
        return self.settings[name].value


@dataclass(frozen=True, slots=True)
class RankReading:
    """How a version reads ranks: its two thresholds, and whose rank counts (setting `substantive`)."""

    never_below: str
    enough_from: str
    counts: str

    @classmethod
    def of(cls, policy: Policy) -> RankReading:
        counts = policy.settings["substantive"].value if "substantive" in policy.settings else "own_rank"
        return cls(policy.never_below, policy.enough_from, counts)

    def sufficient(self, held: ranks.Rank | None, status: str, own: ranks.Rank | None) -> Tri:
        if self.counts == "rank_held":
            held = held or (own if status == "substantive" else None)
            status, own = "substantive", None
        status = status or (held.status if held else "")
        enough = ranks.substantive_at_least(held, status, own, self.enough_from)
        possible = ranks.substantive_at_least(held, status, own, self.never_below)
        found = Tri.YES if enough is Tri.YES else Tri.NO if possible is Tri.NO else Tri.UNKNOWN
        if self.counts != "own_rank_in_post" or found is Tri.NO:
            return found
        return Tri.NO if status in {"acting", "temporary"} else found if status else Tri.UNKNOWN


def resolve(held: Mapping[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """A file that extends another, written out in full: settings and rules replace those of the same name and add new
    ones, every other entry replaces the whole entry."""
    if base is None:
        return dict(held)
    found = {**base, **{key: value for key, value in held.items() if key != "extends"}}
    for entry, key in (("settings", "name"), ("rules", "id")):
        merged = {item[key]: item for item in base[entry]}
        merged.update({item[key]: item for item in held.get(entry, [])})
        found[entry] = list(merged.values())
    dropped = {str(name) for name in held.get("cases_except", [])}
    inherited = [case for case in base.get("cases", []) if held.get("cases_from") and case["name"] not in dropped]
    found["cases"] = [*inherited, *held.get("cases", [])]
    return found


def content(held: Mapping[str, Any], chosen: Mapping[str, str]) -> str:
    """The hash that a record keeps: of the resolved version without its cases, and of the settings that differ from it."""
    kept = {key: value for key, value in held.items() if key not in _NOT_HASHED}
    return content_hash({"policy": kept, "settings": dict(chosen)})


def read_policy(
    held: Mapping[str, Any],
    *,
    settings: Mapping[str, str] | None = None,
    words: Vocabulary | None = None,
    where: str = "",
) -> Policy:
    """Raises `BadInput` for a condition that cannot be read, a rule without clause or source, an unknown setting or
    value, and a status without its place in the order."""
    words, where = words or vocabulary(), where or f"policy {held.get('version')}"
    read = _settings(held, settings or {}, where)
    scope = Scope(
        {**{fact.name: fact.values for fact in words.ruled()}, SUFFICIENT: TRI},
        {name: (setting.value, tuple(setting.alternatives)) for name, setting in read.items()},
        {},
    )
    definitions: dict[str, Expression] = {}
    for entry in held.get("definitions", []):
        inner = Scope(scope.values, scope.settings, dict(definitions))
        definitions[entry["name"]] = parse(entry["when"], inner, where=f"{where}, definition {entry['name']}")
    scope = Scope(scope.values, scope.settings, definitions)
    rules = tuple(_rule(entry, scope, where) for entry in held["rules"])
    if len({rule.id for rule in rules}) != len(rules):
        raise BadInput("Two rules have one id.", where=where, next_step="Rename or remove one.")
    never_below, enough_from = _thresholds(held, read, where)
    otherwise = held.get("otherwise")
    if otherwise not in list(Status):
        raise BadInput(
            "Nothing is said of facts to which no rule applies: they would have no status.",
            where=where,
            next_step="Add `otherwise: SUPPORTABLE`.",
        )
    return Policy(
        id=str(held["id"]),
        version=str(held["version"]),
        title=" ".join(held["title"].split()),
        source=_source(held, where),
        settings=read,
        rules=rules,
        precedence=_precedence(held, rules, where),
        otherwise=Status(otherwise),
        never_below=never_below,
        enough_from=enough_from,
        evidence=tuple(_evidence(entry, words, scope, where) for entry in held.get("evidence", [])),
        sha256=content(held, _differing(held, read)),
        held=held,
    )


def _source(entry: Mapping[str, Any], where: str) -> Source:
    source = entry.get("source") or {}
    if not source.get("cite") or source.get("sure") not in {"high", "medium", "low"}:
        raise BadInput(
            "This has no source.", where=where, next_step="Cite it, and say how sure it is: high, medium, low."
        )
    return Source(" ".join(str(source["cite"]).split()), source["sure"])


def _settings(held: Mapping[str, Any], chosen: Mapping[str, str], where: str) -> dict[str, Setting]:
    found = {}
    for entry in held.get("settings", []):
        name = entry["name"]
        place = f"{where}, setting {name}"
        alternatives = {str(plain(key)): str(text) for key, text in entry["alternatives"].items()}
        value = str(plain(chosen.get(name, entry["value"])))
        if value not in alternatives:
            raise BadInput(
                f"“{value}” is no value of this setting.", where=place, next_step=f"Known: {', '.join(alternatives)}."
            )
        if not str(entry.get("reason") or "").strip() or len(alternatives) < 2:
            raise BadInput(
                "This interpretation has no reason, or no alternative.",
                where=place,
                next_step="Say why it is read so, and how else it could be read.",
            )
        reason, asks = " ".join(entry["reason"].split()), " ".join(entry["asks"].split())
        cited, moot = _source(entry, place), " ".join(str(entry.get("moot") or "").split())
        found[name] = Setting(name, int(entry["point"]), asks, value, alternatives, reason, cited, moot)
    for name in chosen:
        if name not in found:
            near = difflib.get_close_matches(name, list(found), n=3, cutoff=0.4) or list(found)
            raise BadInput(f"There is no setting “{name}”.", where=where, next_step=f"Nearest: {', '.join(near)}.")
    return found


def _differing(held: Mapping[str, Any], read: Mapping[str, Setting]) -> dict[str, str]:
    written = {entry["name"]: str(plain(entry["value"])) for entry in held.get("settings", [])}
    return {name: setting.value for name, setting in read.items() if setting.value != written[name]}


def _rule(entry: Mapping[str, Any], scope: Scope, where: str) -> Rule:
    place = f"{where}, rule {entry.get('id')}"
    for wanted in ("id", "clause", "cite"):
        if not str(entry.get(wanted) or "").strip():
            raise BadInput(f"This rule has no {wanted}.", where=place, next_step="Add it: every rule is cited.")
    effects = []
    for part in entry.get("effects", [entry]):
        key = f"{entry['id']}.{part['name']}" if "name" in part else str(entry["id"])
        status = part.get("status")
        if status is not None and status not in list(Status):
            raise BadInput(f"“{status}” is not a status.", where=place, next_step=f"Known: {', '.join(Status)}.")
        when = simplify(parse(part["when"], scope, where=place))
        because = " ".join(str(part.get("because") or entry["because"]).split())
        duty = " ".join(str(part.get("duty") or "").split())
        effects.append(Effect(key, when, Status(status) if status else None, duty, because))
    return Rule(str(entry["id"]), " ".join(entry["clause"].split()), " ".join(entry["cite"].split()), tuple(effects))


def _thresholds(held: Mapping[str, Any], settings: Mapping[str, Setting], where: str) -> tuple[str, str]:
    authority = held["authority"]
    key = settings[authority["by_setting"]].value if "by_setting" in authority else "any"
    never_below, enough_from = authority["thresholds"][key]
    if ranks.parse(never_below, where=where).level > ranks.parse(enough_from, where=where).level:
        raise BadInput("Authority suffices from a rank below the one it never suffices below.", where=where)
    return never_below, enough_from


def _precedence(held: Mapping[str, Any], rules: tuple[Rule, ...], where: str) -> tuple[tuple[str, ...], ...]:
    lines = tuple(tuple(str(key) for key in line) for line in held["precedence"])
    placed = [key for line in lines for key in line]
    giving = {effect.key for rule in rules for effect in rule.effects if effect.status}
    for key in placed:
        if key not in giving or placed.count(key) > 1:
            problem = "stands twice in the order" if key in giving else "gives no status"
            raise BadInput(
                f"“{key}” {problem}.", where=f"{where}, precedence", next_step="Correct the order of statuses."
            )
    for key in sorted(giving - set(placed)):
        raise BadInput(
            f"Rule {key} has no place in the order of statuses: facts to which it alone applies would have no status.",
            where=f"{where}, precedence",
            next_step="Put it on a line.",
        )
    return lines


def _evidence(entry: Mapping[str, Any], words: Vocabulary, scope: Scope, where: str) -> Evidence:
    if entry["fact"] not in words.facts:
        raise BadInput(f"There is no fact “{entry['fact']}”.", where=f"{where}, evidence")
    when = simplify(parse(entry["when"], scope, where=f"{where}, evidence {entry['fact']}"))
    return Evidence(entry["fact"], when)
