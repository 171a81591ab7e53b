"""Protections and audits of files, as the command line asks for them, with what would be written as texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanlight.audit.cells import CellAudit, audit_table
from fanlight.cli.files.requests import CellFiles, audit_request, protection_request, with_ledger
from fanlight.cli.flags import FLAGS
from fanlight.errors import completed, fields_named
from fanlight.ledger import Ledger
from fanlight.protection import ProtectionRequest, ProtectionResult, protect_table
from fanlight.readers.pools import write_pools
from fanlight.readers.public.writing import write_public


@dataclass(frozen=True)
class Outcome:
    """`public`, `pools`: the texts of both files; `report`: the values of the third."""

    result: ProtectionResult
    public: str
    pools: str
    report: dict[str, Any]
    exit_code: int

    @classmethod
    def of(cls, result: ProtectionResult) -> Outcome:
        said = result.report.to_json()
        return cls(result, write_public(result.table), write_pools(result.pools), said, result.exit_code)

    def lines(self) -> list[str]:
        return self.result.report.lines()


@contextmanager
def asked(
    cells: Path,
    *,
    count: str = "count",
    hierarchies: dict[str, list[Path]] | None = None,
    record_key: str = "",
    ledger: str | Path = "",
    describe: Path | None = None,
    revisions: str | None = None,
    leave_out: tuple[str, ...] = (),
    **options: Any,
) -> Iterator[ProtectionRequest]:
    """The request, with the ledger open as long as it is at work; errors are told with flags."""
    files = CellFiles(cells, count, hierarchies or {}, record_key)
    with fields_named(FLAGS):
        if not ledger:
            yield protection_request(files, **options)
            return
        with Ledger.open(ledger) as opened:
            yield protection_request(files, ledger=with_ledger(opened, describe, revisions, leave_out), **options)


def protect(cells: Path, **options: Any) -> Outcome:
    with asked(cells, **options) as request:
        return Outcome.of(protect_table(request))


def audited(first: Path, second: Path | None = None, **options: Any) -> CellAudit:
    with fields_named(FLAGS):
        request = audit_request(first, second, **options)
        with completed((second or first).name):
            return audit_table(request)
