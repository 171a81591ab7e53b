"""What a case names has to be there: questions in the request, tables in the specs."""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.answering.case.model import Case
from fanlight.errors import SpecError
from fanlight.requests import find, split
from fanlight.tables.spec.table import TableSpec


def known_tables(case: Case, request: str, specs: Sequence[TableSpec]) -> None:
    """Refuses a question that the request does not have, or that names a table which no spec file has."""
    known = {spec.id for spec in specs}
    asked = split(request)
    for number, question in case.file.questions.items():
        find(asked, number)
        for name in question.tables:
            if name not in known:
                raise SpecError(
                    f"Question {number} names table “{name}”; the specs have {', '.join(sorted(known)) or 'none'}.",
                    where=case.place("questions", number, "tables"),
                )
