"""A project with a history of versions, and children that say what a training says without training."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Completion, Mention
from spanloop.gui import loop as loop_module
from spanloop.gui.train.page import TrainPage
from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations import projects
from spanloop.settings import Settings
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.gui.shell.conftest import Person, home, make_window, person
from tests.gui.shell.conftest import project_file as bare_file

__all__ = ["bare_file", "home", "make_window", "person"]

#: The loss of two components and the two scores, scoring by scoring, as a training of the sample told them.
_SCORED = (
    (0, {"tok2vec": 303.4, "ner": 89.6, "event_triggers": 610.7}, 0.036, 0.006),
    (100, {"tok2vec": 9227.5, "ner": 7225.2, "event_triggers": 9961.8}, 0.099, 0.296),
    (200, {"tok2vec": 1857.3, "ner": 4069.4, "event_triggers": 1414.8}, 0.431, 0.421),
    (300, {"tok2vec": 1230.4, "ner": 2540.7, "event_triggers": 675.9}, 0.555, 0.414),
    (400, {"tok2vec": 1078.0, "ner": 1363.5, "event_triggers": 420.1}, 0.584, 0.467),
    (500, {"tok2vec": 912.9, "ner": 779.8, "event_triggers": 302.2}, 0.614, 0.467),
    (600, {"tok2vec": 535.6, "ner": 390.3, "event_triggers": 228.6}, 0.634, 0.459),
)


def scorings(until: int) -> list[dict[str, Any]]:
    """The progress lines of the scorings up to a step."""
    return [
        {
            "event": "progress", "step": step, "max_steps": 600, "epoch": step // 12, "losses": losses,
            "scores": {"ents_f": mentions, "ents_p": 0.5, "triggers_f": triggers}, "seconds": step * 0.5,
            "scored": True,
        }
        for step, losses, mentions, triggers in _SCORED
        if step <= until
    ]  # fmt: skip


def child(lines: Sequence[dict[str, Any]], *, then: str = "") -> list[str]:
    """The command of a child that says these lines and then does something else."""
    said = "\n".join(json.dumps(line) for line in lines)
    return [sys.executable, "-c", f"import json, sys\nprint({said!r}, flush=True)\n{then}"]


#: Waits for the word to stop, as a training does.
WAITS = """
sys.stdin.readline()
print(json.dumps({"event": "cancelled", "message": "Training was cancelled."}), flush=True)
sys.exit(1)
"""


def scores(f1: dict[str, float]) -> list[dict[str, Any]]:
    """Rows of scores as an evaluation keeps them. f1: by "mentions", "triggers" or "mentions ARM"."""
    rows: list[dict[str, Any]] = []
    for name, value in f1.items():
        part, _, label = name.partition(" ")
        n = 40 if label else 120
        rows.append(
            {
                "part": part, "label": label or None, "mode": "exact", "n": n, "tp": round(n * value),
                "fp": n - round(n * value), "fn": n - round(n * value), "precision": value, "recall": value,
                "f1": value, "f1_low": max(0, value - 0.06), "f1_high": min(1, value + 0.05),
            }
        )  # fmt: skip
    return rows


@dataclass
class History:
    """The versions of a project, written as trainings would have."""

    path: Path
    data_dir: Path

    def add(
        self,
        number: int,
        *,
        f1: dict[str, float],
        files: int | None = 3_200_000,
        articles: int = 120,
        left_out: Mapping[str, int] | None = None,
        tested: int = 42,
    ) -> str:
        """A version that suggests from then on. files: bytes of its folder; None: not on this machine.

        left_out: parts that its evaluation could not score, with how many marks of them there were.
        tested: on how many articles it was tested.
        """
        notes = [
            f"It suggests no {part}; the {n} of the reference are not scored." for part, n in (left_out or {}).items()
        ]
        with Project.open(self.path) as project:
            author = Author(new_uid(), f"Extractor v{number}", "extractor")
            if files is not None:
                folder = self.path.parent / f"model-{number}"
                folder.mkdir()
                (folder / "weights").write_bytes(b"\0" * files)
                ExtractorShelf(self.data_dir).add(author.uid, folder)
            record = ExtractorRecord(
                uid=author.uid, author=author, name=author.name, number=number, recipe="blank", seed=0,
                data_hash="d", schema_version=project.schema.version, state="current",
                policy="gold where complete, else the only human", created_at=f"2026-03-{number + 1:02}T14:32:00Z",
                metrics={
                    "test": {
                        "articles": tested, "on": "test", "scores": scores(f1), "notes": notes,
                        "left_out": left_out or {},
                    },
                    "development": {"ents_f": f1["mentions"], "triggers_f": f1["triggers"]},
                },
                details={
                    "asked_by": "Noor", "steps": 600, "seconds": 38.5, "train_articles": articles, "dev_articles": 12,
                    "articles": {"train": [f"a{i}" for i in range(articles)], "dev": []},
                    "marks": {"entities": {"ARM": articles * 9}, "events": {"STRIKE": articles * 16}},
                    "versions": {"spanloop": "0.2.0", "spacy": "3.8.7", "python": "3.11.2"},
                },
            )  # fmt: skip
            with project.act(author, f"train {record.name}") as act:
                act.add_author(author)
                act.add_extractor(record)
            return author.uid


@pytest.fixture
def project_file(bare_file: Path) -> Path:
    """A project with three articles, and one mark of Noor's to learn from."""
    with projects.open_project(bare_file) as project:
        author = next(known for known in project.authors() if known.name == "Noor")
        with project.act(author, "mark a place") as act:
            act.add_mentions(project.article_uids()[0], author, [Mention(new_uid(), ((0, 4),), "GPE")])
    return bare_file


@pytest.fixture
def history(project_file: Path, home: Settings) -> History:
    return History(project_file, home.data_dir)


@pytest.fixture
def two_versions(history: History) -> tuple[str, str]:
    """The uids of version 1 and of version 2, which suggests."""
    first = history.add(1, f1={"mentions": 0.71, "triggers": 0.52, "mentions ARM": 0.8, "triggers STRIKE": 0.6})
    second = history.add(2, f1={"mentions": 0.78, "triggers": 0.61, "mentions ARM": 0.82, "triggers STRIKE": 0.7})
    return first, second


def complete(path: Path, articles: int) -> None:
    """Let Noor say of the first articles that their entities are complete."""
    with projects.open_project(path) as project:
        author = next(known for known in project.authors() if known.name == "Noor")
        with project.act(author, "complete") as act:
            for uid in project.article_uids()[:articles]:
                size = len(project.article(uid).text)
                act.add_completions(
                    uid, author, [Completion(new_uid(), "entities", 0, size, project.schema.version, "")]
                )


def train_page(someone: Person) -> TrainPage:
    """Turn to the Train page."""
    someone.press("Ctrl+2")
    page = someone.window.pages.currentWidget()
    assert isinstance(page, TrainPage)
    return page


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put other commands in the place of the window's children."""

    def use(train: list[str], suggest: list[str] | None = None) -> None:
        monkeypatch.setattr(loop_module, "train_command", lambda path, *, author, max_steps: train)
        done = child([{"event": "done", "extractor": "Extractor v1", "articles": 1, "suggestions": 2}])
        monkeypatch.setattr(loop_module, "suggest_command", lambda path, *, author: suggest or done)

    return use
