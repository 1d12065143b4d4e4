"""Going to a place of any article: from the history, a note or an example of the guideline."""

from __future__ import annotations

from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.session import DeskSession


def go_to_place(
    page: DeskLayout, session: DeskSession, *, article: str, mark: str = "", start: int | None = None
) -> None:
    """Open the article, with the keyboard on its text, and the cursor on a mark, else at an offset.

    start: code points, where the mark is none that is seen here; None to leave the cursor where it is. Nothing happens
    where the article cannot be opened.
    """
    if article != session.article and not session.open(article):
        return
    canvas = page.canvas
    if mark and (session.own(mark) or session.suggested(mark)):
        canvas.go_to(mark)
    elif start is not None:
        canvas.go_to_offset(start)
    canvas.setFocus()
