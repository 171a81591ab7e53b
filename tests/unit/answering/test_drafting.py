"""A draft is a function of values: no path, no folder to work in, nothing printed, the same bytes in any thread."""

from __future__ import annotations

import datetime
import json
import logging
import re
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight import answering
from fanlight.answering import Case, Draft, draft
from fanlight.answering.approve import approve
from fanlight.answering.case.model import CaseFile
from fanlight.answering.folder import answer, read_case, write_draft
from fanlight.answering.output import manifest
from fanlight.errors import BadInput, Cancelled, NotProvedSafe, NotReady, NotSafe, SpecError
from fanlight.ledger import Ledger
from fanlight.ledger.weigh import Memory
from fanlight.records import import_files
from fanlight.tabulation import open_source
from tests.small_case import LOW, records

ROOT = Path(__file__).parents[3]
CASE = ROOT / "demo" / "case"
PLANTED = 7919


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    import_files([records(folder / "records.csv", LOW)], folder / "store")
    return folder / "store"


def drafted(store: Path, case: Case, request: str) -> Draft:
    with open_source(str(store)) as source:
        return draft(case, request, source, None)


def changed(case: Case, **changes: Any) -> Case:
    content = {**case.file.model_dump(by_alias=True), **changes}
    return replace(case, file=CaseFile.model_validate(content), source=None, hashes={})


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_values_give_the_bytes_that_the_folder_gets(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case, request = read_case(CASE)
    answer(CASE, [store], tmp_path / "out", no_ledger=True)
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")
    made = drafted(store, case, request)
    assert list((tmp_path / "nowhere").iterdir()) == []
    assert capfd.readouterr() == ("", "")
    written = files(tmp_path / "out")
    assert {f"draft/{path}": data for path, data in made.files.items()}.items() <= written.items()
    assert {f"internal/{path}": data for path, data in made.internal.items()}.items() <= written.items()
    # The folder alone knows where the records are.
    assert len(written) == len(made.files) + len(made.internal) + len(["manifest.json", "internal/places.json"])
    assert made.manifest.to_json().encode() == written["manifest.json"]


def test_a_ledger_is_a_value_too(store: Path, tmp_path: Path) -> None:
    Ledger.create(tmp_path / "ledger")
    case, request = read_case(CASE)
    with open_source(str(store)) as source, Ledger.open(tmp_path / "ledger") as ledger:
        made = draft(case, request, source, Memory(ledger), ledger_name="../ledger")
    assert made.manifest.ledger is not None
    assert made.manifest.ledger["place"] == "../ledger"
    write_draft(made, tmp_path / "out")
    approve(tmp_path / "out", by="vane", on=datetime.date(2026, 10, 29))
    with Ledger.open(tmp_path / "ledger") as ledger:
        assert ledger.head()[0] == 1


def test_a_case_that_was_never_a_file_has_the_hashes_of_its_canonical_files(store: Path) -> None:
    case, request = read_case(CASE)
    made = drafted(store, replace(case, source=None, hashes={}), request)
    assert set(made.manifest.case) == {"case.yaml", "request.txt", "tables.yaml", "publication.txt"}
    assert made.manifest.case["request.txt"] == manifest.sha256(request.encode())
    assert made.files == drafted(store, case, request).files


def test_threads_draft_beside_one_another(store: Path) -> None:
    case, request = read_case(CASE)
    other = changed(case, reference="02.FOI.26.000001", identifiability=[])
    alone = [drafted(store, one, request) for one in (case, other)]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda one: drafted(store, one, request), [case, other, case, other]))
    assert beside == [*alone, *alone]
    assert alone[0] != alone[1]


@pytest.mark.parametrize("at", ["Counting", "Auditing", "Writing the letter", "Writing the page", "Inspecting"])
def test_each_step_can_call_it_off(store: Path, tmp_path: Path, at: str) -> None:
    def step(text: str) -> None:
        if text.startswith(at):
            raise Cancelled("Called off.")

    with pytest.raises(Cancelled):
        answer(CASE, [store], tmp_path / "out", no_ledger=True, step=step)
    assert list(tmp_path.iterdir()) == []


