"""`fanlight resolution commit, sample, sample-check, verdict, verdicts, disproportionality`: scrutiny of what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fanlight.cli.resolution.check import On, Out, check_out, date_of, store_of
from fanlight.cli.resolution.people import At, By, Json, Number, RankHeld, RankStatus, Store, moment, person


def register(group: typer.Typer) -> None:
    _sample(group)
    _verdicts(group)
    _rates(group)


def _sample(group: typer.Typer) -> None:
    @group.command("commit")
    def commit_command(
        store: Store, by: By,
        seed_sha256: Annotated[str, typer.Option("--seed-sha256", help="SHA-256 of the seed, kept secret till the draw.")],
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", at: At = "",
    ) -> None:  # fmt: skip
        """Commit to a seed before the draw, so that nobody can choose it by its sample."""
        from fanlight.decisions.scrutiny.panel import commit
        from fanlight.decisions.store.in_folder import InFolder

        who = person(by, number, rank, rank_status, "", "")
        entry = commit(InFolder(store), sha256=seed_sha256, by=who, at=moment(at))
        typer.echo(f"Committed in entry {entry['number']}, hash {entry['hash']}")

    @group.command("sample")
    def sample_command(
        store: Store, by: By,
        seed: Annotated[str, typer.Option("--seed", help="Any text: the dice of a public meeting, say.")],
        first: Annotated[str, typer.Option("--from", help="First day of the outcomes, YYYY-MM-DD.")],
        last: Annotated[str, typer.Option("--to", help="Last day of the outcomes, YYYY-MM-DD.")],
        size: Annotated[int, typer.Option("--size", min=1, help="How many disposals.")],
        strata: Annotated[str, typer.Option("--by", help="Fields to stratify by, joined by commas: bcu,year …")] = "",
        at_least: Annotated[int, typer.Option("--at-least", min=0, help="From each stratum at least.")] = 1,
        again: Annotated[str, typer.Option("--again", help="Why another sample of the same is drawn.")] = "",
        frame: Annotated[Path | None, typer.Option("--frame", help="Write the whole population here (internal).")] = None,
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Draw a stratified random sample for a scrutiny panel, and record it."""
        import datetime
        import json

        from fanlight.chain.private import private
        from fanlight.decisions.scrutiny.panel import draw_sample
        from fanlight.decisions.store.in_folder import InFolder
        from fanlight.errors import BadInput

        start, end = date_of(first, "--from"), date_of(last, "--to") + datetime.timedelta(days=1)
        if end <= start:
            raise BadInput("The period ends before it begins.", where="--to")
        entry, population = draw_sample(
            InFolder(store), seed=seed, first=start, end=end, strata_by=[s.strip() for s in strata.split(",") if s.strip()],
            size=size, at_least=at_least, by=person(by, number, rank, rank_status, "", ""), at=moment(at), again=again,
        )  # fmt: skip
        if frame is not None:
            aside = frame.with_name(f".{frame.name}.unfinished")
            with private():
                aside.write_text(population, encoding="utf-8", newline="\n")
            aside.replace(frame)
        found = entry["recorded"]
        if json_output:
            typer.echo(json.dumps(dict(entry), indent=1, ensure_ascii=False))
            return
        typer.echo(f"{found['sample']}: {len(found['selected'])} disposals (internal)")
        for name, counts in found["strata"].items():
            typer.echo(f"  {name}: {counts['drawn']} of {counts['population']:,}")
        typer.echo("  " + " ".join(found["selected"]))
        proof = found["committed_in_entry"]
        typer.echo(
            f"  seed committed in entry {proof}" if proof else "  no commitment to this seed came before the draw"
        )
        typer.echo(f"  entry {entry['number']}, hash {entry['hash']}, population {found['population_sha256']}")

    @group.command("sample-check")
    def sample_check_command(
        sample: Annotated[str, typer.Argument(help="The sample, such as S-2024-001.")], store: Store,
        frame: Annotated[Path | None, typer.Option("--frame", help="The population written at the draw.")] = None,
    ) -> None:  # fmt: skip
        """Draw a recorded sample again, and compare."""
        from fanlight.decisions.scrutiny.panel import check_sample
        from fanlight.decisions.store.in_folder import InFolder

        same = check_sample(InFolder(store), sample, frame=frame.read_text(encoding="utf-8") if frame else "")
        typer.echo(
            f"{sample}: the same sample comes of its seed." if same else f"{sample}: another sample comes of its seed."
        )
        if not same:
            raise typer.Exit(1)


