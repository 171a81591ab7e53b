"""`fanlight resolution show, list, replay, verify, states`: what was decided, and whether it still holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fanlight.cli.resolution.people import CaseId, Json, Store


def register(group: typer.Typer) -> None:
    _show(group)
    _list(group)
    _replay(group)
    _verify(group)
    _states(group)


def _show(group: typer.Typer) -> None:
    @group.command("show")
    def show_command(
        case: CaseId, store: Store,
        record: Annotated[Path | None, typer.Option("--record", help="Write the record to this file, to replay it.")] = None,
        json_output: Json = False,
    ) -> None:  # fmt: skip
        """A case: its state, who did what and why, the decision and its record (internal: it names people)."""
        import json

        from fanlight.chain.private import private
        from fanlight.decisions.case.case import fold
        from fanlight.decisions.case.crime import row_of
        from fanlight.decisions.case.moves import moves_there
        from fanlight.decisions.case.people import person_from
        from fanlight.decisions.case.states import OWNERS
        from fanlight.decisions.registry.replay import export
        from fanlight.decisions.store import journal
        from fanlight.decisions.store.in_folder import InFolder
        from fanlight.decisions.words import INTERNAL_RECORD as INTERNAL
        from fanlight.decisions.words import shown

        with InFolder(store).reading() as chain:
            head, entries = journal.head(chain.everything()), chain.of_case(case)
        found = fold(entries)
        if record is not None:
            aside = record.with_name(f".{record.name}.unfinished")
            with private():
                aside.write_text(export(entries, head), encoding="utf-8", newline="\n")
            aside.replace(record)
        row = row_of(found)
        if json_output:
            content = {
                "internal": INTERNAL, "case": found.id, "state": found.state.value, "version": found.version,
                "decided": found.standing is not None, "record": row, "head": head, "entries": entries,
            }  # fmt: skip
            typer.echo(json.dumps(content, indent=1, ensure_ascii=False))
            return
        typer.echo(INTERNAL)
        typer.echo(f"{found.id}, version {found.version}: {found.state.value} (turn of: {OWNERS[found.state].value})")
        for entry in entries:
            typer.echo(f"  {entry['number']}. {entry['at']} {entry['move']}: {shown(str(person_from(entry['by'])))}")
            for name in ("outcome", "reasons", "question", "advice_given", "reference", "cancelled_on"):
                if entry["details"].get(name):
                    typer.echo(f"       {name.replace('_', ' ')}: {shown(str(entry['details'][name]))}")
            for name, reason in entry["details"].get("against", {}).items():
                typer.echo(f"       against {name}: {shown(str(reason))}")
        if row is not None:
            typer.echo("  counts as: " + ", ".join(f"{name} {shown(str(value))}" for name, value in row.items()))
        moves = ", ".join(f"{move.value} ({rule.by.value})" for move, rule in moves_there(found).items())
        typer.echo(f"  moves from here: {moves or 'none'}")
        typer.echo(f"  chain head {head}")


def _list(group: typer.Typer) -> None:
    @group.command("list")
    def list_command(
        store: Store,
        turn: Annotated[str, typer.Option("--turn", help="Only where it is this role's turn.")] = "",
        json_output: Json = False,
    ) -> None:
        """The cases of a store, with their state and whose turn it is."""
        import json

        from fanlight.decisions.case.states import OWNERS, Role
        from fanlight.decisions.registry.cases import all_cases
        from fanlight.decisions.store.in_folder import InFolder
        from fanlight.errors import BadInput

        roles = [role.value for role in Role]
        if turn and turn not in roles:
            raise BadInput(f"There is no role “{turn}”.", where="--turn", next_step=f"Roles: {', '.join(roles)}.")
        found = [
            {"case": c.id, "state": c.state.value, "turn": OWNERS[c.state].value, "version": c.version}
            for c in all_cases(InFolder(store))
            if not turn or OWNERS[c.state].value == turn
        ]
        if json_output:
            typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
            return
        for entry in found:
            typer.echo(f"{entry['case']}  {entry['state']}  (turn of: {entry['turn']})")
        typer.echo(f"{len(found)} cases.")


def _replay(group: typer.Typer) -> None:
    @group.command("replay")
    def replay_command(
        record: Annotated[str, typer.Argument(help="A record file, or the id of a case in --store.")],
        store: Annotated[Path | None, typer.Option("--store", help="The record store's folder.")] = None,
        json_output: Json = False,
    ) -> None:
        """Check a record's hashes and links, and make its advice again under its own policy version."""
        import json
        from dataclasses import asdict

        from fanlight.decisions.case.policies import Policies
        from fanlight.decisions.registry import replay
        from fanlight.decisions.registry.verification import check_moves
        from fanlight.decisions.store.in_folder import InFolder
        from fanlight.errors import BadInput

        path, door = Path(record), Policies()
        if path.is_file():
            entries = replay.read_record(path)
            replay.check_record(entries)
            if store is not None:
                replay.check_against_store(entries, InFolder(store))
        elif store is not None:
            with InFolder(store).reading() as chain:
                chain.everything()
                entries = chain.of_case(record)
        else:
            raise BadInput(
                "There is no such record file.", where=record, next_step="Name a file, or a case with --store DIR."
            )
        found = replay.replay(entries, door)
        differing = [one for one in found if one.differences]
        if not differing:
            check_moves(entries, door)
        if json_output:
            content = {"case": entries[0]["case"], "same": not differing, "advice": [asdict(one) for one in found]}
            typer.echo(json.dumps(content, indent=1, ensure_ascii=False))
        else:
            typer.echo(f"{entries[0]['case']}: {len(entries)} entries, every hash and link holds.")
            for one in found:
                said = "; ".join(one.differences) or "the same advice"
                typer.echo(f"  entry {one.number} ({one.move}), policy {one.version} ({one.sha256[:12]}): {said}")
        if differing:
            raise typer.Exit(1)


def _verify(group: typer.Typer) -> None:
    @group.command("verify")
    def verify_command(
        store: Store,
        head: Annotated[str, typer.Option("--head", help="A head that was kept earlier, NUMBER:HASH.")] = "",
        json_output: Json = False,
    ) -> None:
        """Check the whole chain, that every entry could have been made, and that the records are what it says."""
        import json
        from dataclasses import asdict

        from fanlight.decisions.case.policies import Policies
        from fanlight.decisions.registry.verification import verify
        from fanlight.decisions.store.in_folder import InFolder

        found = verify(InFolder(store), door=Policies(), kept_head=head)
        if json_output:
            typer.echo(json.dumps(asdict(found), indent=1))
            return
        typer.echo(f"{found.entries} entries, {found.cases} cases, {found.records} records: all hold.")
        typer.echo(f"head {found.head}")
        typer.echo("Keep the head elsewhere: only with it can it be shown that nothing was cut off or written anew.")


def _states(group: typer.Typer) -> None:
    @group.command("states")
    def states_command(
        diagram: Annotated[bool, typer.Option("--diagram", help="As a Mermaid state diagram.")] = False,
    ) -> None:
        """The table of states and moves: who may make each, what it writes, what must hold."""
        from fanlight.decisions.case import states

        typer.echo(states.diagram() if diagram else states.table(), nl=False)
