"""`fanlight edited`: what somebody changed in a letter, and the answers' text that comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.answering.edited import Returned

LETTER = Path("draft") / "requester" / "letter.docx"


def register(app: typer.Typer) -> None:
    @app.command("edited")
    def edited_command(
        case_dir: Annotated[Path, typer.Argument(help="The case folder.")],
        letter: Annotated[Path, typer.Argument(help="The letter.docx that came back.")],
        out: Annotated[Path, typer.Option("--draft", help="The folder that fanlight answer wrote from this case.")],
        write: Annotated[
            bool, typer.Option("--write", help="Put the new answers into case.yaml; the old file stays beside it.")
        ] = False,
    ) -> None:
        """Show what changed in an edited letter, and take the answers over. Exit 0: every change is an answer's; 1: some are not."""
        from fanlight.answering.edited import returned
        from fanlight.answering.folder import read_case, rewrite_case
        from fanlight.documents.letter_back import read_letter

        case, request = read_case(case_dir)
        drafted = read_letter(_bytes(out / LETTER, "--draft"), where=str(out / LETTER))
        found = returned(case, request, drafted, read_letter(_bytes(letter, "LETTER"), where=str(letter)))
        for line in _told(found):
            typer.echo(line)
        if write and any(change.taken for change in found.changes):
            old = rewrite_case(case_dir, found.case)
            typer.echo(f"Written: {case_dir / 'case.yaml'}. The file as it was: {old}. Now answer again.")
        raise typer.Exit(0 if all(change.taken for change in found.changes) else 1)


def _bytes(path: Path, what: str) -> bytes:
    from fanlight.errors import BadInput

    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"It cannot be read: {error.strerror}.", where=f"{what} {path}") from None


def _told(found: Returned) -> list[str]:
    if not found.changes:
        return ["Nothing was changed."]
    lines = ["It holds tracked changes; they are read as accepted."] if found.tracked else []
    for taken, head in ((True, "Taken over into the answers"), (False, "Not taken over")):
        changes = [change for change in found.changes if change.taken is taken]
        lines += ["", head] if changes else []
        for change in changes:
            lines.append(f"  Question {change.question}" if change.question else "  Outside the answers")
            lines += [f"    - {text}" for text in change.before]
            lines += [f"    + {text}" for text in change.after]
        if changes and not taken:
            lines.append(
                "  Figures, decisions, reasons and fixed sentences are changed where they come from: in case.yaml, the"
            )
            lines.append("  records or the house style.")
    if found.remains:
        lines += ["", "Because of the new text"]
        lines += [f"  - {item.words}" for item in found.remains]
    return lines
