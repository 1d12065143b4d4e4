"""Reports of what nobody expected: what they hold, what they never hold, and how many there are."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy

from spanloop.core.errors import SpanloopError
from spanloop.operations import crash_reports, hard_ends, logbook, program_facts, tracebacks
from spanloop.operations.crash_reports import CrashReports, crash_files, report_child, report_command

ARTICLE = "Artillery of the 9th Division shelled the depot before dawn"


def broken(work: Callable[[], object]) -> Exception:
    """The error in which some work ends."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - any
        return error
    raise AssertionError("it went well")


def quotes_an_article(text: str = ARTICLE) -> NoReturn:
    secret = text.upper()
    raise RuntimeError(f"the quote {text!r} is not at {len(secret)} but says {text}")


def leads_on() -> NoReturn:
    try:
        quotes_an_article()
    except RuntimeError as error:
        raise KeyError(ARTICLE) from error


def expects() -> NoReturn:
    raise SpanloopError(f"There is no mark {ARTICLE}", where=ARTICLE, way_out="Mark it first.")


def mistypes(text: str = ARTICLE) -> NoReturn:
    raise TypeError(f"cannot mark {text}")


def groups() -> NoReturn:
    raise ExceptionGroup(str(ARTICLE), [ValueError(ARTICLE)])


def stores() -> None:
    with sqlalchemy.create_engine("sqlite://").begin() as connection:
        connection.execute(sqlalchemy.text("create table a (t text unique)"))
        for _ in range(2):
            connection.execute(sqlalchemy.text("insert into a values (:t)"), {"t": ARTICLE})


@pytest.mark.parametrize(
    "work",
    [
        quotes_an_article,
        mistypes,
        groups,
        stores,
        leads_on,
        expects,
        lambda: int(ARTICLE),
        lambda: {}[ARTICLE],
        lambda: json.loads(f'{{"text": {ARTICLE}'),
        lambda: ARTICLE.encode("utf-16").decode("ascii"),
        lambda: Path(f"/none/{ARTICLE}").read_bytes(),
        lambda: getattr(object(), ARTICLE),
        lambda: sqlite3.connect(":memory:").execute(f'select "{ARTICLE}" from a'),
        lambda: sqlite3.connect(":memory:").execute("select '" + ARTICLE),
    ],
)
def test_no_word_of_an_article_is_in_a_report(tmp_path: Path, work: Callable[[], object]) -> None:
    error = broken(work)
    report = CrashReports(tmp_path).note(error, where="window")
    assert report.path is not None
    text = report.path.read_text(encoding="utf-8") + crash_reports.log_words(error)
    # The test's own lines stand in the traceback; an article's words would come from a value.
    values = "\n".join(line for line in text.splitlines() if "lambda" not in line and "raise " not in line)
    assert [word for word in ARTICLE.split() if len(word) > 3 and word in values] == []
    assert type(error).__name__ in values


def test_the_words_of_the_program_stay() -> None:
    assert tracebacks.told(broken(quotes_an_article)).startswith("the quote … is not at 59 but says …")
    assert tracebacks.told(broken(lambda: None.nothing)) == (  # pyright: ignore[reportAttributeAccessIssue]
        "'NoneType' object has no attribute 'nothing'"
    )
    assert tracebacks.told(RuntimeError("Internal C++ object (PySide6.QtWidgets.QLabel) already deleted.")) == (
        "Internal C++ object (PySide6.QtWidgets.QLabel) already deleted."
    )
    assert tracebacks.told(broken(mistypes)) == "cannot mark …"
    assert tracebacks.told(broken(expects)) == "… There is no mark … Mark it first."


def test_a_traceback_has_the_first_cause_first_and_no_folder_of_a_person() -> None:
    text = tracebacks.traced(broken(leads_on))
    assert text.index("RuntimeError: the quote") < text.index("which led to this") < text.index("KeyError: …")
    assert str(Path(__file__).parent) not in text
    assert tracebacks.short_name("C:\\Users\\Noor\\app\\spanloop\\gui\\window.py") == "spanloop/gui/window.py"
    assert tracebacks.short_name("/opt/x/lib/python3.11/site-packages/spacy/language.py") == "spacy/language.py"
    assert tracebacks.short_name("/opt/x/lib/python3.11/json/decoder.py") == "json/decoder.py"


def test_a_report_says_what_is_needed(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path / "log", acts=lambda: ["article.next", "mark.remove"], facts=[("Qt", "6.11.3")])
    report = reports.note(broken(leads_on), where="window")
    assert report.path is not None
    text = report.path.read_text(encoding="utf-8")
    for words in (
        "KeyError in operations/test_crash_reports.py, line", "window", program_facts.program_facts()[0][1],
        "Qt: 6.11.3", "  article.next\n  mark.remove\n", "in leads_on", "Nothing of it was sent",
    ):  # fmt: skip
        assert words in text


