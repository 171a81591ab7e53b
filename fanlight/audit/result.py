"""What an audit found, as a value that can be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from fanlight.dated import content_hash
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, Unit

Verdict = Literal["safe", "exposed", "not_proved"]
State = Literal["met", "failed", "not_proved"]
Kind = Literal["whole-number", "LP bound only", "not computed"]
Proof = Literal["", "multipliers", "exhaustive integer search", "inequalities"]

FORMAT_VERSION = 1

_MADE_HERE = object()


@dataclass(frozen=True, slots=True)
class End:
    """One end of an interval. `value` None: no bound."""

    value: int | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement on one figure, and whether it is met. `rule` as in `fanlight.tables.knowledge.statements.Requirement`."""

    rule: str
    reach_up_to: int | None
    reach_down_to: int | None
    width: int | None
    state: State


@dataclass(frozen=True, slots=True)
class Finding:
    """What can be worked out about one withheld figure: it lies from `lo` to `hi` (None: no upper end).

    `lo_kind`, `hi_kind`: "whole-number" (a whole-number table reaches this end), "LP bound only" (it may be tighter in
    truth) or "not computed" (time ran out). `how` names the figures that an exposing bound adds up, `proof` says how
    that bound was proved. `text` says all of it in words. Internal: never to be given out.
    """

    id: str
    table: str
    key: Key
    name: str
    unit: Unit
    lo: int
    hi: int | None
    lo_kind: Kind
    hi_kind: Kind
    checks: tuple[Check, ...]
    how: tuple[str, ...]
    proof: Proof
    text: str

    @property
    def exact(self) -> bool:
        """Whether anybody can work out the very count."""
        return self.hi is not None and self.lo == self.hi

    @property
    def state(self) -> State:
        states = [check.state for check in self.checks]
        return "failed" if "failed" in states else "not_proved" if "not_proved" in states else "met"


@dataclass(frozen=True, slots=True)
class Problem:
    """A figure that would be given out although a rule flags it and nobody found that it identifies no one."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Audit:
    """The audit of one response. Only `fanlight.audit.audit` makes one.

    `published` describes everything given out; `certificate` is what `fanlight.certificate.check` needs beside it.
    `subject` is the SHA-256 of the tables audited.
    """

    verdict: Verdict
    rules: DisclosureRules
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    assumptions: tuple[str, ...]
    certificate: Mapping[str, Any]
    published: Mapping[str, Any]
    subject: str
    seal: object = field(repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _MADE_HERE:
            raise TypeError("Only fanlight.audit.audit makes an Audit.")

    def to_json(self) -> dict[str, Any]:
        """The whole audit in plain JSON values, the same for the same input. Internal: it holds true counts."""
        return {
            "format": "fanlight-audit",
            "version": FORMAT_VERSION,
            "internal": "Never give this file out: it holds what must not be known.",
            "verdict": self.verdict,
            "knowledge": self.rules.knowledge.value,
            "threshold": self.rules.threshold,
            "policy": self.rules.policy,
            "policy_sha256": self.rules.sha256,
            "subject_sha256": self.subject,
            "problems": [{"id": one.id, "name": one.name, "text": one.text} for one in self.problems],
            "findings": [_finding_json(one) for one in self.findings],
            "assumptions": list(self.assumptions),
            "published": self.published,
            "certificate": self.certificate,
        }

    @cached_property
    def sha256(self) -> str:
        return content_hash(self.to_json())


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "table": finding.table,
        "key": list(finding.key),
        "name": finding.name,
        "unit": finding.unit.value,
        "lo": finding.lo,
        "hi": finding.hi,
        "lo_kind": finding.lo_kind,
        "hi_kind": finding.hi_kind,
        "checks": [
            {
                "rule": check.rule,
                "reach_up_to": check.reach_up_to,
                "reach_down_to": check.reach_down_to,
                "width": check.width,
                "state": check.state,
            }
            for check in finding.checks
        ],
        "how": list(finding.how),
        "proof": finding.proof,
        "text": finding.text,
    }
