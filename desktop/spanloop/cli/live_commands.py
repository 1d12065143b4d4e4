"""Commands of the live loop: one refresh, and the process that stays alive beside the window for many."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import typer

from spanloop.cli.console import Session, opened_as, session_of
from spanloop.cli.priority import step_back
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.wording import count

#: A worker that has nothing to do for so long ends, and gives its memory back; the window starts another one.
_IDLE_SECONDS = 15 * 60
#: How long it may take to stop once the window is gone, before it ends wherever it is.
_GRACE_SECONDS = 30
#: How long it waits for the word of the window, just before it writes.
_ANSWER_SECONDS = 10


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command(
        "refresh", help="Let the extractor learn on from the marks of now, and suggest in the articles that come next."
    )(refresh)
    app.command("refresh-worker", hidden=True, help="Refresh whenever a line on standard input says so.")(worker)


def refresh(
    context: typer.Context,
    project: Path = PROJECT,
    articles: list[str] = typer.Option([], "--articles", help="uid of an article to suggest in; may be repeated."),
    following: int = typer.Option(20, "--next", min=0, help="In how many articles of the queue to suggest."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    if watch_input:
        step_back()
    from spanloop.operations import live

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Refreshing") as report, opened_as(session, project, author) as (held, who):
        made = live.refresh(
            held,
            data_dir=session.settings.data_dir,
            articles=articles or None,
            author=who,
            limit=len(articles) or following,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
    if not report.answers(session, made.to_dict(), as_json=as_json):
        for line in told(made):
            session.say(line)


def told(made: Any) -> list[str]:
    """What a refresh did, in sentences."""
    if not made.kept:
        return [f"{made.name} stays as it was: {made.dropped}."]
    learned = f"{made.name} learned from {count(made.articles, 'article')}"
    lines = [f"{learned} and made {count(made.suggestions, 'suggestion')} in {count(len(made.read), 'article')}."]
    if made.unproven:
        lines.append("Whether it is better is not known: no article is kept for development yet.")
    if made.waiting:
        lines.append(f"{', '.join(made.waiting)} will be learned by the next training from scratch.")
    return lines


class _Jobs:
    """Lines of standard input: what to do, and whether to stop.

    `{"do": "refresh", "articles": [uid...]}` is a job. `cancel` stops the one under way. `{"leave": [uid...]}` answers
    the question that comes before writing. The end of the input ends the process.
    """

    def __init__(self) -> None:
        self.waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answers: queue.Queue[list[str]] = queue.Queue()
        self._stop = threading.Event()
        self.over = False
        threading.Thread(target=self._read, args=[sys.stdin.fileno()], name="watch-input", daemon=True).start()

    def stopped(self) -> bool:
        """Whether the job under way is to end."""
        return self._stop.is_set()

    def begin(self) -> None:
        """A job begins: a stop that came before was not about it, unless all is over."""
        if not self.over:
            self._stop.clear()
        while not self._answers.empty():
            self._answers.get_nowait()

    def ask_what_to_leave(self) -> list[str]:
        """Articles in which nothing may change just now."""
        _say({"event": "writing"})
        try:
            return self._answers.get(timeout=_ANSWER_SECONDS)
        except queue.Empty:
            raise CancelledError("Nobody answered before writing", way_out="The last version stays.") from None

    def _read(self, handle: int) -> None:
        # Past sys.stdin: a thread that waits within it holds its lock, and Python may die of that when it ends.
        half = b""
        while said := os.read(handle, 65536):
            *lines, half = (half + said).split(b"\n")
            for line in lines:
                self._take(line.strip())
        self.over = True
        self._stop.set()
        self._answers.put([])
        self.waiting.put(None)
        late = threading.Timer(_GRACE_SECONDS, os._exit, [1])
        late.daemon = True
        late.start()

    def _take(self, line: bytes) -> None:
        if line == b"cancel":
            self._stop.set()
            return
        try:
            asked: object = json.loads(line)
        except ValueError:
            return
        if not isinstance(asked, dict):
            return
        job = cast("dict[str, Any]", asked)
        if "leave" in job:
            self._answers.put([str(uid) for uid in job["leave"]])
        elif job.get("do") == "refresh":
            self.waiting.put(job)


def worker(context: typer.Context, project: Path = PROJECT, author: str | None = AUTHOR) -> None:
    step_back()
    session = session_of(context)
    jobs = _Jobs()
    from spanloop.operations.live import HeldPipeline

    held = HeldPipeline()
    held.get_ready()
    _say({"event": "ready"})
    while True:
        try:
            job = jobs.waiting.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            _say({"event": "idle"})
            return
        if job is None:
            return
        jobs.begin()
        _do(lambda job=job: _refresh_once(session, project, author, job, jobs=jobs, held=held))
        if not jobs.over:
            held.prepare()


def _refresh_once(
    session: Session, project: Path, author: str | None, job: dict[str, Any], *, jobs: _Jobs, held: Any
) -> dict[str, Any]:
    from spanloop.operations import live

    articles = [str(uid) for uid in job.get("articles", ())]
    # Opened anew for each job: between them the file may be moved, restored, or sleep with its disk.
    with opened_as(session, project, author) as (opened, who):
        made = live.refresh(
            opened,
            data_dir=session.settings.data_dir,
            articles=articles,
            author=who,
            limit=max(1, len(articles)),
            held=held,
            leave=jobs.ask_what_to_leave,
            on_progress=lambda at, total: _say({"event": "progress", "step": at, "max_steps": total}),
            cancelled=jobs.stopped,
        )
    return made.to_dict()


def _do(work: Callable[[], dict[str, Any]]) -> None:
    """Do one job, and say how it ended. Whatever goes wrong in it, the process is there for the next one."""
    try:
        _say({"event": "done", **work()})
    except SpanloopError as error:
        event = "cancelled" if isinstance(error, CancelledError) else "error"
        told = {"what": error.what, "where": error.where, "way_out": error.way_out, "kind": type(error).__name__}
        _say({"event": event, **told})
    except OSError as error:
        told = {"what": f"Suggestions could not be refreshed ({error.strerror or error})", "where": str(error.filename)}
        _say({"event": "error", **told, "way_out": "Make room on the disk, or look whether it is there.", "kind": ""})


def _say(document: dict[str, Any]) -> None:
    if sys.stdout is not None:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()
