"""`fanlight resolution ask`: questions, and only those that still matter, until the status is settled."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def register(group: typer.Typer) -> None:
    @group.command()
    def ask(
        on: Annotated[str, typer.Option("--on", help="The day of the decision, as 2022-05-01.")],
        facts: Annotated[Path | None, typer.Option("--facts", help="What is known already.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the transcript as JSON at the end.")] = False,
        policy: Annotated[str, typer.Option("--policy", help="The version relied on, where that is uncertain.")] = "",
        save: Annotated[Path | None, typer.Option("--save", help="Write the facts to this new file.")] = None,
    ) -> None:
        """Answers are read line by line from standard input: yes, no, unknown, a listed value, or the words asked for.
        Exit 0: settled; 1: settled under several versions; 2: the answers ended before the status was settled."""
        from fanlight.errors import BadInput
        from fanlight.law.clock import parse_date
        from fanlight.policy.community_resolution import advise, facts_from, in_force, load
        from fanlight.policy.community_resolution.interview import dotted, interview
        from fanlight.tables.yaml.lines import read_yaml

        day = parse_date(on, where="--on")
        if save is not None and save.exists():
            raise BadInput(f"{save.name} is there already.", where="--save", next_step="Name a new file.")
        known = facts_from(read_yaml(facts).data, facts.name) if facts else facts_from({}, "facts")
        named = policy or known.policy_version or ""
        if named:
            advise(known, day, named)  # refuses a version of another day, and a draft
        versions = (named,) if named else in_force(day)
        asking = interview([load(version) for version in versions], dotted(known))
        transcript: list[dict[str, str]] = []
        while (question := asking.question()) is not None:
            print(f"\n{question.asks} [{' / '.join(question.answers)}]\n  {question.why}", file=sys.stderr)
            answer = sys.stdin.readline()
            if not answer:
                raise BadInput(
                    f"The answers ended after {len(transcript)}; the status is not settled.",
                    where=question.fact,
                    next_step="Answer unknown where something is not known.",
                )
            try:
                asking = asking.answered(
                    question.fact, answer.strip().lower() if question.fact not in _WORDED else answer.strip()
                )
            except BadInput as error:
                print(f"  {error.what} {error.next_step}".rstrip(), file=sys.stderr)
                if not sys.stdin.isatty():
                    raise
                continue
            transcript.append(
                {"fact": question.fact, "asked": question.asks, "why": question.why, "answer": answer.strip()}
            )
        _tell(asking.advice(day), transcript, as_json)
        if save is not None:
            import yaml

            text = yaml.safe_dump(asking.facts().as_mapping(), sort_keys=False, allow_unicode=True)
            save.write_text(text, encoding="utf-8")
        raise typer.Exit(0 if len(versions) == 1 else 1)


_WORDED = {
    "exceptional_circumstances.rationale",
    "authority.person",
    "documented_reference",
    "victim.reasons_for_departing",
    "proportionality_rationale",
}


def _tell(advices: tuple[Any, ...], transcript: list[dict[str, str]], as_json: bool) -> None:
    from fanlight.cli.resolution.advise import show, uncertain_json

    uncertain = ""
    if len(advices) > 1:
        names = ", ".join(advice.policy.version for advice in advices)
        uncertain = f"Which version of the policy was in force is uncertain: {names}."
    if as_json:
        advice = uncertain_json(advices, uncertain) if uncertain else advices[0].as_json()
        typer.echo(json.dumps({"questions": transcript, "advice": advice}, ensure_ascii=False, indent=2))
    else:
        show(advices, uncertain)
        typer.echo(f"{len(transcript)} questions.")
