"""One training of a project at a time, and nothing left of one that was killed at its last instant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.turn import TrainingRunningError, training_turn

UID = "0190a7c0-0000-7000-8000-000000000001"
#: Takes the turn, says so, and waits to be killed.
HOLDER = """
import sys, time
from pathlib import Path
from spanloop.learn.turn import training_turn
with training_turn(Path(sys.argv[1]), uid=sys.argv[2], project=Path("p.spanloop")):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_turn_is_refused_at_once_and_the_next_after_the_first_is_not(tmp_path: Path) -> None:
    project = tmp_path / "p.spanloop"
    with training_turn(tmp_path, uid=UID, project=project):
        with (
            pytest.raises(TrainingRunningError, match="trained already") as caught,
            training_turn(tmp_path, uid=UID, project=project),
        ):
            pass
        assert "cancel it where it was started" in caught.value.way_out
        with training_turn(tmp_path, uid="another", project=project):
            pass
    with training_turn(tmp_path, uid=UID, project=project):
        pass


def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path), UID]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(TrainingRunningError), training_turn(tmp_path, uid=UID, project=tmp_path):
            pass
        holder.kill()
    with training_turn(tmp_path, uid=UID, project=tmp_path):
        pass


def test_the_uid_of_a_project_from_elsewhere_stays_in_the_folder(tmp_path: Path) -> None:
    with training_turn(tmp_path / "data", uid="../../etc/x", project=tmp_path):
        assert [path.parent.parent for path in tmp_path.rglob("*.lock")] == [tmp_path / "data"]


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_put_on_the_shelf_goes_unless_it_is_recorded(tmp_path: Path, recorded: bool) -> None:
    removed: list[str] = []
    with training_turn(tmp_path, uid=UID, project=tmp_path / "p") as turn:

        def be_interrupted() -> None:
            with turn.placing("new", is_recorded=lambda uid: recorded, remove=removed.append):
                assert turn.note.is_file()
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            be_interrupted()
        assert removed == ([] if recorded else ["new"])
        assert not turn.note.exists()


@pytest.mark.parametrize(
    ("note", "gone"),
    [
        ({"uid": "left", "project": "p"}, ["left"]),
        ({"uid": "left", "project": "copy of p"}, []),
        ({"uid": "left"}, []),
        ([], []),
        (None, []),
    ],
)
def test_the_note_of_a_killed_training_is_settled_by_the_next(tmp_path: Path, note: object, gone: list[str]) -> None:
    if isinstance(note, dict) and "project" in note:
        note["project"] = str(tmp_path / note["project"])
    removed: list[str] = []
    with training_turn(tmp_path, uid=UID, project=tmp_path / "p") as turn:
        turn.note.write_text("{" if note is None else json.dumps(note), encoding="utf-8")
        turn.settle(is_recorded=lambda uid: False, remove=removed.append)
        turn.settle(is_recorded=lambda uid: False, remove=removed.append)
        assert removed == gone
        assert not turn.note.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "training").write_text("a file")
    with (
        pytest.raises(SpanloopError, match="Training cannot begin"),
        training_turn(tmp_path, uid=UID, project=tmp_path),
    ):
        pass
