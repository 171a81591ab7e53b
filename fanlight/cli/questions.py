"""`fanlight questions`: what a request asks, question by question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.tree import Tree

    from fanlight.requests import Question


def register(app: typer.Typer) -> None:
    @app.command("questions")
    def questions_command(
        request: Annotated[Path, typer.Argument(help="The request as received, as a text file.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    ) -> None:
        """Split a request into its questions; what is not sure is marked."""
        from fanlight.requests import read_request, split

        found = split(read_request(request))
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        from rich.console import Console
        from rich.text import Text
        from rich.tree import Tree

        tree = Tree(Text(f"{request.name}: {sum(1 for _ in found.walk())} questions and parts", style="bold"))
        for question in found.questions:
            _add(tree, question)
        console = Console()
        console.print(tree)
        unsure = sum(not question.sure for question in found.walk())
        if unsure or found.doubts:
            marked = [f"{unsure} marked ? to look at."] if unsure else []
            console.print(Text("\n".join([*found.doubts, *marked]), style="yellow"))
        left = sorted({span.kind for span in found.spans} - {"question"})
        if left:
            console.print(Text(f"Not taken as questions: {', '.join(left)}."), style="dim")


def _add(tree: Tree, question: Question) -> None:
    from rich.text import Text

    words = " ".join(question.text.removeprefix(question.printed).split())
    label = Text.assemble((f"{question.number} ", "bold"), (f"[{question.kind}, {question.subject}] ", "cyan"), words)
    for item in question.breakdowns:
        label.append(f"\n  by: {' '.join(item.split())}", style="dim")
    for doubt in question.doubts:
        label.append(f"\n? {doubt}", style="yellow")
    branch = tree.add(label)
    for child in question.children:
        _add(branch, child)
