"""The one error that people are meant to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class SpanloopError(Exception):
    """Something went wrong that a person can understand and mend.

    what: one plain sentence, without a full stop at its end being required ("The schema has two labels with key p").
    where: the file, line or article it concerns, or "" where there is none.
    way_out: what to do now, one plain sentence, or "".

    The window shows it as a dialog; the command line prints it and ends with exit code 1.
    """

    what: str
    where: str = ""
    way_out: str = ""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        if not head.endswith((".", "?")):
            head += "."
        return f"{head} {self.way_out}".rstrip()


class MarkGoneError(SpanloopError):
    """A mark that somebody meant is not in the project any more. where: its uid."""


class CancelledError(SpanloopError):
    """Someone asked for an end; nothing of the work is left. Not a fault, so it is told apart from one."""
