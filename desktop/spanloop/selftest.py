"""The program tries itself out, from the window to the training: `spanloop --self-test [LOGFILE]`.

It runs on everything that is built. Each step uses the program as a person does, in a temporary folder with settings of
its own, so that nothing of the user's is read or written. What a step needs is imported in it, so that what is missing
in a build is named with the step.
"""

from __future__ import annotations

import io
import json
import os
import platform
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from spanloop import __version__
from spanloop.core.errors import SpanloopError
from spanloop.operations.program_facts import is_built
from spanloop.resources import resource_path, seed_path
from spanloop.settings import HOME_VARIABLE, Settings, load_settings

if TYPE_CHECKING:
    from spanloop.gui.rehearsal import Rehearsal

AUTHOR = "Self-test"
#: So many reports of the sample, and steps of training: enough to use every part, and quick.
REPORTS = 10
TRAIN_STEPS = 4
#: Length of the head of a project file, where SQLite counts changes; a copy has counts of its own.
_HEADER = 100


def self_test(log: Path | None = None) -> int:
    """Run every step, say each with its seconds, and name the first that fails; returns the exit code.

    log: a file that takes the same lines, for a program that has no standard output.
    """
    started = time.monotonic()
    with _Telling(log) as tell:
        kind = "the built program" if is_built() else "from source"
        python = f"Python {platform.python_version()}"
        tell.line(f"Self-test of Spanloop {__version__}, {kind}, {python}, {platform.platform()}")
        with _own_folder(tell) as folder:
            trial = _Trial(folder)
            try:
                for name, step in trial.steps():
                    if not tell.step(name, step):
                        break
            finally:
                trial.end()
        if not tell.failed:
            tell.line(f"Every step passed, in {time.monotonic() - started:.1f} s.")
    return 1 if tell.failed else 0


