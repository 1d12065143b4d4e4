"""A look at files as people read it in a terminal, and as scripts do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from spanloop.cli.console import Session
from spanloop.core.naming import NameRow, joined
from spanloop.core.wording import count
from spanloop.operations.look_rows import STATE_WORDS, totals_words

if TYPE_CHECKING:
    from spanloop.operations.looking import Look, LookRow  # readers and the store: only for those who look

#: Rows that a terminal shows; a script gets all of them.
_MOST_ROWS = 200
_PAGE = 500


def look_document(look: Look) -> dict[str, Any]:
    """Totals and all rows, those that are skipped too, for scripts."""
    rows = [*_rows(look, len(look)), *look.rows_at(look.numbers(["skipped"]))]
    return {"totals": asdict(look.totals), "rows": [_row_document(row) for row in rows]}


def print_look(session: Session, look: Look, *, skipped: bool = False) -> None:
    """A table of what would come in, what is refused with its reason, and the sums. skipped: files of no interest too,
    all of them."""
    rows = [row for row in _rows(look, _MOST_ROWS) if row.state != "refused"]
    if rows:
        session.out.print(_table(rows))
    refused = look.numbers(["refused", "changed"])
    for row in look.rows_at(refused[:_MOST_ROWS]):
        if row.refusal is not None:
            session.say(f"{row.refusal.path}: {row.refusal.what}. {row.refusal.way_out}".rstrip())
    for row in look.rows_at(look.numbers(["changed"])[:_MOST_ROWS]):
        for code, note in row.notes:
            if code == "article.revised":
                session.say(f"{row.path}: {note}.")
    _print_marks(session, look)
    _print_names(session, look)
    if skipped:
        for row in look.rows_at(look.numbers(["skipped"])):
            session.say(f"{row.path}: skipped: {row.refusal.what if row.refusal else ''}")
    if len(look) > _MOST_ROWS:
        session.say(f"Only the first {_MOST_ROWS} are shown; --json lists all.")
    session.say(_sums(look))


def _print_marks(session: Session, look: Look) -> None:
    """What is to be said of files of marks."""
    joined_files: list[str] = []
    for row in look.rows_at(look.numbers(["marks"])[:_MOST_ROWS]):
        for code, note in row.notes:
            if code != "authors.joined":
                session.say(f"{row.path}: {note}")
            else:
                joined_files.append(f"{row.path}: {note}")
        if row.marked is not None and row.marked.refused:
            number = count(row.marked.refused, "thing")
            session.say(f"{row.path}: refused for {number} that cannot be; --skip-bad leaves them out, and lists them.")
    if joined_files:
        more = f" (and {len(joined_files) - 1} more like it)" if len(joined_files) > 1 else ""
        session.say(f"{joined_files[0]}{more}")


def look_names(look: Look) -> list[NameRow]:
    """The names of all files of marks that the schema has not, each once."""
    found = look.rows_at(look.numbers(["marks"]))
    return joined(name for row in found if row.marked is not None for name in row.marked.unknown)


def _print_names(session: Session, look: Look) -> None:
    """The names that are to be decided before an import."""
    rows = look_names(look)
    if not rows:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("name that the schema has not", "held as", "times", "may become"):
        table.add_column(name, justify="right" if name == "times" else "left")
    for row in rows[:_MOST_ROWS]:
        name = f"{row.name.of}: {row.name.name}" if row.name.of else row.name.name
        becomes = row.becomes.words() if row.becomes is not None else ""
        held = row.held_words() or row.name.kind
        table.add_row(*(Text(cell) for cell in (name, held, f"{row.times:,}", becomes)))
    session.out.print(table)
    session.say("Decide about these: --create-labels adds them, --names FILE says what they become (--write-names).")


def _rows(look: Look, most: int) -> Iterator[LookRow]:
    for first in range(0, min(most, len(look)), _PAGE):
        yield from look.rows(first, min(_PAGE, most - first))


def _table(rows: list[LookRow]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("", "file", "", "title", "date", "", "words", "text", "zones"):
        table.add_column(name, justify="right" if name in ("", "words", "text") else "left", overflow="ellipsis")
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row)))
    return table


def _cells(row: LookRow) -> tuple[str, ...]:
    standing = STATE_WORDS[row.state]
    if row.marked is not None:
        told = f"{count(row.marked.records, 'record')}, {count(row.marked.marks, 'mark')}"
        authors = f" by {', '.join(row.marked.authors[:3])}" if row.marked.authors else ""
        return (str(row.number), row.path, standing, told + authors, "", "", "", "", "")
    zones = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in sorted(row.zones.items()))
    return (
        str(row.number), row.path, standing, row.title, row.date, row.language, f"{row.words:,}", f"{row.share:.0%}",
        zones,
    )  # fmt: skip


def _row_document(row: LookRow) -> dict[str, Any]:
    refusal = None if row.refusal is None else row.refusal._asdict()
    return {**asdict(row), "refusal": refusal}


def _sums(look: Look) -> str:
    totals = look.totals
    share = 1 - totals.silent / totals.characters if totals.characters else 1.0
    text = f" {share:.0%} of the characters are text of articles." if totals.characters else ""
    return f"{totals_words(totals)}.{text}"
