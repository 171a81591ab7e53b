"""Fixtures that many tests share, and the rule that nothing is skipped where everything should run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("fanlight", deadline=None)
settings.load_profile("fanlight")

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where FANLIGHT_NO_SKIPS is set, a skipped test fails the run: it should have run there."""
    if os.environ.get("FANLIGHT_NO_SKIPS") and _skipped and exitstatus == 0:
        print(f"\nSkipped where nothing may be skipped: {', '.join(_skipped)}")
        session.exitstatus = 1


def _shared_folder() -> Path | None:
    """The folder of large files beside the checkout, or the one that FANLIGHT_SHARED names; None where there is none."""
    folder = Path(os.environ.get("FANLIGHT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    return folder if (folder / "README.md").exists() else None


def pytest_report_header() -> str:
    return f"shared: {_shared_folder() or 'not here; the tests of large files are left out'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests of large files where these are not beside the checkout: `tests/data` holds what the others need."""
    if _shared_folder() is None:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("shared")])
        items[:] = [item for item in items if not item.get_closest_marker("shared")]


@pytest.fixture(scope="session")
def extracts() -> Path:
    """The extracts of facts and open data that tests need; tests/data/SOURCES.md says whence and what was cut."""
    return Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of large files beside the checkout, for tests with the mark `shared`."""
    folder = _shared_folder()
    assert folder is not None, "a test that reads the shared folder has the mark `shared`"
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium for journeys: FANLIGHT_CHROMIUM, or one that is installed."""
    for name in (os.environ.get("FANLIGHT_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.skip("There is no Chromium; install it or set FANLIGHT_CHROMIUM.")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL: FANLIGHT_TEST_POSTGRES, or a private cluster that lives as long as the tests."""
    given = os.environ.get("FANLIGHT_TEST_POSTGRES")
    if given:
        yield given
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if not binaries:
        pytest.skip("There is no PostgreSQL server; install it or set FANLIGHT_TEST_POSTGRES.")
    folder = Path(tempfile.mkdtemp(prefix="fanlight-postgres-"))
    # initdb refuses to run as root: there, the server's own user does.
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(binaries[-1].with_name(program)), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            timeout=60,
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "fanlight", "--auth=trust", "--encoding=UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://fanlight@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