class _Trial:
    """The steps, on one project in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._project = folder / "trial.spanloop"
        self._settings = _settings(folder / "home")
        self._text = ""
        self._made = ("", "")
        self._rehearsal: Rehearsal | None = None

    def steps(self) -> Sequence[tuple[str, Callable[[], str]]]:
        """Name and function of every step, in their order; what a function returns is said beside its name."""
        return (
            ("files of the program", self._files),
            ("language model", self._language_model),
            ("project", self._make_project),
            ("older projects", self._older_projects),
            ("import", self._import),
            ("pages of all kinds", self._pages),
            ("window", self._open_window),
            ("article", lambda: self._window.read(self._text[:40])),
            ("mark by key", self._mark),
            ("undo and redo", self._undo),
            ("train and suggest", self._train),
            ("evaluate", self._evaluate),
            ("package", self._package),
            ("export for spaCy", self._training_data),
            ("pages", lambda: ", ".join(self._window.turn_pages())),
            ("guide", lambda: f"{self._window.read_guide()} pages"),
            ("close the window", self._close_window),
            ("export as JSONL", self._export),
            ("other tools' formats", self._formats),
            ("check", self._check),
        )

    def end(self) -> None:
        """Close what is open still, because a step failed; that failure is the one to tell of."""
        if self._rehearsal is not None:
            with suppress(SpanloopError):
                self._rehearsal.close()

    def _files(self) -> str:
        """What the program opens by name is there, and can be read."""
        files = [
            path
            for folder in (resource_path("design"), resource_path("icons"), resource_path("recipes"), seed_path())
            for path in sorted(folder.iterdir())
        ]
        files += [resource_path("design", "tokens.json"), resource_path("schema", "armed_conflict.json")]
        files += [resource_path("recipes", "blank.cfg"), seed_path("sample.jsonl")]
        for path in files:
            path.read_bytes()
        return f"{len(files)} files"

    def _language_model(self) -> str:
        """The weights that extractors read with are there and right; only a checkout may lack them."""
        from spanloop.learn.embedding.weights import find_weights, is_here
        from spanloop.operations.recipes import default_recipe

        if not is_here() and not is_built():
            return f"not here; trains by {default_recipe()}"
        return f"{find_weights().name}, trains by {default_recipe()}"

    def _make_project(self) -> str:
        self._say("new", str(self._project), "--author", AUTHOR)
        return self._say("check", str(self._project))

    def _older_projects(self) -> str:
        """A project of every format there was, written by the program of its day, still says what it said then.

        What is older than the present format has the old file beside it afterwards.
        """
        packed = sorted(resource_path("old_projects").glob("format-*.zip"))
        for path in packed:
            folder = self._folder / path.stem
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)
            project, dest = folder / "project.spanloop", folder / "now.jsonl"
            before = project.read_bytes()[_HEADER:]
            self._say("export", str(project), str(dest), "--format", "jsonl")
            then, now = (_lines(folder / name) for name in ("said.jsonl", dest.name))
            if len(then) != len(now) or not all(map(_holds, now, then)):
                raise SpanloopError(f"The project of {path.stem} no longer says what it said", where=path.name)
            self._say("check", str(project))
            copies = [copy.read_bytes()[_HEADER:] for copy in folder.glob("project.before-format-*")]
            if copies != ([before] if path != packed[-1] else []):
                raise SpanloopError(f"The project of {path.stem} has no copy from before beside it", where=path.name)
        return f"formats {', '.join(path.stem.removeprefix('format-') for path in packed)}"

    def _import(self) -> str:
        """A bare text and reports with marks; the text is the first article of the queue."""
        *marked, last = seed_path("sample.jsonl").read_text(encoding="utf-8").splitlines()
        self._text = json.loads(last)["text"]
        text, records = self._folder / "report.txt", self._folder / "marked.jsonl"
        text.write_text(self._text, encoding="utf-8", newline="")
        records.write_text("\n".join(marked[:REPORTS]) + "\n", encoding="utf-8")
        self._say("import", str(self._project), str(text), "--author", AUTHOR)
        said = self._say("import", str(self._project), str(records), "--author", AUTHOR, "--json")
        return f"{1 + json.loads(said)['articles']} articles"

    def _pages(self) -> str:
        """Every kind of file that articles come in is read, and a time in one of them gets its value."""
        folder, project = self._folder / "pages", self._folder / "pages.spanloop"
        folder.mkdir()
        for name, content in _made_pages():
            (folder / name).write_bytes(content)
        self._say("new", str(project), "--author", AUTHOR)
        said = json.loads(self._say("import", str(project), str(folder), "--author", AUTHOR, "--no-prepare", "--json"))
        kinds = len(list(folder.iterdir()))
        if said["articles"] != kinds:
            raise SpanloopError(f"Of {kinds} files {said['articles']} became articles: {said['ledger']}")
        marked = self._folder / "time.jsonl"
        text = "The road was cut last week."
        line = {"text": text, "date": "2024-10-23", "language": "en", "author": {"name": AUTHOR, "kind": "human"}}
        line["spans"] = [{"start": 17, "end": 26, "label": "TIME"}]
        marked.write_text(json.dumps(line) + "\n", encoding="utf-8")
        self._say("import", str(project), str(marked), "--author", AUTHOR, "--no-prepare")
        if "2024-W42" not in self._say("times", str(project), "--json"):
            raise SpanloopError("Last week, said on 23 October 2024, is not the week 2024-W42")
        return f"{kinds} kinds"

    def _open_window(self) -> str:
        from spanloop.gui.rehearsal import Rehearsal  # Qt is a step of its own: it may be what is missing

        self._rehearsal = Rehearsal(self._settings, self._project)
        return self._rehearsal.open()

    def _mark(self) -> str:
        self._made = self._window.mark()
        return " ".join(self._made)

    def _train(self) -> str:
        return self._window.train()

    def _undo(self) -> str:
        self._window.undo_and_redo()
        return ""

    def _close_window(self) -> str:
        self._window.close()
        self._rehearsal = None
        return ""

    def _export(self) -> str:
        """Everything as JSONL; the mark that was made by key is in it."""
        dest = self._folder / "marks.jsonl"
        self._say("export", str(self._project), str(dest), "--format", "jsonl", "--author", AUTHOR)
        records = _lines(dest)
        found = [
            (span["label"], record["text"][span["start"] : span["end"]])
            for record in records
            for span in record.get("spans", ())
        ]
        if found != [self._made]:
            raise SpanloopError(f"The mark that was made is {self._made}, and the export has {found}")
        return f"{len(records)} lines"

    def _formats(self) -> str:
        """Out in each format that is read again, and back into a new project."""
        counts: list[str] = []
        known = json.loads(self._say("formats", "--json"))["formats"]
        for name in [row["name"] for row in known if row["writes"] and row["name"] not in ("jsonl", "spacy")]:
            out, back = self._folder / f"as-{name}", self._folder / f"back-{name}.spanloop"
            self._say("export", str(self._project), str(out), "--format", name)
            if not any(row["reads"] for row in known if row["name"] == name):
                counts.append(name)
                continue
            self._say("new", str(back), "--author", AUTHOR)
            said = self._say(
                "import", str(back), str(out), "--format", name, "--author", AUTHOR, "--no-prepare", "--json"
            )
            marks = json.loads(said)["marks"]
            if not marks:
                raise SpanloopError(f"No mark came back from {name}")
            counts.append(f"{name} {marks}")
        return ", ".join(counts)

    def _training_data(self) -> str:
        from spanloop.operations.children import export_command

        dest = self._folder / "corpus"
        told = self._window.child("exporting", export_command(self._project, dest=dest, file_format="spacy"))
        if not (dest / "config.cfg").is_file():
            raise SpanloopError("The training data has no config.cfg")
        return ", ".join(f"{split} {count}" for split, count in told["docs"].items())

    def _evaluate(self) -> str:
        from spanloop.operations.children import evaluate_command

        told = self._window.child("evaluating", evaluate_command(self._project, on="all"))
        if not told.get("scores"):
            raise SpanloopError("The version has no scores")
        return f"{told['articles']} articles"

    def _package(self) -> str:
        """The version as a wheel that runs without the program; in a built one the source for it has to be there."""
        told = json.loads(self._say("package", str(self._project), str(self._folder / "wheel"), "--json"))
        with zipfile.ZipFile(told["path"]) as wheel:
            wrong = wheel.testzip()
        if wrong is not None:
            raise SpanloopError(f"The wheel is damaged at {wrong}", where=told["path"])
        return f"{told['bytes'] / 1e6:.1f} MB"

    def _check(self) -> str:
        return self._say("check", str(self._project))

    # how the steps do it

    @property
    def _window(self) -> Rehearsal:
        if self._rehearsal is None:
            raise SpanloopError("The window is not open")
        return self._rehearsal

    def _say(self, *words: str) -> str:
        """Run a command in this process; what it printed last. Raises SpanloopError with its words when it fails."""
        from spanloop.cli import run

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(words, self._settings, open_window=lambda _: 1)
        if code != 0:
            raise SpanloopError(f"The command {words[0]} ended with {code}: {err.getvalue().strip()}")
        said = out.getvalue().strip()
        return said if said.startswith("{") else said.splitlines()[-1] if said else ""


class _Telling:
    """Says what happens, on standard output where there is one and in a file where one is named."""

    def __init__(self, log: Path | None) -> None:
        self._log = log
        self._to: list[IO[str]] = []
        self.failed = ""

    def __enter__(self) -> _Telling:
        if sys.stdout is not None:  # a program without a console on Windows has none
            self._to.append(sys.stdout)
        if self._log is not None:
            self._to.append(self._log.open("w", encoding="utf-8"))
        return self

    def __exit__(self, *_: object) -> None:
        if self.failed:
            self.line(self.failed)
        for stream in self._to:
            if stream is not sys.stdout:
                stream.close()

    def line(self, text: str) -> None:
        self._write(text + "\n")

    def step(self, name: str, step: Callable[[], str]) -> bool:
        """Do a step and say how it went. Its name stands there before: if the program dies of it, it is named."""
        self._write(f"{name:<22}")
        started = time.monotonic()
        try:
            told = step()
        except Exception as error:  # noqa: BLE001 - whatever breaks a step is what is to be named
            why = str(error) if isinstance(error, SpanloopError) else f"{type(error).__name__}: {error}"
            self._write(f"{time.monotonic() - started:6.1f} s  failed\n")
            self.failed = self.failed or f"The self-test failed at: {name}. {why}"
            return False
        self._write(f"{time.monotonic() - started:6.1f} s  {told}".rstrip() + "\n")
        return True

    def _write(self, text: str) -> None:
        for stream in self._to:
            stream.write(text)
            stream.flush()


def _lines(path: Path) -> list[Any]:
    """The documents of a JSONL file. Only "\\n" ends one: texts may hold every other character that ends a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _holds(now: object, then: object) -> bool:
    """Whether a document says at least what the other said; later programs may say more."""
    if isinstance(now, dict) and isinstance(then, dict):
        held = cast("dict[str, object]", now)
        return all(key in held and _holds(held[key], said) for key, said in cast("dict[str, object]", then).items())
    if isinstance(now, list) and isinstance(then, list):
        items, said = cast("list[object]", now), cast("list[object]", then)
        return len(items) == len(said) and all(map(_holds, items, said))
    return now == then


