"""What letter and page say of the files that go with them."""

from __future__ import annotations

import re

from fanlight.answering.case.attachments import Enclosed, Redaction
from fanlight.answering.response.composition import Composition
from fanlight.answering.words import listed
from fanlight.documents.content import Block, Bullets, Heading, Paragraph
from fanlight.law.exemptions import exemption
from fanlight.requests import normal_number


def attached(parts: Composition) -> tuple[Block, ...]:
    """The letter's list of the files that come with it; nothing where none does."""
    if not parts.tables and not parts.enclosed:
        return ()
    blocks: list[Block] = [Heading(parts.words("files.heading"))]
    if parts.tables:
        blocks.append(Paragraph(parts.words("files.text")))
    if parts.enclosed:
        with_them = "With them comes:" if parts.tables else "With this letter comes:"
        several = with_them.replace("comes", "come") if len(parts.enclosed) > 1 else with_them
        blocks += [Paragraph(several), Bullets(tuple(line(one, parts) for one in parts.enclosed))]
    return tuple(blocks)


def line(one: Enclosed, parts: Composition) -> str:
    """One file: title, name, format, size, the questions that it answers, and what was redacted in it."""
    numbers = one.entry.questions
    answers = f", for question{'s' if len(numbers) > 1 else ''} {listed(numbers)}" if numbers else ""
    return f"{one.title} ({one.described}){answers}.{_redacted(one, parts)}"


def _redacted(one: Enclosed, parts: Composition) -> str:
    said = [
        f"in {redaction.places:,} place{'' if redaction.places == 1 else 's'} under "
        f"section {claimed_for(redaction, one, parts) or redaction.exemption}"
        for redaction in one.entry.redactions
    ]
    return f" We have redacted it {listed(said)}." if said else ""


def claimed_for(redaction: Redaction, one: Enclosed, parts: Composition) -> str:
    """The section that an exemption on record claims for a redaction of the file, as the letter prints it; "" where none does."""
    own = {normal_number(number) for number in one.entry.questions}
    on = parts.case.decided
    cited = [(exemption(record.limb, on).section, record.questions) for record in parts.records]
    cited += [(record.cited, record.questions) for record in parts.others if not record.neither]
    for section, questions in cited:
        if _is_under(redaction, section) and (not questions or own & set(map(normal_number, questions))):
            return section
    return ""


def _is_under(redaction: Redaction, section: str) -> bool:
    """Whether the section that an exemption cites ("40(2) with 40(3A)(a)") is that of the redaction, or a part of it."""
    own = re.sub(r"^\s*(?:section|s\.?)\s*|\s", "", redaction.exemption, flags=re.IGNORECASE)
    return bool(own) and re.match(re.escape(own) + r"(?!\d)", re.sub(r"\s", "", section)) is not None


def not_published(parts: Composition) -> tuple[Block, ...]:
    """The page's sentence on files that went with the letter and are not on it."""
    count = sum(not one.entry.publish for one in parts.enclosed)
    if not count:
        return ()
    which = "A file that went with the letter is" if count == 1 else "Some files that went with the letter are"
    return (Paragraph(f"{which} not published here."),)
