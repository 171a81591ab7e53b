"""Disclosure-control policies: dated values that say what is flagged and how far it must be protected."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Any

from fanlight.dated import Source, Version, check_half_open, content_hash, in_force, own_data
from fanlight.errors import BadInput
from fanlight.tables.knowledge.costs import Costs
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge


def disclosure_rules(name: str, *, on: date) -> DisclosureRules:
    """The rules of policy `name` in force on a day. Raises `BadInput` for an unknown policy, or where none was."""
    held = load(name)
    version = in_force(versions(held), on, what=f"disclosure-control policy {name}")
    values = version.value
    return DisclosureRules(
        threshold=int(values["threshold"]),
        flag_zeros=bool(values["flag_zeros"]),
        group_disclosure=bool(values["group_disclosure"]),
        knowledge=Knowledge(values["knowledge"]),
        policy=f"{held['id']} ({held['title']}), from {version.since}",
        sha256=content_hash(held),
        costs=answer_costs(on=on),
    )


def answer_costs(*, on: date) -> Costs:
    """What it loses not to give a figure, by the policy in force on a day. Raises `BadInput` where none was."""
    held = _read("costs")
    values = in_force(versions(held), on, what="the policy of costs").value
    return Costs(
        withheld=int(values["withheld"]),
        pooled=Fraction(values["pooled"]),
        blurred=Fraction(values["blurred"]),
        sums_last=bool(values["sums_last"]),
        protect_last=int(values["protect_last"]),
    )


def load(name: str) -> dict[str, Any]:
    folder = resources.files("fanlight") / "policies" / "disclosure_control"
    known = sorted(
        entry.name.removesuffix(".yaml")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml") and entry.name != "costs.yaml"
    )
    if name not in known:
        raise BadInput(f"There is no disclosure-control policy “{name}”.", next_step=f"Known: {', '.join(known)}.")
    return _read(name)


def _read(name: str) -> dict[str, Any]:
    path = resources.files("fanlight") / "policies" / "disclosure_control" / f"{name}.yaml"
    found: dict[str, Any] = own_data(path.read_text(encoding="utf-8"))
    return found


def versions(held: dict[str, Any]) -> list[Version[dict[str, Any]]]:
    """The policy's versions, half-open, without gap or overlap; each must be cited."""
    found = []
    for entry in held["versions"]:
        source = entry.get("source") or {}
        if not source.get("cite") or source.get("sure") not in {"high", "medium", "low"}:
            raise BadInput(f"A version of {held['id']} has no source.", next_step="Cite it, and say how sure it is.")
        values = {key: value for key, value in entry.items() if key not in {"since", "until", "source"}}
        cited = Source(" ".join(source["cite"].split()), source["sure"])
        found.append(Version(entry["since"], entry["until"], values, cited))
    check_half_open(found, what=held["id"])
    return found
