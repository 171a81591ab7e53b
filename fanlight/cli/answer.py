"""`fanlight answer`: a case in, a draft out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.answering import Draft


def register(app: typer.Typer) -> None:
    @app.command("answer")
    def answer_command(
        case_dir: Annotated[Path, typer.Argument(help="The case folder, with request.txt and case.yaml.")],
        out: Annotated[Path, typer.Option("--out", help="Where the draft goes.")],
        records: Annotated[
            list[Path] | None, typer.Option("--records", help="A record store, or files of records; may be repeated.")
        ] = None,
        more_records: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
        mapping: Annotated[str, typer.Option("--mapping", help="The mapping for record files in another layout.")] = "",
        source: Annotated[
            str, typer.Option("--source", help="Records elsewhere: postgres://… or spark://…, instead of --records.")
        ] = "",
        ledger: Annotated[
            str,
            typer.Option(
                "--ledger",
                help="The ledger: a folder or postgres://…; by default FANLIGHT_LEDGER, or in the record store.",
            ),
        ] = "",
        no_ledger: Annotated[
            bool, typer.Option("--no-ledger", help="Take nothing published before into account; the audit says so.")
        ] = False,
        time_limit: Annotated[
            float,
            typer.Option(
                "--time-limit", help="Seconds for choosing what to publish and for the audit; counting is apart."
            ),
        ] = 60.0,
    ) -> None:
        """Answer a request: makes OUT/draft for approval, and OUT/internal with the audit and the trail."""
        from rich.console import Console

        from fanlight.answering.folder import answer
        from fanlight.cli.flags import FLAGS
        from fanlight.errors import fields_named

        console = Console(stderr=True, highlight=False)
        with fields_named(FLAGS), console.status("Reading the case") as status:
            drafted = answer(
                case_dir,
                [*(records or []), *(more_records or [])],
                out,
                mapping=mapping or None,
                source=source or None,
                ledger=ledger or None,
                no_ledger=no_ledger,
                seconds=time_limit,
                step=lambda text: status.update(text),
            )
        for line in summary(drafted, out):
            typer.echo(line)


def summary(draft: Draft, out: Path) -> list[str]:
    """What was made, decided per question, and what remains for a person."""
    lines = [f"{draft.reference}: draft in {out}", "", "Decided per question"]
    lines += [f"  {number}: {words}" for number, words in draft.outcomes]
    if not draft.files and not draft.missing:
        lines += ["", "Nothing is sent: section 17(6). The decision is kept in internal/no-letter.json."]
    if draft.found:
        lines += ["", "The figures", f"  {draft.found}"]
    if draft.published_before:
        lines += ["", "What was published before", *(f"  - {text}" for text in draft.published_before)]
    waiting = {item.text for item in draft.missing}
    if known := [text for text in draft.not_counted if text not in waiting]:
        lines += ["", "What of the records is not counted, or may be wrong", *(f"  - {text}" for text in known)]
    if draft.advice:
        lines += ["", "For a person to look at", *(f"  - {text}" for text in draft.advice)]
    if draft.missing:
        lines += ["", "Remaining for a person, before it can be approved"]
        lines += [f"  - {item.words}" for item in draft.missing]
    elif not draft.manifest.people:
        lines += [
            "",
            "Nothing is missing. Before it can be approved, enter under people who decides and approves, and answer again.",
        ]
    else:
        lines += ["", f"Nothing is missing. To release it: fanlight approve {out} --as {_approvers(draft)}"]
    return lines


def _approvers(draft: Draft) -> str:
    """The keys of those who may approve it: everybody entered who took no decision in the case."""
    keys = [one.key for one in draft.manifest.people if one.key not in draft.manifest.deciders]
    return "|".join(keys) or "PERSON"
