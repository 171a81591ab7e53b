"""What `protect` and `audit` give back to a caller with data frames."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from fanlight.audit.cells import AuditRequest, CellAudit, audit_table
from fanlight.audit.cells.report import summary
from fanlight.audit.certificate.cells import certificate_of
from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable
from fanlight.progress import Progress, quiet
from fanlight.protection.report.plot import plot
from fanlight.protection.report.report import Report
from fanlight.protection.report.result import ProtectionResult
from fanlight.protection.request.request import ProtectionRequest
from fanlight.readers.public.writing import public_rows

if TYPE_CHECKING:
    from fanlight.protection.ledger.audit import Remembered

Frame = TypeVar("Frame")
SHOWN = 60
"""Rows that a notebook shows of a table."""


@dataclass(frozen=True, eq=False)
class Audit:
    """What anybody can work out of a published table. `verdict`: "safe" with whole-number tables on both sides of every
    protected figure, "exposed" with a proof, else "not_proved"; under `assumptions`. `intervals`: of each withheld figure
    its codes (`cell`), `lo` and `hi` (None: no end), and whether what is required of it is met. `detail`: all of it, as
    arrays. `together`: of an audit with a ledger, what stands with earlier releases; `detail` is then of the joint system, and
    the verdict covers what these withheld. Internal: it holds what must not be known."""

    detail: CellAudit
    together: Remembered | None = None

    @property
    def verdict(self) -> Literal["safe", "exposed", "not_proved"]:
        return self.detail.verdict

    @property
    def safe(self) -> bool:
        return self.verdict == "safe"

    @property
    def assumptions(self) -> tuple[str, ...]:
        return self.detail.assumptions

    @property
    def intervals(self) -> list[dict[str, Any]]:
        if self.together is not None:
            return list(self.together.to_json()["intervals"])
        return [self.detail.interval(column) for column in range(len(self.detail.cells))]

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `fanlight audit --json` has them (docs/reference/audit-cells.md)."""
        return self.detail.to_json() if self.together is None else self.together.to_json()

    def certificate(self) -> dict[str, Any]:
        """The proof, which `verify` checks without a solver (of amounts `fanlight verify-certificate`, with the records)."""
        if self.together is not None:
            raise BadInput("A certificate is of one table alone.", next_step="Audit it without the ledger as well.")
        return certificate_of(self.detail)

    def plot(
        self, *, rows: str = "", columns: str = "", at: Mapping[str, str] | None = None, intervals: bool = True
    ) -> Any:
        """A matplotlib figure of two dimensions, see `fanlight.protection.report.plot.plot`. Raises `BadInput`."""
        return plot(self.detail, rows=rows, columns=columns, at=at, intervals=intervals)

    def _repr_html_(self) -> str:
        """The summary, which names figures and no count."""
        lines = summary(self.detail) if self.together is None else self.together.lines()
        return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


@dataclass(frozen=True, eq=False)
class Protection(Generic[Frame]):
    """A protected table. `public`: dimensions, count (missing where withheld) and status, as a frame of the kind that came
    in; `pools`: those applied or chosen, as such a frame of dimension, pool and code (None: there are none). `report`: what
    was done and what is proved; internal, as `cost` and `bound` are."""

    public: Frame
    pools: Frame | None
    request: ProtectionRequest
    result: ProtectionResult

    @property
    def table(self) -> ProvedTable | UnprovedTable:
        """What the writers of releases take; they refuse an `UnprovedTable`."""
        return self.result.table

    @property
    def report(self) -> Report:
        return self.result.report

    @property
    def proved(self) -> bool:
        """Whether it is proved safe."""
        return self.result.proved

    @property
    def status(self) -> Literal["least loss proved", "safe", "not proved safe"]:
        return self.report.status

    @property
    def cost(self) -> int | str | None:
        """What the figures that are withheld only to protect others lose (None where figures are changed). Internal."""
        return self.report.cost

    @property
    def bound(self) -> int | str | None:
        """No way of this kind loses less; None where that is not known. Internal."""
        return self.report.lower_bound

    def audit(self, *, time_limit: float = 60.0, progress: Progress = quiet) -> Audit:
        """Audits what would be given out once more, both ends of every withheld figure. Raises `BadInput` where figures are
        changed and none is withheld, and as `fanlight.audit` does."""
        asked = self.request
        if self.report.changed:
            raise BadInput("Figures were changed, and none is withheld.", next_step="See the report's notes.")
        request = AuditRequest(
            self.table.public,
            threshold=asked.threshold,
            cells=asked.table,
            pools=self.result.pools,
            zeros_shown=asked.zeros_shown,
            protect_zeros=asked.protect_zeros,
            groups=asked.groups,
            time_limit=time_limit,
        )
        return Audit(audit_table(request, progress))

    def certificate(self, *, time_limit: float = 60.0) -> dict[str, Any]:
        """The proof that it is safe, which `verify` checks without a solver; the table alone, without a ledger. Raises
        `BadInput` for what no certificate speaks of: changed figures."""
        return self.audit(time_limit=time_limit).certificate()

    def plot(
        self, *, rows: str = "", columns: str = "", at: Mapping[str, str] | None = None, intervals: bool = True
    ) -> Any:
        """A matplotlib figure of two dimensions, see `fanlight.protection.report.plot.plot`. Raises `BadInput`."""
        return self.audit().plot(rows=rows, columns=columns, at=at, intervals=intervals)

    def _repr_html_(self) -> str:
        """What would be given out, and how it was reached; no cost, which gives figures away."""
        heads, rows = public_rows(self.table)
        shown = [row for _, row in zip(range(SHOWN), rows, strict=False)]
        more = sum(1 for _ in rows)
        said = "".join(f"<p>{html.escape(line)}</p>" for line in self.report.lines())
        left = f"<p>… and {more:,} more rows.</p>" if more else ""
        return (
            f"{said}<table><thead>{_row(heads, 'th')}</thead><tbody>{''.join(map(_row, shown))}</tbody></table>{left}"
        )


def _row(fields: Sequence[str | int | None], tag: str = "td") -> str:
    cells = "".join(f"<{tag}>{'' if field is None else html.escape(str(field))}</{tag}>" for field in fields)
    return f"<tr>{cells}</tr>"


def pool_rows(pools: Sequence[Pool]) -> list[list[str | int | None]]:
    """Rows of dimension, pool and code."""
    return [[pool.dimension, pool.code, code] for pool in pools for code in pool.parts]
