"""The command line: ``tracker`` and its commands.

A command's module is imported when the command is called, so that ``tracker extract`` does not wait for a database
library it never uses.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module, metadata
from types import FrameType, TracebackType
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from tracker import secrecy
from tracker.errors import TrackerError, UsageError

CRASHED: Final = 2
WRONG_USAGE: Final = 3
INTERRUPTED: Final = 130
TERMINATED: Final = 143

COMMANDS: Final = {
    "run": "tracker.cli.run",
    "check": "tracker.cli.run",
    "report": "tracker.cli.report",
    "history": "tracker.cli.history",
    "diff": "tracker.cli.history",
    "errors": "tracker.cli.errors",
    "relations": "tracker.cli.relations",
    "explain": "tracker.cli.explain",
    "extract": "tracker.cli.extract",
    "doctor": "tracker.cli.doctor",
    "prune": "tracker.cli.prune",
}
"""Plain commands and the module whose ``app`` holds each."""

GROUPS: Final = {
    "source": "tracker.cli.sources",
    "claims": "tracker.cli.claims",
    "flag": "tracker.cli.flags",
    "metric": "tracker.cli.metrics",
    "party": "tracker.cli.parties",
    "link": "tracker.cli.link",
    "suite": "tracker.cli.suites",
    "channel": "tracker.cli.channel",
    "jobs": "tracker.cli.jobs",
    "db": "tracker.cli.db",
}
"""Groups of commands and the module whose ``app`` is each."""


class Commands(TyperGroup):
    """The commands by name, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is the library's
        """Name every command in the order a newcomer needs them."""
        return [*COMMANDS, *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the module of ``cmd_name``; None where there is no such command."""
        module = GROUPS.get(cmd_name) or COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: Any = typer.main.get_command(import_module(module).app)
        if cmd_name in COMMANDS and isinstance(command, TyperGroup):
            return command.get_command(ctx, cmd_name)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    name="tracker",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claims-tracker {metadata.version('claims-tracker')}")
        raise typer.Exit


@app.callback()
def tracker(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Keep figures true: read claims from articles, check them, flag those that no longer hold."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End like a normal exit, so that whatever was opened is closed."""
    raise SystemExit(TERMINATED)


def _crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> NoReturn:
    """Show an error that nobody expected, and end as blind: Python's own 1 would say that a flag is open."""
    sys.stderr.write(secrecy.mask("".join(traceback.format_exception(kind, error, trace))))
    raise SystemExit(CRASHED)


def one_line(text: object) -> str:
    r"""Return foreign text on one line, and without what a terminal would obey.

    >>> one_line("no\x1b[2J\nsuch file")
    'no�[2J�such file'
    """
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in str(text))


def _demand_utf8(arguments: Sequence[str]) -> None:
    """Refuse what neither the database nor JSON can hold."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UsageError(f"{argument}: this is not in UTF-8; write it so, or rename the file") from None


def _usage(error: TyperException) -> str:
    """What was wrong with the command, in one line; the help, where there was no command."""
    message = error.format_message().removesuffix(".").replace("Value error, ", "")
    message = secrecy.mask(message)
    context = getattr(error, "ctx", None)
    if context is None or "\n" in message:
        return message
    return f"error: {one_line(message)}; see `{context.command_path} --help`"


def main() -> NoReturn:
    """Run the command line. An expected error is one line on standard error and an exit code."""
    sys.excepthook = _crash
    secrecy.keep_environment(os.environ)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        _demand_utf8(sys.argv[1:])
        code = app(standalone_mode=False)
    except TrackerError as error:
        typer.echo(f"error: {one_line(error)}", err=True)
        sys.exit(error.exit_code)
    except TyperException as error:
        typer.echo(_usage(error), err=True)
        sys.exit(WRONG_USAGE)
    except Abort:
        typer.echo("stopped", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader, head or less, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered goes nowhere
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
