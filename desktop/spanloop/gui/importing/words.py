"""How what was found is told to people: totals, rows of the list, and what the button does."""

from __future__ import annotations

from functools import cache

from spanloop.core.dates import long_date
from spanloop.core.wording import count, language_name
from spanloop.operations import format_table
from spanloop.operations.look_rows import STATE_WORDS
from spanloop.operations.looking import LookRow, RowState

#: What a kind of material is called.
KINDS: dict[str, str] = {
    "text": "text", "markdown": "Markdown", "html": "web page", "pdf": "PDF", "row": "table row",
}  # fmt: skip
#: The token of the colour that the state of a row has.
TONES: dict[RowState, str] = {
    "new": "text_2", "alike": "warning", "here": "text_3", "changed": "warning", "marks": "suggestion",
    "refused": "error", "skipped": "text_3",
}  # fmt: skip
#: Kinds of zones that are no text of an article, and what they are called where a share is said of them.
_SILENT = {"boilerplate": "boilerplate", "comment": "comments"}
#: Above so much silence, a person should look.
_MUCH = 0.7


def kind_name(row: LookRow) -> str:
    """ "web page", "doccano JSONL"; "" for what was refused."""
    return KINDS.get(row.kind) or format_title(row.kind)


def format_title(name: str) -> str:
    """What the format of a file of marks is called."""
    return _titles().get(name, name)


@cache
def _titles() -> dict[str, str]:
    return {row.name: row.title for row in format_table.rows()}


def row_title(row: LookRow) -> str:
    """What a row is called in the list."""
    return row.title or row.path


def row_meta(row: LookRow) -> str:
    """The second line of a row: size, silence, date, language, kind, source, of which the last is what a narrow list
    may cut; or why it is refused or skipped."""
    if row.refusal is not None:
        return sentence(row.refusal.what)
    if row.marked is not None:
        parts = [kind_name(row), count(row.marked.articles, "article"), count(row.marked.marks, "mark")]
        if row.marked.unknown:
            parts.append(f"{count(len(row.marked.unknown), 'name')} the schema lacks")
        if row.marked.refused:
            parts.append(f"{row.marked.refused:,} left out")
        return " · ".join(parts)
    parts = [
        count(row.words, "word"),
        silence(row),
        long_date(row.date) if row.date else "no date",
        language_name(row.language) if row.language else "language not known",
        kind_name(row),
        f"\u2068{row.source}\u2069" if row.source else "",
    ]
    return " · ".join(part for part in parts if part)


def silence(row: LookRow) -> str:
    """ "38% boilerplate", "" where all is text of the article."""
    what = " and ".join(name for kind, name in _SILENT.items() if kind in row.zones) or "boilerplate"
    return f"{1 - row.share:.0%} {what}" if row.silent and row.characters else ""


def is_doubtful(row: LookRow) -> bool:
    """Whether hardly anything of an article is left, so that somebody should look."""
    return row.characters > 0 and 1 - row.share > _MUCH


def described(row: LookRow, *, chosen: bool | None) -> str:
    """A row in words for screen readers. chosen: None where there is nothing to choose."""
    ticked = "" if chosen is None else ("ticked, " if chosen else "not ticked, ")
    return f"{ticked}{STATE_WORDS[row.state]}: {row_title(row)}, {row_meta(row)}"


def button_text(articles: int, marked: int, left_out: int, *, undecided: int = 0) -> str:
    """ "Import 934 articles, leave out 12". articles: that are chosen; marked: files of marks among what is chosen.

    left_out: what is refused, or was unticked. undecided: names that need an answer before anything comes in.
    """
    parts = [count(articles, "article")] if articles else []
    if marked:
        parts.append(count(marked, "file of marks", "files of marks"))
    if not parts:
        return "Nothing new to import"
    if undecided:
        return f"Decide about {count(undecided, 'name')}"
    rest = f", leave out {left_out:,}" if left_out else ""
    return f"Import {' and '.join(parts)}{rest}"


def sentence(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
