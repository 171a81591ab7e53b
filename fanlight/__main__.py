"""`python -m fanlight`."""

from fanlight.cli import run

run()
