"""Nothing that was seen is lost, whenever the program dies."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spanloop.operations import pasting, projects, undoing
from spanloop.operations.checking import check
from spanloop.operations.windows import hold_project
from spanloop.settings import load_settings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system kills differently and cannot fork")

#: The person at the killed window.
NAME = "Noor"
TEXT = "Shells fell on the ridge\n\n" + "\n\n".join(
    " ".join(f"On day {day} the brigade of Zoe\u0308 \U0001f69a held ridge {ridge}." for ridge in range(12))
    for day in range(6)
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one article that has some hundred words."""
    path = tmp_path_factory.mktemp("kill") / "template.spanloop"
    with projects.create_project(path) as project:
        author = projects.sign_in(project, name=NAME)
        pasting.paste_article(project, author=author, text=TEXT)
    return path


class Marksmen:
    """Windows in which somebody marks, one at a time; each is killed."""

    def __init__(self, folder: Path) -> None:
        settings = load_settings(folder / "home")
        settings.author_name = NAME
        settings.prepare = False  # a child of a killed window is another test's
        settings.save()
        self._lines = folder / "lines.jsonl"
        self._errors = folder / "errors.txt"
        with self._errors.open("w", encoding="utf-8") as errors:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.marking_child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                cwd=Path(__file__).resolve().parents[2],
                env={**os.environ, "SPANLOOP_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"},
            )  # fmt: skip

    def mark(self, project: Path, seconds: float) -> list[dict[str, Any]]:
        """Let a window mark for so long, kill it, and return what it was about to paint, complete lines only."""
        self._lines.unlink(missing_ok=True)
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps([str(project), str(self._lines)]) + "\n")
        self._nursery.stdin.flush()
        pid = int(self._answer())
        until = time.monotonic() + 60
        while not (self._lines.exists() and self._lines.read_bytes().startswith(b'"ready"\n')):
            assert time.monotonic() < until, self.complaints()
            time.sleep(0.005)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        assert int(self._answer()) == -signal.SIGKILL, self.complaints()
        assert self.complaints() == ""
        _, *lines = self._lines.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def _answer(self) -> str:
        assert self._nursery.stdout is not None
        line = self._nursery.stdout.readline()
        assert line, self.complaints()
        return line

    def complaints(self) -> str:
        """What was said on standard error."""
        return self._errors.read_text(encoding="utf-8")

    def close(self) -> None:
        self._nursery.communicate()


@pytest.fixture
def marksmen(tmp_path: Path) -> Iterator[Marksmen]:
    made = Marksmen(tmp_path)
    yield made
    made.close()


def kill_and_look(marksmen: Marksmen, project_file: Path, seconds: float) -> int:
    """Kill a marking window after so long and look into its file; returns how many marks had been seen."""
    seen = marksmen.mark(project_file, seconds)
    hold_project(project_file, holder="Ilya").release()  # the dead window holds nobody up
    with projects.open_project(project_file) as project:
        assert check(project) == []
        (article,) = project.article_uids()
        author = projects.sign_in(project, name=NAME)
        text = project.article(article).text
        kept = {mention.uid: mention for mention in project.marks(article, author).mentions}
        for line in seen:
            mention = kept[line["uid"]]
            assert mention.label == line["label"]
            assert [list(fragment) for fragment in mention.fragments] == line["at"]
            assert [text[start:end] for start, end in mention.fragments] == line["quote"]
        # Beyond what was seen there may be the one act that was just to be painted.
        assert len(kept) - len(seen) in {0, 1}
        if kept:
            undoing.undo(project, author=author)
            assert len(project.marks(article, author).mentions) == len(kept) - 1
            assert check(project) == []
    return len(seen)


def kill_often(marksmen: Marksmen, template: Path, folder: Path, times: int) -> None:
    moments = random.Random(20_240_312)
    seen: list[int] = []
    for _ in range(times):
        project = Path(shutil.copy(template, folder / "killed.spanloop"))
        seen.append(kill_and_look(marksmen, project, moments.uniform(0, 0.6)))
        for left in folder.glob("killed.spanloop*"):
            left.unlink()
    assert sum(seen) >= times, f"too little was marked to mean anything: {seen}"


def test_whatever_was_painted_is_in_the_file_of_a_killed_window(
    marksmen: Marksmen, template: Path, tmp_path: Path
) -> None:
    kill_often(marksmen, template, tmp_path, 5)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_whatever_was_painted_is_in_the_file_a_hundred_times(
    marksmen: Marksmen, template: Path, tmp_path: Path
) -> None:
    kill_often(marksmen, template, tmp_path, 100)