def test_the_same_again_is_counted_and_told_once(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path)
    for times in range(1, 6):
        report = reports.note(broken(lambda: int("a")), where="window")
        assert (report.first, report.times) == (times == 1, times)
    assert reports.note(broken(leads_on), where="window").first
    reports.finish()
    first, second = (path.read_text(encoding="utf-8") for path in crash_files(tmp_path))
    assert "Happened 5 times" in first
    assert "Happened 1 time " in second


def test_twenty_reports_are_kept(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path)
    namespace: dict[str, Callable[[], object]] = {}
    for number in range(23):
        exec("\n" * number + "def broke(): return [][1]", namespace)
        reports.note(broken(namespace["broke"]), where="window")
    kept = crash_files(tmp_path)
    assert len(kept) == 20
    assert [path.stem[-2:] for path in kept] == [f"{number:02}" for number in range(3, 23)]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("no folder", encoding="utf-8")
    said = report_command(broken(leads_on), folder=tmp_path / "log", command="check")
    assert "KeyError" in said
    assert "could not be written (File exists)" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_died_of_a_signal_leaves_its_stacks_and_nothing_else_it_wrote(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", "-c", "import faulthandler; faulthandler._sigsegv()"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = report_child(f"{ARTICLE}\n{done.stderr}\n{ARTICLE}\n", folder=tmp_path / "log", command="train", code=11)
    assert report is not None
    text = report.read_text(encoding="utf-8")
    assert "The child process train died of signal 11" in text
    assert "Fatal Python error: Segmentation fault" in text
    assert 'File "<string>", line 1 in <module>' in text
    assert ARTICLE not in text
    assert report_child("Killed", folder=tmp_path, command="train", code=9) is None


# the log ------------------------------------------------------------------------------------------------------------


def test_lines_of_the_log_begin_with_their_time_and_the_old_ones_go(tmp_path: Path) -> None:
    with logbook.log_to(tmp_path / "log") as log:
        log._limit = 500
        for number in range(12):
            logging.getLogger("spanloop.gui").warning("line %d\nand more", number)
        logging.getLogger("spanloop.gui").debug("too much")
    logging.getLogger("spanloop.gui").info("after the end")
    files = sorted((tmp_path / "log").iterdir())
    assert [file.name for file in files] == ["spanloop.1.log", "spanloop.log"]
    assert all(file.stat().st_size < 700 for file in files)
    lines = files[1].read_text(encoding="utf-8").splitlines()
    assert lines[-2].endswith(f"{os.getpid()} warning line 11")
    assert lines[-1] == "    and more"


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("no folder", encoding="utf-8")
    with logbook.log_to(tmp_path / "log"):
        logging.getLogger("spanloop.gui").error("anything")


# hard ends ----------------------------------------------------------------------------------------------------------


def ended_in(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import faulthandler, os, sys\n"
        "from pathlib import Path\n"
        "from spanloop.operations.hard_ends import RunningNote\n"
        f"note = RunningNote(Path({str(folder)!r})); note.begin()\n{how}\n"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


HARD = """
note.keep_acts([f"act.{n}" for n in range(300)])
note.keep_acts(["mark.next", "edit.undo"])
note.add("Qt: it broke")
faulthandler._sigsegv()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_hard_end_is_found_at_the_next_start(tmp_path: Path) -> None:
    assert ended_in(tmp_path, HARD).returncode == -signal.SIGSEGV
    with logbook.log_to(tmp_path / "log"):
        (report,) = hard_ends.look_back(tmp_path)
    assert "Segmentation fault" in (tmp_path / "log" / "spanloop.log").read_text(encoding="utf-8")
    text = report.read_text(encoding="utf-8")
    assert "Fatal Python error: Segmentation fault" in text
    assert "Qt: it broke" in text
    assert "Last acts, the newest last:\n  mark.next\n  edit.undo\n\n-- what it died of --\nQt: it broke" in text
    assert program_facts.program_facts()[0][1] in text
    assert crash_files(tmp_path) == [report]
    assert {path.name for path in tmp_path.iterdir()} == {report.name, "log"}
    assert hard_ends.look_back(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_end_without_words_is_noted_only(tmp_path: Path) -> None:
    ended_in(tmp_path, "os.kill(os.getpid(), 9)")
    assert len(list(tmp_path.glob("running-*.txt"))) == 1
    with logbook.log_to(tmp_path):
        assert hard_ends.look_back(tmp_path) == []
    assert "ended without closing its window" in (tmp_path / "spanloop.log").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["spanloop.log"]


def test_what_runs_is_left_alone_and_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    note = hard_ends.RunningNote(tmp_path)
    note.begin()
    found: list[list[Path]] = []
    other = threading.Thread(target=lambda: found.append(hard_ends.look_back(tmp_path)))
    other.start()
    other.join()
    assert found == [[]]
    assert note.path.exists()
    note.end()
    assert list(tmp_path.iterdir()) == []