def _verdicts(group: typer.Typer) -> None:
    @group.command("verdict")
    def verdict_command(
        sample: Annotated[str, typer.Argument(help="The sample.")],
        disposal: Annotated[str, typer.Argument(help="The disposal.")],
        store: Store, by: By,
        verdict: Annotated[str, typer.Option("--verdict", help="appropriate, appropriate_with_observations, inappropriate or no_agreement.")],
        reasons: Annotated[str, typer.Option("--reasons", help="What the panel saw.")],
        members: Annotated[list[str] | None, typer.Option("--member", help="A member of the panel; may be repeated.")] = None,
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", at: At = "",
    ) -> None:  # fmt: skip
        """Record a panel's verdict on a disposal of its sample. Whoever made a move in the case cannot sit on it."""
        from fanlight.decisions.scrutiny.panel import record_verdict
        from fanlight.decisions.store.in_folder import InFolder

        entry = record_verdict(
            InFolder(store), sample_id=sample, disposal_id=disposal, verdict=verdict, reasons=reasons, members=members or [],
            by=person(by, number, rank, rank_status, "", ""), at=moment(at),
        )  # fmt: skip
        replaced = entry["recorded"]["replaces_entry"]
        typer.echo(f"Recorded in entry {entry['number']}" + (f", instead of entry {replaced}" if replaced else ""))

    @group.command("verdicts")
    def verdicts_command(
        sample: Annotated[str, typer.Argument(help="The sample.")], store: Store, json_output: Json = False
    ) -> None:
        """A panel's verdicts so far, and what it has still to look at (internal)."""
        import json

        from fanlight.decisions.scrutiny.panel import VERDICTS, results
        from fanlight.decisions.store.in_folder import InFolder
        from fanlight.decisions.words import INTERNAL_FIGURES as INTERNAL

        found = results(InFolder(store), sample)
        if json_output:
            typer.echo(json.dumps({"internal": INTERNAL, **found}, indent=1, ensure_ascii=False))
            return
        typer.echo(INTERNAL)
        for verdict, count in found["verdicts"].items():
            typer.echo(f"  {VERDICTS[verdict]}: {count}")
        typer.echo(f"  still to look at: {' '.join(found['to_do']) or 'none'}")


def _rates(group: typer.Typer) -> None:
    @group.command("disproportionality")
    def disproportionality_command(
        records: Annotated[list[Path], typer.Argument(help="A record store with stop and searches, or files of them.")],
        out: Out,
        first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
        last: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")],
        breakdowns: Annotated[str, typer.Option("--by", help="age, sex, ethnicity, ethnicity_detailed, officer_ethnicity; joined by commas.")] = "age,sex,ethnicity",
        reference: Annotated[list[str] | None, typer.Option("--reference", help="BREAKDOWN=GROUP to compare with; else the largest.")] = None,
        residents: Annotated[Path | None, typer.Option("--residents", help="CSV group,people for one breakdown: rates by resident.")] = None,
        confidence: Annotated[float, typer.Option("--confidence", min=0.5, max=0.999, help="Of the intervals.")] = 0.95,
        mapping: Annotated[str, typer.Option("--mapping", help="The mapping for files in another layout.")] = "",
        on: On = "",
    ) -> None:  # fmt: skip
        """Rates and ratios of searches that ended in a community resolution, from protected counts."""
        import tempfile

        from rich.console import Console

        from fanlight.answering.output.outputs import written_whole
        from fanlight.cli.resolution.people import pairs
        from fanlight.decisions.disproportionality.from_records import made_rates, write_rates

        day, start, end = date_of(on, "--on"), date_of(first, "--from"), date_of(last, "--to")
        check_out(out)
        with (
            Console(stderr=True, highlight=False).status("Reading the searches") as status,
            tempfile.TemporaryDirectory(prefix="fanlight-rates-") as scratch,
        ):
            store = store_of(records, mapping, Path(scratch))
            found = made_rates(
                store, breakdowns=[b.strip() for b in breakdowns.split(",") if b.strip()], first=start, last=end, on=day,
                references=pairs(reference, "--reference"), residents=residents, confidence=confidence, step=status.update,
            )  # fmt: skip
            with written_whole(out) as folder:
                write_rates(folder, found)
        for made in found.tables:
            typer.echo(made.text)
        typer.echo(f"Written: {out / 'protected'}; the audit is in {out / 'internal'}")
