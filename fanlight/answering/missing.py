"""What a person still has to do before a draft can be approved, as values: told by a code, and by the place it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from fanlight.law.findings import Finding

Code = Literal[
    "person_not_named",
    "question_not_answered",
    "question_without_table",
    "question_without_outcome",
    "question_without_answer",
    "question_without_place",
    "question_not_decided",
    "outcome_record",
    "neither",
    "quote",
    "records_not_counted",
    "zeros_not_confirmed",
    "figures_not_assessed",
    "assessment_of_no_table",
    "assessment_not_decided",
    "assessment_without_how",
    "assessment_without_reason",
    "assessment_not_bound",
    "assessment_of_another_draft",
    "withheld_without_exemption",
    "exemption_of_no_question",
    "exemption_not_decided",
    "notice",
    "quantity_not_declared",
    "wording_not_checked",
    "attachment_incomplete",
    "attachment_of_no_question",
    "attachment_of_withheld",
    "attachment_hides_something",
    "attachment_not_read",
    "acceptance_not_decided",
    "redaction_without_exemption",
    "redaction_given_in_full",
    "attached_without_attachment",
    "entry_not_filled_in",
    "publication_absent",
    "publication_not_decided",
    "publication_of_own_data",
    "publication_copy_absent",
    "publication_not_confirmed",
    "publication_names_somebody",
    "publication_may_name_somebody",
    "name_may_stay_not_decided",
    "letter_not_written",
    "file_not_read",
    "file_hides_something",
    "file_names_somebody",
]
CODES: tuple[Code, ...] = get_args(Code)
"""All there are; docs/reference/missing.md says what each means and how it is mended."""


MENDS: Mapping[str, str] = {
    "question_not_answered": "Add it under questions.",
    "question_without_table": "Name its tables, or give it an outcome.",
    "question_without_outcome": "Write what came of it under outcome.",
    "question_without_answer": "Write the answer.",
    "question_without_place": "Say where under where.",
    "question_not_decided": "Name who decided it under decided_by.",
    "assessment_of_no_table": "Correct its table.",
    "assessment_not_decided": "Name who decided it under decided_by.",
    "assessment_without_how": "Fill in who, how and by_whom.",
    "assessment_without_reason": "Fill in reason.",
    "withheld_without_exemption": "Name the question in an entry of exemptions.",
    "exemption_of_no_question": "Correct its questions.",
    "exemption_not_decided": "Name who decided it under decided_by.",
    "attachment_incomplete": "Fill it in.",
    "attachment_of_no_question": "Correct its questions.",
    "acceptance_not_decided": "Fill in reason and decided_by.",
    "redaction_without_exemption": "Record the exemption under exemptions, with this question.",
    "entry_not_filled_in": "Fill it in.",
    "publication_not_decided": "Fill in reason and decided_by.",
    "publication_copy_absent": "Write the request for the public into that file.",
    "publication_not_confirmed": "Read the copy; then fill in confirmed_by and confirmed_on.",
    "publication_names_somebody": "Take it out.",
}
"""What to do, by code, where the sentence alone has to be enough: for lists that are worked off line by line."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a person still has to do.

    `about` is the place in the case, entry by entry as case.yaml names them (`questions.3(b).outcome`); for the codes
    `file_…` the file of the draft, for `notice` where in the notice. `text` is one sentence; `mend` says what to do
    where the sentence does not. Neither holds a figure of a table, but words that a person wrote may be quoted, and
    `zeros_not_confirmed` names what counts nothing.
    """

    code: Code
    about: str
    text: str
    mend: str = ""

    @property
    def words(self) -> str:
        """The whole of it in one line, as the command line prints it and the manifest keeps it."""
        located = f"[{self.about}]" if self.code == "notice" and self.about else ""
        return " ".join(part for part in (self.text, self.mend, located) if part)

    def as_json(self) -> Mapping[str, str]:
        return {"code": self.code, "about": self.about, "text": self.text, "mend": self.mend}


def of_findings(findings: Iterable[Finding]) -> list[Missing]:
    """What the law finds missing or wrong; what a person should merely look at stops nothing."""
    return [
        Missing("notice", found.where, f"Notice: {found.message}", found.mend)
        for found in findings
        if found.severity != "check"
    ]
