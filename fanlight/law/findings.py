"""A finding: something a notice lacks or says wrongly, with where, why and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from fanlight.law.data import law_file

Severity = Literal["missing", "wrong", "check"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`severity`: missing (must be there), wrong (must not), check (a person should look; does not make it fail).

    `where` names the line and quotes the words; `law` cites the provision and its version; `sure` is the certainty
    of the fact it rests on, and a finding of low certainty says so in its message.
    """

    id: str
    severity: Severity
    message: str
    where: str
    mend: str
    law: str
    sure: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@cache
def faults() -> dict[str, dict[str, Any]]:
    """All that can be found, by id: in notices (policies/law/faults.yaml) and in procedure (procedure_faults.yaml)."""
    return {**law_file("faults")["faults"], **law_file("procedure_faults")["faults"]}


def finding(name: str, *, where: str = "", law: str = "", **said: str) -> Finding:
    """A finding of `faults` by its id; `said` fills the places in its message and mend."""
    entry = faults()[name]
    message = entry["message"].format_map(said)
    if entry["sure"] == "low":
        message += " This rests on a fact of low certainty: confirm it first."
    return Finding(
        name, entry["severity"], message, where, entry["mend"].format_map(said), law or entry["law"], entry["sure"]
    )


def passes(findings: tuple[Finding, ...]) -> bool:
    """True where nothing is missing or wrong."""
    return all(found.severity == "check" for found in findings)
