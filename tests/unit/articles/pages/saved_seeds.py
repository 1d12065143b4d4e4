"""The five shared pages as a site may have shown them: each line in the markup that its kind has there.

They are made when a test runs, from the shared files and from what a reader says of each line (five_pages); nothing of
them is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.unit.articles.five_pages import judged_shared_page
from tests.unit.articles.pages.marked_pages import MarkedPage, squeeze

Row = tuple[str, str]

_SITE = "Northern Desk"


def rows_of(folder: Path, name: str) -> list[Row]:
    """(kind, line) of each visible line of a shared page; kind "" for article text, "tail" for furniture at its end."""
    page = judged_shared_page(folder, name)
    kinds = {start: (end, kind, date) for start, end, kind, date in page.truth}
    rows: list[Row] = []
    start = 0
    for line in page.text.split("\n"):
        if line.strip():
            _, kind, date = kinds.get(start, (0, "", None))
            tail = next((s for s in kinds if start < s < start + len(line)), None)
            if tail is not None:
                rows += [("", page.text[start:tail].rstrip()), ("tail", page.text[tail : start + len(line)].strip())]
            else:
                rows.append((f"{kind} {date}" if date else kind, line.strip()))
        start += len(line) + 1
    return rows


def _page(rows: list[Row], wrap: Callable[[Row, int, list[Row]], str], *, begin: str, end: str) -> bytes:
    title = next((line for kind, line in rows if kind == "headline"), _SITE)
    head = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(title)} - {_SITE}</title></head>"
    body = "\n".join(wrap(row, index, rows) for index, row in enumerate(rows))
    return f"{head}<body>{begin}{body}{end}</body></html>".encode()


def _blog(row: Row, index: int, rows: list[Row]) -> str:
    kind, line = row[0], escape(row[1])
    before = any(other[0] == "headline" for other in rows[:index])
    if kind == "headline":
        return f"<h1 class=entry-title>{line}</h1>"
    if kind == "standfirst":
        return f"<p class=entry-subtitle>{line}</p>"
    if kind == "comment":
        return f"<div class='comment even'><p>{line}</p></div>"
    if kind == "boilerplate":
        name = "post-footer-widget" if before else "skip-link"
        return f"<div class='{name}'><a href=#x>{line}</a></div>"
    if kind.startswith("article_break"):
        return f"<p class=post-date><time datetime={kind.split()[1]}>{line}</time></p>"
    if kind == "tail":
        return f"<a class=more href=/f>{line}</a></p>"
    return f"<p>{line} " if _has_tail(rows, index) else f"<p>{line}</p>"


def _soup(row: Row, index: int, rows: list[Row]) -> str:
    kind, line = row[0], escape(row[1])
    if kind == "tail":
        return f"<a href=/f>{line}</a></div>"
    if _has_tail(rows, index):
        return f"<div class=x{index % 3}>{line} "
    if kind in ("boilerplate",):
        return f"<div><a href=/{index}>{line}</a></div>"
    return f"<div class=x{len(kind)}>{line}</div>"


def _old(row: Row, index: int, rows: list[Row]) -> str:
    kind, line = row[0], escape(row[1])
    if kind == "headline":
        return f"<font size=5><b>{line}</b></font><br><br>"
    if kind == "standfirst":
        return f"<b>{line}</b><br><br>"
    if kind == "tail":
        return f"<a href=/f>{line}</a><br><br>"
    if _has_tail(rows, index):
        return f"{line} "
    if kind == "boilerplate":
        return f"<font size=1>{line}</font><br><br>"
    return f"{line}<br><br>"


def _has_tail(rows: list[Row], index: int) -> bool:
    return index + 1 < len(rows) and rows[index + 1][0] == "tail"


#: How a site marks up its lines, and what it puts around them.
HABITS: dict[str, tuple[Callable[[Row, int, list[Row]], str], str, str]] = {
    "blog": (_blog, "<div class=site><article class='post hentry'>", "</article></div>"),
    "soup": (_soup, "<div id=root><div>", "</div></div>"),
    "old": (_old, "<table width=760><tr><td>", "</td></tr></table>"),
}


def saved_page(folder: Path, name: str, *, habit: str) -> MarkedPage:
    """A shared page as a site of this habit shows it, with what is true of each character."""
    rows = rows_of(folder, name)
    wrap, begin, end = HABITS[habit]
    nodes = tuple((squeeze(line), _true(kind)) for kind, line in rows)
    dates = tuple(kind.split()[1] for kind, _ in rows if kind.startswith("article_break"))
    return MarkedPage(f"{name} {habit}", _page(rows, wrap, begin=begin, end=end), nodes, dates)


def _true(kind: str) -> str:
    return "boilerplate" if kind == "tail" else kind.partition(" ")[0]
