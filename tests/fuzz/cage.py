"""One broken or hostile file through the readers, and what may come of it: drafts that are sound, or plain refusals."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from importlib import import_module
from typing import Any, NamedTuple

from spanloop.articles.draft import Draft, Found, MarkedFile, Refusal
from spanloop.articles.item import Item
from spanloop.articles.reading import NO_SENSE, read_item
from spanloop.articles.sources import newest_reader, reread
from spanloop.core.article import ZONE_KINDS
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text

#: Seconds of processor time that one small file may cost.
MOST_SECONDS = 20
#: Things found in one file after which the rest is not looked at; small files hold fewer.
_MOST_FOUND = 3_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.mkdir", "os.remove")
_FORBIDDEN += ("os.rename", "os.rmdir", "os.link", "os.symlink", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.")


class Outcome(NamedTuple):
    """What came of a case. faults: what must not happen, in words; none where all is well."""

    drafts: int
    refusals: int
    faults: list[str]


class TooLongError(BaseException):
    """No reader may catch it."""


class _Watch:
    """Hears what the process does, while it is told to."""

    def __init__(self) -> None:
        self.on = False
        self.heard: list[str] = []
        self._added = False

    def add(self) -> None:
        """Begin to hear; a hook stays for as long as the process lives."""
        if not self._added:
            sys.addaudithook(self._hook)
            self._added = True

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = args
            writes = any(c in "wax+" for c in mode) if isinstance(mode, str) else bool((flags or 0) & _WRITES)
            if writes and "__pycache__" not in str(path):
                self.heard.append(f"{path} was opened for writing")
        elif event.startswith(_FORBIDDEN):
            self.heard.append(f"{event} {str(args)[:100]}")


_WATCH = _Watch()


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"logged by {record.name}: {record.getMessage()[:100]}")


@contextmanager
def _listening(faults: list[str]) -> Iterator[None]:
    """Whatever is printed, logged, warned of, opened or started meanwhile is a fault."""
    ear, out = _Ear(), io.StringIO()
    logging.getLogger().addHandler(ear)
    _WATCH.add()
    _WATCH.heard.clear()
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stderr(out), redirect_stdout(out):
            warnings.simplefilter("always")
            _WATCH.on = True
            yield
    finally:
        _WATCH.on = False
        logging.getLogger().removeHandler(ear)
    faults += [f"warned: {str(one.message)[:100]}" for one in warned]
    faults += ear.heard + _WATCH.heard
    if out.getvalue():
        faults.append(f"printed: {out.getvalue()[:100]!r}")


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    def ring(_: int, __: object) -> None:
        raise TooLongError

    if not hasattr(signal, "setitimer"):
        yield  # Windows has no such clock
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def warm_up() -> None:
    """Load the libraries: one of them asks the system, when it is loaded, whether there are IPv6 addresses."""
    for name in ("openpyxl", "pypdf", "trafilatura"):
        import_module(name)


def run_case(raw: bytes, name: str, *, again: bool = True, seconds: float = MOST_SECONDS) -> Outcome:
    """Read a file of this name and these bytes, and look at all that comes of it.

    again: articles are read from their stored bytes too, which has to give the same text.
    """
    faults: list[str] = []
    found: list[Found] = []
    try:
        with _listening(faults), in_time(seconds):
            for one in read_item(Item(name, len(raw), lambda: io.BytesIO(raw))):
                found.append(one)
                if len(found) > _MOST_FOUND:
                    break
            if again:
                for one in [one for one in found if isinstance(one, Draft)][:3]:
                    faults += _read_again(one)
    except TooLongError:
        faults.append(f"over {seconds} seconds")
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        faults.append(f"raised {type(error).__name__}: {str(error)[:200]}{place_of(error)}")
    if not found and not faults:
        faults.append("nothing was said of the file")
    for one in found:
        faults += _faults_of(one, name)
    drafts = sum(isinstance(one, Draft) for one in found)
    return Outcome(drafts, len(found) - drafts, faults)


def place_of(error: BaseException) -> str:
    trace = error.__traceback__
    ours = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "spanloop" in file:
            ours = f" at {file.rpartition('spanloop/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return ours


def _read_again(draft: Draft) -> list[str]:
    again = reread(draft.raw, kind=draft.kind, path=draft.path)
    faults = [] if again.text == draft.text else ["read again it has another text"]
    return faults + ([] if again.reader == draft.reader == newest_reader(draft.kind) else ["its reader is another"])


def _faults_of(one: Found, name: str) -> list[str]:
    if isinstance(one, MarkedFile):
        return ["bytes in memory were taken for a file"]
    faults = [] if one.path.startswith(name) else [f"the path {one.path[:60]!r} does not begin with the file's name"]
    if isinstance(one, Refusal):
        faults += [f"the refusal says {part!r}" for part in (one.what, one.way_out) if not part.strip()]
        faults += [one.what] if NO_SENSE in one.what else []
        return faults + _unsafe((one.path, one.what, one.way_out))
    text = one.text
    said = (text, one.path, one.external_id or "", one.title, one.date, one.byline, one.source, one.url, one.language)
    faults += _unsafe((*said, *(part for note in one.notes for part in note)))
    if not text.strip() or len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        faults.append("the text is empty or too long")
    if one.kind not in ("text", "markdown", "html", "pdf", "row") or not one.reader or not one.raw:
        faults.append("its kind, reader or bytes are missing")
    if one.date and not _is_date(one.date):
        faults.append(f"its date is {one.date!r}")
    if len(one.title) > 300 or len(one.language) > 3 or "\n" in one.title:
        faults.append(f"its title or language is {one.title[:50]!r} {one.language!r}")
    return faults + _zone_faults(one)


def _unsafe(parts: tuple[str, ...]) -> list[str]:
    return [f"it says {part[:50]!r}, which cannot be stored" for part in parts if clean_text(part)[1]]


def _is_date(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _zone_faults(draft: Draft) -> list[str]:
    end = 0
    for zone in draft.zones:
        if not end <= zone.start < zone.end <= len(draft.text) or zone.kind not in ZONE_KINDS:
            return [f"the zone {zone.kind} {zone.start}-{zone.end} overlaps, is empty or lies outside"]
        if zone.date and not _is_date(zone.date):
            return [f"the zone {zone.kind} has the date {zone.date!r}"]
        end = zone.end
    return []