def test_nothing_written_tells_how_long_it_took(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = drafted(store, *read_case(CASE))
    for clock in ("monotonic", "perf_counter", "time"):
        monkeypatch.setattr(time, clock, lambda real=getattr(time, clock): 0.6 * real())
    assert drafted(store, *read_case(CASE)) == made
    for path, data in {**made.files, **made.internal}.items():
        if path.endswith((".json", ".csv", ".html")):
            assert not re.search(r"elapsed|\d ?(?:milli)?seconds?\b|\d\.\d+ ?m?s\b", data.decode()), path
    names = set(_names(json.loads(made.internal["audit.json"])))
    assert "verdict" in names
    assert not {name for name in names if re.search("second|time|elapsed|duration", name)}


def _names(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [*map(str, value), *(name for item in value.values() for name in _names(item))]
    return [name for item in value for name in _names(item)] if isinstance(value, list) else []


def test_a_mistake_names_its_line_or_its_entry(store: Path) -> None:
    case, request = read_case(CASE)
    with pytest.raises(SpecError, match=r"case\.yaml line"):
        drafted(store, replace(case, file=_asks_for_no_table(case)), request)
    with pytest.raises(SpecError, match=r"^questions\.3\(b\)\.tables: "):
        drafted(store, replace(case, file=_asks_for_no_table(case), source=None), request)
    with pytest.raises(BadInput, match="none are named"):
        draft(case, request, None, None)
    with pytest.raises(BadInput, match="There is no table spec tables"):
        drafted(store, replace(case, specs={}), request)


def _asks_for_no_table(case: Case) -> CaseFile:
    asked = case.file.questions["3(b)"].model_copy(update={"tables": ["no_such_table"]})
    return case.file.model_copy(update={"questions": {**case.file.questions, "3(b)": asked}})


def test_no_log_holds_a_count(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A withheld count is planted, and every path that logs is gone along: draft, refusal, approval."""
    caplog.set_level(logging.DEBUG)
    folder = Path(shutil.copytree(CASE, tmp_path / "case"))
    content = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    content["plans"] = {
        "resolutions_by_offence": {
            "ways": ["suppress"], "withhold": [{"offence": "coercive_control", "period": "2024"}],
        }
    }  # fmt: skip
    content["questions"]["1"]["decided_by"] = ""
    (folder / "case.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    import_files([records(tmp_path / "records.csv", ((PLANTED, 3), *LOW[1:]))], tmp_path / "store")
    made = answer(folder, [tmp_path / "store"], tmp_path / "out")
    table = made.files["requester/table-2.csv"].decode()
    assert "Controlling or coercive behaviour,[c],[c]" in table.replace('"', "")
    assert str(PLANTED) in made.internal["table-2-unprotected.csv"].decode()
    with pytest.raises(NotReady):
        approve(tmp_path / "out", by="vane", on=datetime.date(2026, 10, 29))
    content["questions"]["1"]["decided_by"] = "achebe"
    (folder / "case.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    made = answer(folder, [tmp_path / "store"], tmp_path / "out")
    assert made.missing == ()
    approve(tmp_path / "out", by="vane", on=datetime.date(2026, 10, 29))
    ours = [record for record in caplog.records if record.name.startswith("fanlight.answering.")]
    assert {"folder", "drafting", "protecting", "files", "memory", "approve"} <= {r.name.split(".")[-1] for r in ours}
    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert not re.search(rf"(?<!\d){PLANTED:,}|{PLANTED}(?!\d)", told)
    assert not re.search("Farthingale", told, re.IGNORECASE)


def test_without_a_handler_no_log_is_printed() -> None:
    assert any(isinstance(one, logging.NullHandler) for one in logging.getLogger("fanlight.answering").handlers)


def test_the_package_gives_its_names() -> None:
    assert {name: getattr(answering, name).__name__ for name in answering.__all__} == {n: n for n in answering.__all__}
    with pytest.raises(AttributeError):
        answering.nothing_of_the_kind  # noqa: B018


def share(offence: str, year: str, value: str) -> dict[str, Any]:
    return {"text": value, "kind": "share", "table": "resolutions_by_offence", "base_table": "resolutions", "value": value,
            "figure": {"offence": offence, "period": year}, "decided_by": "achebe"}  # fmt: skip


def undeclared(made: Draft) -> list[str]:
    return [item.text for item in made.missing if item.code == "quantity_not_declared"]


def test_a_share_is_no_figure_only_for_those_who_do_not_know_its_base(store: Path) -> None:
    case, request = read_case(CASE)
    telling = changed(case, notes=["Threats to kill were 12.2% of the resolutions in 2025."])
    assert any("12.2%" in text for text in undeclared(drafted(store, telling, request)))
    said = [entry.model_dump() for entry in telling.file.said]
    denied = {"text": "12.2%", "not_a_figure": "it is a percentage", "decided_by": "achebe"}
    (text,) = undeclared(drafted(store, changed(telling, said=[*said, denied]), request))
    assert "is a share or multiple of what is counted" in text


def test_a_declared_share_goes_out_where_it_gives_nothing_away_and_only_there(store: Path) -> None:
    case, request = read_case(CASE)
    said = [entry.model_dump() for entry in case.file.said]
    harmless = changed(
        case,
        notes=["Threats to kill were 12.2% of them in 2025."],
        said=[*said, share("threats_to_kill", "2025", "12.2%")],
    )
    made = drafted(store, harmless, request)
    assert undeclared(made) == []
    assert [figure["value"] for figure in json.loads(made.internal["ledger-entry.json"])["release"]["loose"]].count(
        55
    ) == 1
    telling = changed(
        case,
        notes=["Coercive control was 0.5% of them in 2024."],
        said=[*said, share("coercive_control", "2024", "0.5%")],
    )
    with pytest.raises((NotSafe, NotProvedSafe)):
        drafted(store, telling, request)
    with pytest.raises(SpecError, match="do not bear out"):
        drafted(store, changed(telling, said=[*said, share("coercive_control", "2024", "5%")]), request)
