"""The command on the quality of marks: what seems amiss, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.findings import KINDS, Finding
from spanloop.core.wording import count
from spanloop.operations import finding

#: More are listed only when asked for.
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("quality", help="Check your marks: what was perhaps missed, and what contradicts the rest.")(quality)


def quality(
    context: typer.Context,
    project: Path = PROJECT,
    kind: str = typer.Option("", "--kind", help=f"Only one kind: {', '.join(KINDS)}.", show_default=False),
    fine: list[str] = typer.Option(
        [], "--fine", help="Say that this finding is right as it is, by its number; may be given again.",
        show_default=False,
    ),
    mend: list[str] = typer.Option(
        [], "--mend", help="Do what this finding says, by its number; may be given again.", show_default=False
    ),
    no_extractor: bool = typer.Option(False, "--no-extractor", help="Do not ask the extractor what was missed."),
    every: bool = typer.Option(False, "--all", help=f"List all and not only {_SHOWN} of each kind."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:  # fmt: skip
    if kind and kind not in KINDS:
        raise SpanloopError(f"There is no kind {kind!r}", way_out=f"Known: {', '.join(KINDS)}.")
    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Checking marks") as report, opened_as(session, project, author) as (held, who):
        found = finding.find_all(
            held,
            author=who,
            data_dir=None if no_extractor or kind not in ("", "missed") else session.settings.data_dir,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
        chosen = [one for one in found.found if kind in ("", one.kind)]
        numbered = dict(enumerate(chosen, 1))
        if fine or mend:
            done: list[Changes] = []
            if fine:
                done.append(finding.call_fine(held, author=who, findings=_named(numbered, fine)))
            done += [finding.mend(held, author=who, finding=one) for one in _named(numbered, mend)]
            _told(session, done, as_json=as_json)
            return
        result = {
            "findings": [{"number": number, **one.to_dict()} for number, one in numbered.items()],
            "settled": dict(found.settled),
            "why_not_missed": found.why_not_missed,
            "tests_left": found.tests_left,
        }
    if report.answers(session, result, as_json=as_json):
        return
    _show(session.say, numbered, found, kind=kind, every=every)


def _named(numbered: dict[int, Finding], given: Sequence[str]) -> list[Finding]:
    found: list[Finding] = []
    for text in given:
        number = int(text) if text.isdecimal() else 0
        if number not in numbered:
            raise SpanloopError(f"There is no finding {text}", way_out="Name one by the number in the list of now.")
        found.append(numbered[number])
    return found


def _told(session: Session, done: Sequence[Changes], *, as_json: bool) -> None:
    acts = [changes.act for changes in done if changes]
    if as_json:
        session.print_json({"acts": acts})
        return
    for act in acts:
        session.say(f"{act[:1].upper()}{act[1:]}.")


def _show(
    say: Callable[[str], Any], numbered: dict[int, Finding], found: finding.Findings, *, kind: str, every: bool
) -> None:
    for name, title in KINDS.items():
        if kind not in ("", name):
            continue
        mine = {number: one for number, one in numbered.items() if one.kind == name}
        settled = found.settled.get(name, 0)
        said = f" ({settled:,} called fine)" if settled else ""
        if name == "missed" and found.tests_left:
            said += f"; {count(found.tests_left, 'test article')} left out"
        if name == "missed" and found.why_not_missed:
            say(f"{title}: not looked for, {found.why_not_missed}")
            continue
        say(f"{title}: {count(len(mine), 'place')}{said}")
        for number, one in list(mine.items())[: None if every else _SHOWN]:
            say(f"  {number}  {one.where if one.title else one.article}: {one.words}")
        if not every and len(mine) > _SHOWN:
            say(f"  and {len(mine) - _SHOWN:,} more; --all lists them")
