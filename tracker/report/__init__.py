"""The flagged-claims report: read from the database as of a moment, rendered for people and for machines."""

from typing import Final

from tracker.report.content import Filters, Report
from tracker.report.query import build
from tracker.report.terminal import show
from tracker.report.verdict import ExitCode, exit_code

BLIND: Final = ExitCode.BLIND

__all__ = ["BLIND", "ExitCode", "Filters", "Report", "build", "exit_code", "show"]
