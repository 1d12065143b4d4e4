"""The canvas beside a plain QTextEdit that does the same in the same run; objects in memory, no window, no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spanloop.core.lookup import Difference
from spanloop.core.marks import Mention
from spanloop.core.schema import Schema
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.theme import Theme
from spanloop.operations.viewing import Desk
from tests.benchmarks.desk_parts import KEY, LABEL, drop_first, numbers, scroll, unmarked_words
from tests.benchmarks.plain import PlainEditor
from tests.benchmarks.timing import Samples

SIZE = (840, 745)


def measure_canvas(desks: list[Desk], schema: Schema, *, repeats: int, pages: int, presses: int) -> dict[str, Any]:
    """open_*, scroll_*, canvas_label_* and the same of the plain editor, with the ratios of the medians.

    desks: two long articles and a short one. presses: labels that are given on each.
    """
    theme = Theme.named("light")
    canvas, plain = Canvas(theme), PlainEditor(theme, schema, theme.font("reading"))
    views = [CanvasView(d.article, d.marks, d.suggestions, schema, d.problems, find=d.lookup.find) for d in desks]
    shows: list[Callable[[int], None]] = [
        lambda number: canvas.show_article(views[number]),
        lambda number: plain.show_marks(desks[number].article.text, desks[number].marks),
    ]
    sides = ((canvas, "", repeats), (plain, "plain_", min(repeats, 3)))
    rows = {f"{side}{name}": Samples() for _, side, _ in sides for name in ("open", "scroll")}
    for area, _, _ in sides:
        area.resize(*SIZE)
        area.show()
    QApplication.processEvents()
    for turn in range(repeats + 1):
        for (area, side, times), show in zip(sides, shows, strict=True):
            if turn <= times:
                with rows[f"{side}open"].take():
                    show(0)
                    area.viewport().repaint()
                QApplication.processEvents()
                show(2)
                QApplication.processEvents()
    drop_first(rows["open"], rows["plain_open"])
    for (area, side, _), show in zip(sides, shows, strict=True):
        show(1)
        QApplication.processEvents()
        scroll(area, rows[f"{side}scroll"], pages)
    rows["canvas_label"] = _label_canvas(canvas, desks[1], schema, presses)
    rows["plain_label"] = _label_plain(plain, desks[1], min(presses, 15))
    canvas.close()
    plain.close()
    found: dict[str, Any] = {}
    for name, samples in rows.items():
        found |= numbers(name, samples)
    for name in ("open", "scroll"):
        found[f"{name}_ratio"] = round(rows[name].p50 / rows[f"plain_{name}"].p50, 3)
    return found


def _label_canvas(canvas: Canvas, desk: Desk, schema: Schema, presses: int) -> Samples:
    """Show one mark more, up to its painting: the part of a label that is the canvas's."""
    samples = Samples()
    marks, lookup = desk.marks, desk.lookup
    for number, word in enumerate(unmarked_words(desk, presses)):
        canvas.go_to_offset(word[0])
        QApplication.processEvents()
        new = Mention(f"new{number}", (word,), LABEL)
        mentions = sorted((*marks.mentions, new), key=lambda m: (m.start, m.end))
        marks = replace(marks, mentions=tuple(mentions))
        lookup = lookup.after(marks, desk.suggestions, {marks.author.uid: Difference(come=[new])})
        view = CanvasView(desk.article, marks, desk.suggestions, schema, desk.problems, find=lookup.find)
        with samples.take():
            canvas.update_view(view, changed={new.uid})
            canvas.viewport().repaint()
    return samples


def _label_plain(plain: PlainEditor, desk: Desk, presses: int) -> Samples:
    """The key that marks the word at the cursor, up to its painting."""
    samples = Samples()
    for word in unmarked_words(desk, presses):
        plain.go_to_offset(word[0])
        QApplication.processEvents()
        with samples.take():
            QTest.keyClick(plain, KEY, Qt.KeyboardModifier.NoModifier)
            plain.viewport().repaint()
    return samples


def read_corpus(project: Any, author: Any) -> list[Desk]:
    """The desks of all articles of a project."""
    from spanloop.operations import viewing

    return [viewing.view_article(project, author=author, article=uid) for uid in project.article_uids()]