def _made_pages() -> Iterator[tuple[str, bytes]]:
    """One small file of each kind that articles come in: (name, content)."""
    from openpyxl import Workbook

    story = "Engineers reopened the bridge at Marsal after the shelling, and lorries crossed before dark."
    page = f"<html><head><title>Bridge open</title></head><body><article><p>{story}</p></article></body></html>"
    yield "page.html", page.encode()
    yield "note.md", f"# Bridge open\n\n{story}\n".encode()
    yield "plain.txt", f"Bridge open\n\n{story} The toll stays.\n".encode()
    yield "table.csv", f"title,text\nBridge,{story.replace(',', ';')}\n".encode()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["title", "text"])
    sheet.append(["Bridge", f"{story} Buses follow on Friday."])
    filled = io.BytesIO()
    book.save(filled)
    yield "book.xlsx", filled.getvalue()
    yield "sheet.pdf", _one_page_pdf(f"{story} Nobody was hurt.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.txt", f"Bridge open again\n\n{story} Boats wait.\n")
    yield "packed.zip", packed.getvalue()


def _one_page_pdf(words: str) -> bytes:
    """A PDF of one page with one line of ASCII, as ISO 32000-1, 7.5 lays it out."""
    drawn = f"BT /F1 9 Tf 20 700 Td ({words}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return bytes(made + head + table + tail)


@contextmanager
def _own_folder(tell: _Telling) -> Iterator[Path]:
    """A temporary folder that child processes have their settings in; its removal is a step of its own."""
    before = os.environ.get(HOME_VARIABLE)
    folder = tempfile.TemporaryDirectory(prefix="spanloop-self-test-")
    os.environ[HOME_VARIABLE] = str(Path(folder.name) / "home")

    def clear_up() -> str:
        folder.cleanup()
        return ""

    try:
        yield Path(folder.name)
    finally:
        os.environ.pop(HOME_VARIABLE)
        if before is not None:
            os.environ[HOME_VARIABLE] = before
        tell.step("clear up", clear_up)


def _settings(home: Path) -> Settings:
    """Settings of a person who was here before, so that the window asks nothing."""
    home.mkdir()
    settings = load_settings(home)
    settings.author_name = AUTHOR
    settings.train_steps = TRAIN_STEPS
    settings.save()
    return settings
