"""The zone editor: all lines of an article, what each of them is, and one act over all that is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.article import Article
from spanloop.core.marks import Fragment
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import ElidedLabel
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.panel import BY_LINES, BY_RULES, LinePanel
from spanloop.operations.zone_editing import Silenced, lines_to_edit, proposed_by_rules


class ZoneEditor(Sheet):
    """Nothing is written while it is open. changed(zones): the person wants these."""

    changed = Signal(object)

    def __init__(
        self,
        article: Article,
        *,
        silenced: Callable[[Sequence[Fragment]], list[Silenced]],
        offset: int,
        is_page: bool,
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        """silenced: finds the marks of people in given ranges. offset: of the text, where to begin.

        is_page: the article was read from a web page; it is not asked here, since a page is read by a child alone.
        """
        super().__init__("Zones of this article", theme=theme, parent=parent, width=720)
        self.setObjectName("zoneEditor")
        name = ElidedLabel(article.title or "Untitled", tone="quiet")
        self.body.addWidget(name)
        self.panel = LinePanel(theme=theme)
        self.body.addWidget(self.panel, 1)
        self.lines = lines_to_edit(article.text, article.zones)
        self.panel.show_lines(
            self.lines,
            row=self.lines.row_at(offset),
            proposed=lambda: proposed_by_rules(article.text, language=article.language),
            silenced=silenced,
            by_rules=BY_LINES if is_page else BY_RULES,
        )
        self.panel.changed.connect(self._check)
        self.add_cancel()
        self.change_button = self.add_button("Change", primary=True)
        self.change_button.clicked.connect(self._finish)
        self._check()
        window = parent.window() if parent else None
        width, height = (window.width(), window.height()) if window else (1440, 900)
        self.resize(min(980, width - 64), min(780, height - 64))
        self.panel.list.setFocus()

    def _check(self) -> None:
        changed = self.lines.changed()
        self.change_button.setEnabled(changed > 0)
        self.change_button.setText(f"Change {count(changed, 'line')}" if changed else "Change")

    def _finish(self) -> None:
        if self.panel.holds():
            return
        self.accept()
        self.changed.emit(self.lines.zones)
