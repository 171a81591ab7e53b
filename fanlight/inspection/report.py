"""Answers of an inspection as rows of JSON, and what they mean for the one who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fanlight.errors import CouldNotRead
from fanlight.inspection.checks import CHECKS
from fanlight.inspection.findings import RANKS, Finding, Findings, found

Status = Literal["clean", "findings", "could_not_read"]
FAIL_ON = ("info", "warning", "serious")


@dataclass(frozen=True, slots=True)
class Answer:
    """`file` as it was asked for; `reason` says why it could not be read, in words."""

    file: str
    status: Status
    findings: tuple[Finding, ...]
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "status": self.status,
            "findings": [
                {
                    "check": one.check,
                    "severity": one.severity,
                    "where": one.where,
                    "count": one.count,
                    "sample": one.sample,
                    "mend": one.mend,
                }
                for one in self.findings
            ],
        }


def answer(file: str, result: Findings | CouldNotRead, fail_on: str = "warning") -> Answer:
    """A file's answer. `clean`: nothing as serious as `fail_on`; lesser findings are listed all the same."""
    if isinstance(result, CouldNotRead):
        check = result.check if result.check in CHECKS else "damaged"
        found_before = tuple(one for one in result.findings if isinstance(one, Finding))
        reason = found(check, result.where or file, mend=f"{result.what} {result.next_step or CHECKS[check].mend}")
        if check == "inside_not_read":  # already among the findings, with its way
            return Answer(file, "could_not_read", found_before, str(result))
        return Answer(file, "could_not_read", (reason, *found_before), str(result))
    counts = any(RANKS[one.severity] >= RANKS[fail_on] for one in result)
    return Answer(file, "findings" if counts else "clean", tuple(result))


def exit_code(answers: Sequence[Answer]) -> int:
    """2: something could not be read; 1: findings that count; 0: neither."""
    statuses = {one.status for one in answers}
    return 2 if "could_not_read" in statuses else 1 if "findings" in statuses else 0
