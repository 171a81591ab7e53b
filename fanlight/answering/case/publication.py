"""Whether a response is published, and what its page shows of the request: a decision apart from that to send it."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from fanlight.answering.case.strict import Strict


class MayStay(Strict):
    """A name that may stand in what is published: `who`, in which public `role`, and `why`."""

    who: str
    role: str = ""
    why: str = ""
    decided_by: str = ""


class Publication(Strict):
    """`publish`: yes, no, or later (the page is made and approved, and waits for `fanlight publish`); no and later have a `reason`
    and who decided. The rest is the page's: the officer's publication copy of the request, `named` people who must leave no
    trace, names that `may_stay`, and the page's words. `licence` says under which terms it may be used again."""

    publish: bool | Literal["later"] = True
    reason: str = ""
    decided_by: str = ""
    decided_on: datetime.date | None = None
    copy_file: str = Field("publication.txt", alias="copy")
    confirmed_by: str = ""
    confirmed_on: datetime.date | None = None
    named: list[str] = []
    may_stay: list[MayStay] = []
    title: str = ""
    summary: str = ""
    licence: str = ""
    beta: bool = False
    feedback: str = ""
    found_at: str = ""
    published: datetime.date | None = None

    @property
    def has_page(self) -> bool:
        """Whether a page is made, be it for now or for later."""
        return self.publish is not False
