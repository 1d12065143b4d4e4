"""Asking whether there is a newer version: one small document from one address, only when a person wants it.

Nothing about the person, the project or the computer is sent beyond what any request needs. The answer is hostile input
until it was read strictly: a version, a page, checksums, and nothing else of it goes anywhere. Nothing is downloaded
beyond it and nothing is installed. This is the one module of the program that opens a connection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic
from typing import IO, Any, Literal, cast

from spanloop import UPDATE_ADDRESS, __version__
from spanloop.core.errors import SpanloopError

#: The answer may have this many bytes, no answer may keep one waiting longer than this many seconds at a time, and all
#: of it has to be there within the third figure.
LIMIT_BYTES = 64_000
_PATIENCE_S = 10.0
_DEADLINE_S = 20.0
_WEEK = timedelta(days=7)
_VERSION = re.compile(r"(\d{1,5}(?:\.\d{1,5}){1,3})(?:(a|b|rc)(\d{1,3}))?", re.ASCII)
_STAGES = {"a": 0, "b": 1, "rc": 2, "": 3}
#: Lower-case hosts without a name or password before them, and a path of plain signs: what can be shown as it is.
_SECURE = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?(?::\d{1,5})?(?:/[A-Za-z0-9._~/%+=&?#-]*)?", re.ASCII
)
_LONGEST_ADDRESS = 300
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,119}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MOST_FILES = 40
_LATER = "Try again later; everything goes on working without."

Standing = Literal["newer", "same", "older"]


@dataclass(frozen=True, slots=True)
class Newest:
    """What the address says. version: as "0.2.0"; page: where people get it, https; checksums: SHA-256 by file name."""

    version: str
    page: str
    checksums: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def standing(self) -> Standing:
        """How it stands to the version that runs."""
        there, here = version_key(self.version), version_key(__version__)
        return "newer" if there > here else "same" if there == here else "older"

    def sentence(self) -> str:
        """What that means, for people."""
        if self.standing == "newer":
            return f"Spanloop {self.version} is there; this is {__version__}."
        if self.standing == "same":
            return f"This is the newest version, {__version__}."
        return f"This is {__version__}, which is newer than the {self.version} that is offered."

    def to_dict(self) -> dict[str, Any]:
        """As JSON, which from_dict reads."""
        return {"version": self.version, "page": self.page, "checksums": self.checksums}

    @staticmethod
    def from_dict(told: dict[str, Any]) -> Newest:
        """Of what an address or a child process told. Raises SpanloopError where it is anything else than it should."""
        version, page = told.get("version"), told.get("page")
        checksums: object = told.get("checksums") or {}
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            raise _unreadable("it names no version")
        if not isinstance(page, str) or not is_secure(page):
            raise _unreadable("it names no page with https")
        if not isinstance(checksums, dict) or len(cast("dict[str, object]", checksums)) > _MOST_FILES:
            raise _unreadable("its checksums are none")
        sums = cast("dict[str, object]", checksums)
        for name, value in sums.items():
            if not _FILE.fullmatch(name) or not isinstance(value, str) or not _SHA256.fullmatch(value):
                raise _unreadable("its checksums are none")
        return Newest(version, page, {name: str(value) for name, value in sorted(sums.items())})


def version_key(version: str) -> tuple[tuple[int, ...], int, int]:
    """By which versions are ordered: "0.2.0rc1" before "0.2", which equals "0.2.0".

    Raises ValueError for any other form.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError("no version")
    numbers = [int(part) for part in found[1].split(".")]
    return (*numbers, *[0] * (4 - len(numbers))), _STAGES[found[2] or ""], int(found[3] or 0)


def is_secure(address: str) -> bool:
    """Whether an address is of https and plain enough to be shown and opened."""
    return len(address) <= _LONGEST_ADDRESS and _SECURE.fullmatch(address) is not None


def is_due(asked: str, *, today: date) -> bool:
    """Whether a week has passed since a day ("2026-11-23"), or nobody knows one. A day to come counts as none."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return True
    return not timedelta(0) <= today - day < _WEEK


def ask_newest(address: str = UPDATE_ADDRESS, *, allowed: Callable[[str], bool] = is_secure) -> Newest:
    """Ask an address which version is the newest; waits, so never on the window's thread.

    allowed: which addresses may be asked. Raises SpanloopError where the build names none, where nobody answers, where
    another address is pointed to, and where the answer is too long or no such document.
    """
    if not address:
        raise SpanloopError(
            "This build names no place to ask for newer versions",
            way_out="Look where you got Spanloop from, or let your system's packages update it.",
        )
    if not allowed(address):
        raise SpanloopError("The address that this build names is not one of https", where=address[:_LONGEST_ADDRESS])
    data = _fetch(address)
    try:
        told: object = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _unreadable("it is no JSON") from error
    if not isinstance(told, dict):
        raise _unreadable("it is no JSON object")
    return Newest.from_dict(cast("dict[str, Any]", told))


def _fetch(address: str) -> bytes:
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    request = urllib.request.Request(address, headers={"User-Agent": "Spanloop", "Accept": "application/json"})
    try:
        with _opener().open(request, timeout=_PATIENCE_S) as answer:
            return _read(answer)
    except urllib.error.HTTPError as error:
        error.close()
        moved = 300 <= error.code < 400
        why = "it points to another address" if moved else f"it answers with HTTP status {error.code}"
        raise _silent(address, why) from error
    except (OSError, ValueError, HTTPException) as error:
        raise _silent(address, _why(getattr(error, "reason", None) or error)) from error


def _why(reason: object) -> str:
    """Why nobody answered, in words."""
    import ssl

    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, ssl.SSLError):
        return "its certificate is not one that this computer trusts, or the connection is not secure"
    return str(getattr(reason, "strerror", None) or type(reason).__name__)


def _opener() -> Any:
    """What can ask by HTTP and HTTPS, through the system's proxy; follows nowhere else, and opens no files."""
    import ssl
    import urllib.request

    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        pass  # the system's own certificates have to do
    else:
        context.load_verify_locations(certifi.where())  # a built program may not find those of the system
    made = urllib.request.OpenerDirector()
    made.addheaders = []
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler(), urllib.request.UnknownHandler(),
    ):  # fmt: skip
        made.add_handler(handler)
    return made


def _read(answer: IO[bytes]) -> bytes:
    """The whole answer. Raises SpanloopError where it is too long, or drips."""
    until = monotonic() + _DEADLINE_S
    data = b""
    while piece := cast("Any", answer).read1(8_192):
        data += piece
        if len(data) > LIMIT_BYTES:
            raise _unreadable("it is too long")
        if monotonic() > until:
            raise _unreadable("it takes too long")
    return data


def _unreadable(why: str) -> SpanloopError:
    return SpanloopError(f"The answer about newer versions cannot be used: {why}", way_out=_LATER)


def _silent(address: str, why: str) -> SpanloopError:
    return SpanloopError(f"Nobody said which version is the newest: {why}", where=address, way_out=_LATER)
