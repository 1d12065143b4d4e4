"""Recovering what can be read of a damaged project file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.operations.backups import backups_of
from spanloop.operations.projects import SUFFIX, default_schema
from spanloop.store.rotation import BackupRecord
from spanloop.store.salvage.pages import looks_like_database
from spanloop.store.salvage.recovery import Recovery, recover_file

#: What is said of files that were a project once, or may have been one.
_DAMAGE = ("damaged", "cut short", "not a Spanloop project", "never finished", "lacks", "no schema")


def recover(
    source: Path, *, data_dir: Path, dest: Path | None = None, on_step: Callable[[str], None] = lambda _: None
) -> Recovery:
    """Write what can be read of a file into a new project beside it; the damaged file is left as it is.

    Its ledger goes beside it, `<name>.ledger.json`. dest: the new file; by default `<name>.recovered.spanloop`, or the
    next such name that is free. Rows that are lost are taken from the newest backups of the same file that still have
    them. Raises SpanloopError when nothing of a project is left in it.
    """
    if not source.is_file():
        raise SpanloopError("There is no such file", where=str(source), way_out="Check the name.")
    dest = dest or _free_name(source)
    if dest.suffix.lower() != SUFFIX:
        dest = dest.with_name(dest.name + SUFFIX)
    backups = [record.path for record in _backups(source, data_dir)]
    done = recover_file(source, dest, fallback=default_schema(), backups=backups, tell=on_step)
    ledger = dest.with_suffix(".ledger.json")
    try:
        ledger.write_text(done.ledger.to_json(), encoding="utf-8")
    except OSError as error:
        raise SpanloopError(
            f"The project was recovered, but its ledger could not be written ({error.strerror})", where=str(ledger)
        ) from error
    return done


def may_help(path: Path, error: SpanloopError) -> bool:
    """Whether a file that was refused with this error may be a damaged project."""
    if not any(words in error.what for words in _DAMAGE):
        return False
    try:
        return looks_like_database(path)
    except OSError:
        return False


def _backups(source: Path, data_dir: Path) -> list[BackupRecord]:
    """Those of this place. A damaged file does not say whose it is; a copy elsewhere has a course of its own."""
    return backups_of(data_dir).records(source=source)


def _free_name(source: Path) -> Path:
    number = 1
    while True:
        again = "" if number == 1 else f"-{number}"
        path = source.with_name(f"{source.stem}.recovered{again}{SUFFIX}")
        if not path.exists():
            return path
        number += 1
