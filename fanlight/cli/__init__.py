"""The command line: one verb a file, heavy parts imported only where a verb uses them."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import importlib
import os
import sys
import threading

import typer

VERBS = (
    "case",
    "answer",
    "edited",
    "approve",
    "verify",
    "publish",
    "records",
    "deadline",
    "notice",
    "questions",
    "inspect",
    "resolution",
    "protect",
    "audit",
    "verify_certificate",
    "policy",
    "ledger",
    "upgrade",
)
"""Each names a module here with a function `register(app)`."""


def build_app() -> typer.Typer:
    app = typer.Typer(
        name="fanlight",
        help="Answer freedom-of-information requests with figures that are proved safe to publish.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # plain help: panels would take half the time that --help takes
        pretty_exceptions_enable=False,
    )

    @app.callback(invoke_without_command=True)
    def root(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
        if version:
            from fanlight import __version__

            typer.echo(f"fanlight {__version__}")
            raise typer.Exit

    for verb in VERBS:
        importlib.import_module(f"fanlight.cli.{verb}").register(app)
    return app


def run() -> None:
    """`main` as a process of its own: once everything is written the process ends at once.

    Taking hundreds of modules apart object by object, as the interpreter does at its end, took half a second of every
    answer. Exit handlers run and streams are flushed as ever; where anything is unusual (a thread still at work, a
    profiler, a stream that cannot be written to), the process ends in the usual way.
    """
    code = 0
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    watched = sys.getprofile() is not None or sys.gettrace() is not None
    others = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    if not watched and not others:
        atexit._run_exitfuncs()
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


def main() -> None:
    """Runs one command. Whatever goes wrong ends in a message and an exit code that is not 0, never in a traceback."""
    from fanlight.errors import FanlightError

    # A command imports hundreds of modules, and by default the collector walks all of them again and again: a fifth of the
    # imports' time. Garbage in cycles is still collected, in larger portions.
    gc.set_threshold(50_000, *gc.get_threshold()[1:])
    try:
        build_app()()
    except FanlightError as error:
        print(f"fanlight: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("fanlight: stopped. Nothing was half-written.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            print(
                "fanlight: the disk is full. Nothing was released. Free some space and run it again.", file=sys.stderr
            )
        else:
            print(f"fanlight: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        sys.exit(2)
    except MemoryError:
        print("fanlight: there is not enough memory for this. Nothing was half-written.", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if not type(error).__module__.startswith(("duckdb", "_duckdb", "psycopg")):
            raise
        print(f"fanlight: {_of_the_database(error)}", file=sys.stderr)
        sys.exit(2)


def _of_the_database(error: Exception) -> str:
    """The database's trouble in words, without its own, which can carry a row."""
    if type(error).__module__.startswith("psycopg"):
        from fanlight.chain.database import refused

        return str(refused(error))
    text = str(error).lower()
    if "no space left" in text or "disk" in text:
        return "the disk is full. The store is as it was. Free some space and run it again."
    if "out of memory" in text:
        return "there is not enough memory for the records. The store is as it was. Import fewer files at a time."
    return f"the records could not be worked on ({type(error).__name__}). The store is as it was."
