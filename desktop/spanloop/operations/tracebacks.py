"""What may be told of an error: its kind and its place in the program, and nothing that came from an article.

Messages of errors quote what they stumbled over, and that may be the text of an article. So of a message only the words
that stand in the program itself are told; everything else in it is "…". Values of variables are never read.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterator
from opcode import opmap
from pathlib import Path
from types import CodeType, TracebackType
from typing import cast

#: Errors whose message Python itself writes, of names in the program, unless code raises them; what they quote is
#: looked at once more.
_OF_PYTHON = (
    AttributeError, NameError, ImportError, TypeError, IndexError, ArithmeticError, RecursionError, MemoryError,
    NotImplementedError, StopIteration,
)  # fmt: skip
#: Patterns stand here as text and are compiled when the first error comes: the start of the program pays for none.
#: Messages of others that say nothing but names of the program.
_KNOWN = r"Internal C\+\+ object \([\w.]+\) already deleted\.|dictionary changed size during iteration"
_QUOTED = r"'([^']*)'|\"([^\"]*)\"|“([^”]*)”|`([^`]*)`"
_NAME = r"[A-Za-z_][\w.]{0,79}"
_WORDS = r"[^\s]*[^\W\d_][^\s]*(?:\s+[^\s]*[^\W\d_][^\s]*)*"
_FIELD = r"%[-#0-9.()\w]*|\{[^{}]*\}"
_FILE = r'File "([^"\n]*)"'
_RAISE = opmap["RAISE_VARARGS"]
_LONGEST = 2_000
_SHORTEST_PIECE = 3
_PACKAGE = Path(__file__).resolve().parent.parent.name


def told(error: BaseException) -> str:
    """The message of an error without anything that might be of an article; "" for none."""
    if isinstance(error, UnicodeError):
        return "text in another encoding"
    if isinstance(error, OSError) and error.errno is not None:
        return f"[Errno {error.errno}] {error.strerror}"  # without the name of the file
    try:
        message = str(error)[:_LONGEST]
    except Exception as fault:  # noqa: BLE001 - an error that cannot say what it is must not hide where it is
        return f"(no message: {type(fault).__name__})"
    of_python = isinstance(error, _OF_PYTHON) and not _raised(error.__traceback__)
    if of_python or type(error).__module__ == "sqlite3":
        return without_quotes(message)
    known = re.fullmatch(_KNOWN, message)
    return message if known else _of_the_program(message, error)


def _raised(trace: TracebackType | None) -> bool:
    """Whether it was a `raise` of some code in Python that made the message, and not Python itself."""
    last = list(_frames(trace))[-1:]
    return any(frame.tb_frame.f_code.co_code[frame.tb_lasti] == _RAISE for frame in last)


def without_quotes(message: str) -> str:
    """A message whose own words are known to be of no article; what it quotes stays where it is a name of code."""
    return re.sub(_QUOTED, _quoted, message)


def _quoted(found: re.Match[str]) -> str:
    inner = next((group for group in found.groups() if group is not None), "")
    return found[0] if re.fullmatch(_NAME, inner, re.ASCII) else f"{found[0][0]}…{found[0][-1]}"


def _of_the_program(message: str, error: BaseException) -> str:
    """The message with only those words that stand in the code that raised it."""
    keep = bytearray(len(message))
    for piece in sorted(_pieces(error), key=len, reverse=True):
        start = message.find(piece)
        while start >= 0:
            keep[start : start + len(piece)] = b"\1" * len(piece)
            start = message.find(piece, start + len(piece))
    out, at = "", 0
    while at < len(message):
        end = at
        while end < len(message) and keep[end] == keep[at]:
            end += 1
        out += message[at:end] if keep[at] else re.sub(_WORDS, "…", message[at:end])
        at = end
    return out


def _pieces(error: BaseException) -> set[str]:
    """Parts of strings that stand in the functions that an error came through, and in its own making."""
    codes = [frame.tb_frame.f_code for frame in _frames(error.__traceback__)]
    codes += [
        made.__code__ for made in (type(error).__init__, type(error).__str__) if hasattr(made, "__code__")
    ]  # fmt: skip
    found: set[str] = set()
    for code in codes:
        for constant in _strings(code):
            found.update(piece for piece in re.split(_FIELD, constant) if len(piece.strip()) >= _SHORTEST_PIECE)
    return found


def _strings(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        values = cast("tuple[object, ...]", constant) if isinstance(constant, tuple) else (constant,)
        yield from (value for value in values if isinstance(value, str))


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def traced(error: BaseException) -> str:
    """The traceback of an error and of those that led to it, the first cause first. Without values of variables.

    Names of files begin with their package, so that no folder of a person is told.
    """
    parts: list[str] = []
    for one, link in _chain(error):
        lines = [
            f'  File "{short_name(frame.filename)}", line {frame.lineno}, in {frame.name}\n'
            + (f"    {frame.line}\n" if frame.line else "")
            for frame in traceback.extract_tb(one.__traceback__)
        ]
        message = told(one)
        kind = type(one).__qualname__
        module = type(one).__module__
        name = kind if module == "builtins" else f"{module}.{kind}"
        head = "Traceback (most recent call last):\n" if lines else ""
        parts.append(f"{head}{''.join(lines)}{name}{f': {message}' if message else ''}\n{link}")
    return "\n".join(parts)


def _chain(error: BaseException) -> list[tuple[BaseException, str]]:
    """An error and what led to it, the first cause first, each with the words that lead on from it."""
    found: list[tuple[BaseException, str]] = [(error, "")]
    seen = {id(error)}
    while True:
        last = found[0][0]
        cause = last.__cause__
        before = cause if cause is not None else None if last.__suppress_context__ else last.__context__
        if before is None or id(before) in seen:
            return found
        seen.add(id(before))
        link = "which led to this:\n" if cause is not None else "while that was dealt with, this happened:\n"
        found.insert(0, (before, link))


def place_of(error: BaseException) -> str:
    """Where in the program it happened, "spanloop/gui/window.py, line 12"; "" where nothing is known.

    The last place of this program's own code: what a library did there is in the traceback.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if short_name(frame.filename).startswith(f"{_PACKAGE}/")]
    last = (own or list(frames))[-1:]
    return f"{short_name(last[0].filename)}, line {last[0].lineno}" if last else ""


def fingerprint(error: BaseException) -> str:
    """The same for the same kinds of error at the same places, whatever their messages say."""
    made = hashlib.sha256()
    for one, _ in _chain(error):
        made.update(type(one).__qualname__.encode())
        for frame in _frames(one.__traceback__):
            made.update(f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}".encode())
    return made.hexdigest()


def short_name(file: str) -> str:
    """A file of code by its package: "spanloop/gui/window.py", "spacy/language.py"."""
    parts = file.replace("\\", "/").split("/")
    for folder in ("site-packages", "dist-packages", "desktop"):
        if folder in parts:
            return "/".join(parts[parts.index(folder) + 1 :])
    if _PACKAGE in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index(_PACKAGE) :])
    return "/".join(parts[-2:]) if file.startswith(("/", "\\")) or ":" in parts[0] else file


def without_folders(text: str) -> str:
    """Lines of stacks whose files begin with their package."""
    return re.sub(_FILE, lambda found: f'File "{short_name(found[1])}"', text)
