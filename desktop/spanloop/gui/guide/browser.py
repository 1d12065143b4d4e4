"""Shows one page of the guide and nothing else: pictures come from the guide's own folder, links lead to its pages."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from spanloop.gui.actions import KeysOf
from spanloop.gui.guide.book import Page, guide_folder
from spanloop.gui.guide.paper import CAP, COLUMN, Paper, html_of, picture_file, shown_size
from spanloop.gui.theme import Theme

_MARGIN = 32


class GuideBrowser(QTextBrowser):
    """The page at the right. link_followed(target): a link of the guide, as it stands in the page.

    Nothing is loaded from outside, and nothing is opened by itself; addresses are text.
    """

    link_followed = Signal(str)

    def __init__(self, theme: Theme, *, keys: KeysOf, zoom: int) -> None:
        super().__init__()
        self._theme, self._keys, self._zoom = theme, keys, zoom
        self._page: Page | None = None
        self._words: list[str] = []
        self._hits: list[QTextCursor] = []
        self._hit = -1
        self._caps: list[tuple[int, int]] = []
        self.setObjectName("guidePage")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName("Page of the guide")
        # One that comes and goes would change the width while the page is being set.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._setting = False
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.anchorClicked.connect(lambda url: self.link_followed.emit(url.toString()))
        self._dress()

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def show_page(self, page: Page) -> None:
        """Show a page from its top."""
        self._page = page
        self._set()
        self.verticalScrollBar().setValue(0)

    def set_theme(self, theme: Theme) -> None:
        """Other colours from now on."""
        self._theme = theme
        self._dress()
        self._set_again()

    def set_zoom(self, percent: int) -> None:
        """Other sizes from now on."""
        self._zoom = percent
        self._set_again()

    def keys_changed(self) -> None:
        """Acts have other keys."""
        self._set_again()

    # looking for words

    def look_for(self, words: list[str]) -> int:
        """Show where these words stand, and go to the first place; how many places there are. []: show none."""
        self._words = words
        self._find()
        self._hit = -1
        self.next_hit()
        return len(self._hits)

    def next_hit(self, step: int = 1) -> None:
        """Go to the next place (1), or the one before (-1), round the page."""
        if not self._hits:
            return
        self._hit = (self._hit + step) % len(self._hits) if self._hit >= 0 else 0
        place = QTextCursor(self._hits[self._hit])
        place.setPosition(place.selectionStart())
        self.setTextCursor(place)
        self.ensureCursorVisible()
        self._tint()

    def _find(self) -> None:
        found: list[QTextCursor] = []
        for word in self._words:
            at = self.document().find(word)
            while not at.isNull():
                found.append(at)
                at = self.document().find(word, at)
        self._hits = sorted(found, key=lambda cursor: cursor.selectionStart())
        self._tint()

    def _tint(self) -> None:
        """Colours show where the words stand; the place where one is has a line under it too."""
        tints: list[QTextEdit.ExtraSelection] = []
        for number, cursor in enumerate(self._hits):
            tint = QTextEdit.ExtraSelection()
            style = QTextCharFormat()
            style.setBackground(self._theme.colour("warning_bg"))
            style.setForeground(self._theme.colour("text"))
            if number == self._hit:
                style.setBackground(self._theme.colour("accent"))
                style.setForeground(self._theme.colour("on_accent"))
                style.setFontUnderline(True)
            # The stubs of PySide have no fields for this struct.
            setattr(tint, "cursor", cursor)  # noqa: B010
            setattr(tint, "format", style)  # noqa: B010
            tints.append(tint)
        self.setExtraSelections(tints)

    # setting the page

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Qt: a picture of the guide, as sharp as the screen; anything else is refused."""
        url = name if isinstance(name, QUrl) else QUrl(name)
        wanted = url.toString()
        folder = guide_folder().resolve()
        path = (folder / picture_file(wanted, self._theme)).resolve()
        fits = path.is_relative_to(folder) and path.suffix == ".png" and path.is_file()
        if kind != QTextDocument.ResourceType.ImageResource.value or not fits:
            return None
        ratio = self.devicePixelRatioF()
        image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
        size = QSize(*shown_size(picture_file(wanted, self._theme), self._paper())) * ratio
        if image.size() != size:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        edge = QPainter(image)
        edge.setPen(QPen(self._theme.colour("border"), 1))
        edge.drawRect(image.rect().adjusted(0, 0, -1, -1))
        edge.end()
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: pictures end with the column, so a narrower one needs them smaller."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._set_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: keys stand on caps, painted below the text, which stays text to all who read and copy it."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("border_control"), 1))
        painter.setBrush(self._theme.colour("raised"))
        for start, end in self._caps:
            first, last = self._rect_at(start), self._rect_at(end)
            if first.top() == last.top() and first.intersects(event.rect().adjusted(-400, 0, 400, 0)):
                box = QRectF(first.left() + 1, first.top(), last.left() - first.left() - 2, first.height() - 1)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
        super().paintEvent(event)

    def _rect_at(self, position: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    def _find_caps(self) -> list[tuple[int, int]]:
        """Start and end of each key on the page."""
        found: list[tuple[int, int]] = []
        block = self.document().begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                part = parts.fragment()
                if CAP in part.charFormat().anchorNames():
                    start = part.position() - block.position()
                    # Qt keeps the name on the first letter only; a key ends at its second no-break space.
                    end = block.text().index("\u00a0", start + 1) + 1
                    found.append((part.position(), block.position() + end))
                parts += 1
            block = block.next()
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: what it would do with Backspace and Alt is done by the window."""
        if event.key() == Qt.Key.Key_Backspace or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paper(self) -> Paper:
        room = self.viewport().width() - 2 * _MARGIN
        return Paper(self._theme, self._keys, self._zoom, max(200, min(round(COLUMN * self._zoom / 100), room)))

    def _set(self) -> None:
        if self._page is None or self._setting:
            return
        self._setting = True
        try:
            self._set_page(self._page, self._paper())
        finally:
            self._setting = False
        self._find()

    def _set_page(self, page: Page, paper: Paper) -> None:
        document = self.document()
        document.clear()
        document.setDefaultFont(self._theme.font("ui.base"))
        document.setIndentWidth(22 * self._zoom / 100)
        self.setHtml(html_of(page, paper))
        frame = QTextFrameFormat(document.rootFrame().frameFormat())
        frame.setTopMargin(24)
        frame.setBottomMargin(32)
        frame.setLeftMargin(_MARGIN)
        frame.setRightMargin(max(_MARGIN, self.viewport().width() - _MARGIN - paper.width))
        document.rootFrame().setFrameFormat(frame)
        self._caps = self._find_caps()

    def _set_again(self) -> None:
        """The same page, at the place where one was."""
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0
        self._set()
        bar.setValue(round(share * bar.maximum()))

    def _dress(self) -> None:
        page, text = self._theme.colour("page").name(), self._theme.colour("text").name()
        self.setStyleSheet(
            f"QTextBrowser#guidePage {{ border: 0; border-radius: 0; background: {page}; color: {text}; padding: 0; }}"
            f"QTextBrowser#guidePage:focus {{ border: 0; padding: 0; }}"
        )
