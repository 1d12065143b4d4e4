"""The article bar: title, where it is from, and the two completions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.article import Article
from spanloop.core.dates import long_date
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.wording import language_name, one_line
from spanloop.gui.actions import KeysOf
from spanloop.gui.bars import Bar
from spanloop.gui.dialogs.forms import origin_of
from spanloop.gui.keywords import named, of_table
from spanloop.gui.plain import ElidedLabel, tooltip
from spanloop.gui.theme import Theme

_WORDS: dict[Layer, tuple[str, str]] = {
    "entities": ("Entities complete", "Every entity of this article is marked"),
    "events": ("Events complete", "Every event of this article is marked"),
}


class ArticleBar(Bar):
    """completion_asked(layer, complete) when a box is clicked; details_asked on a double click on the title."""

    completion_asked = Signal(str, bool)
    details_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("articleBar", 48, parent)
        self._article: Article | None = None
        self._place = ""
        self._note = self._article_note = self._active = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setContentsMargins(0, 6, 0, 5)
        words.setSpacing(0)
        self._title = ElidedLabel()
        self._meta = ElidedLabel(tone="faint")
        words.addWidget(self._title)
        words.addWidget(self._meta)
        row.addLayout(words, 1)
        self.boxes: dict[Layer, QCheckBox] = {}
        for layer in LAYERS:
            box = QCheckBox(_WORDS[layer][0])
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.clicked.connect(lambda on, layer=layer: self.completion_asked.emit(layer, on))
            self.boxes[layer] = box
            row.addWidget(box)
        self.set_keys(of_table)
        self.set_theme(theme)

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        for layer, box in self.boxes.items():
            box.setToolTip(tooltip(named(_WORDS[layer][1], f"article.{layer}", keys)))

    def set_theme(self, theme: Theme) -> None:
        self._title.setFont(theme.font("ui.strong"))
        self._meta.setFont(theme.font("ui.meta"))
        colour = theme.colour("text_2").name()
        for box in self.boxes.values():
            box.setFont(theme.font("ui.small"))
            box.setStyleSheet(f"QCheckBox {{ color: {colour}; }}")

    def show_article(self, article: Article | None, *, note: str = "") -> None:
        """note: why the article is set aside ("Skipped: no event in it"), "" when it is not."""
        self._article, self._note = article, note
        for box in self.boxes.values():
            box.setEnabled(article is not None)
        self._write()

    def set_place(self, place: str) -> None:
        """Where the article stands in the queue: "1 of 318"; "" where it is not shown there."""
        if place != self._place:
            self._place = place
            self._write()

    def set_article_note(self, note: str) -> None:
        """What the person noted about the article, "" for nothing."""
        if note != self._article_note:
            self._article_note = note
            self._write()

    def set_active(self, words: str) -> None:
        """How long the person was active on the article ("12 min"), "" where that is not counted."""
        if words != self._active:
            self._active = words
            self._write()

    def set_complete(self, layer: Layer, on: bool) -> None:
        self.boxes[layer].setChecked(on)

    def title(self) -> str:
        return self._title.full()

    def meta(self) -> str:
        return self._meta.full()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._article is not None:
            self.details_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._write()
        super().resizeEvent(event)

    def _write(self) -> None:
        article = self._article
        if article is None:
            self._title.set_full("No article is open")
            self._meta.set_full("")
            self.setToolTip("")
            return
        self._title.set_full(article.called or "Untitled")
        source = f"\u2068{article.source}\u2069" if article.source else ""
        parts = [source, long_date(article.date), language_name(article.language) if article.language else ""]
        if self.width() >= 760:
            parts += [self._place, f"{self._active} active" if self._active else ""]
        if self._article_note:
            parts.append(f"Note: {self._article_note}")
        if self._note:
            parts.insert(0, self._note)
        self._meta.set_full(" · ".join(part for part in parts if part))
        # The bar's own tooltip is there where the two lines have none: they tell what they cut off.
        self.setToolTip(tooltip("\n".join(one_line(part, most=300) for part in origin_of(article) if part)))
