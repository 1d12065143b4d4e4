"""Moving the cursor through the article."""

from __future__ import annotations

from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.document import Document, LineKey
from spanloop.gui.canvas.lines import x_of
from spanloop.gui.canvas.words import Span


class Moves:
    """The ways in which the cursor of a document moves. Directions: 1 onward in the text, -1 back."""

    def __init__(self, document: Document, cursor: Cursor) -> None:
        self.document = document
        self.cursor = cursor
        self.page_height = 0.0
        #: Where up and down aim across, in column pixels; kept while only they are used.
        self._aim: float | None = None

    def _take(self, unit: Span | None, extend: bool, *, keep_aim: bool = False) -> None:
        if not keep_aim:
            self._aim = None
        if extend:
            self.cursor.extend(unit)
        else:
            self.cursor.walk(unit)

    def word(self, direction: int, *, extend: bool) -> None:
        """To the next word; mere punctuation is passed over unless it is being selected."""
        words, cursor = self.cursor.words, self.cursor
        if extend:
            unit = words.after(cursor.head[1]) if direction > 0 else words.before(cursor.head[0])
        elif direction > 0:
            unit = words.telling(words.after(cursor.right_edge()), 1)
        else:
            unit = words.telling(words.before(cursor.left_edge()), -1)
        self._take(unit, extend)

    def character(self, direction: int, *, extend: bool) -> None:
        """By one character as a reader counts them: a letter with its accents, an emoji with all its parts."""
        cursor = self.cursor
        start, end = cursor.span()
        self._aim = None
        if not extend:
            unit = self._character(end if direction > 0 else start, direction)
            if unit is not None:
                cursor.select(*unit)
            return
        backward = cursor.explicit and cursor.head[0] < cursor.anchor[0]
        fixed, moving = (end, start) if backward else (start, end)
        unit = self._character(moving, direction)
        target = fixed if unit is None else unit[1] if direction > 0 else unit[0]
        if target != fixed:
            cursor.select(fixed, target)

    def _character(self, offset: int, direction: int) -> Span | None:
        """The character behind (1) or before (-1) an offset; it may lie in the next paragraph."""
        index = self.document.book.paragraph_at(offset if direction > 0 else max(offset - 1, 0))
        if index < 0:
            return None
        paragraph = self.document.lay_out(index)
        if direction > 0 and offset >= paragraph.end:
            return self._edge_character(index + 1, first=True)
        if direction < 0 and offset <= paragraph.start:
            return self._edge_character(index - 1, first=False)
        layout = paragraph.layout
        if layout is None:
            return None
        units = paragraph.to_units(offset)
        if direction > 0:
            return paragraph.to_offset(units), paragraph.to_offset(layout.nextCursorPosition(units))
        return paragraph.to_offset(layout.previousCursorPosition(units)), paragraph.to_offset(units)

    def _edge_character(self, index: int, *, first: bool) -> Span | None:
        if not 0 <= index < len(self.document.paragraphs):
            return None
        paragraph = self.document.paragraphs[index]
        return self._character(paragraph.start if first else paragraph.end, 1 if first else -1)

    def sentence(self, direction: int, *, extend: bool) -> None:
        """To the first word of the next or of this or the previous sentence."""
        words, cursor = self.cursor.words, self.cursor
        at = cursor.head[0] if cursor.explicit else cursor.span()[0]
        start = words.sentence_after(at) if direction > 0 else words.sentence_before(at)
        if start is None:
            self.article_edge(direction, extend=extend)
            return
        unit = words.at(start)
        if extend and direction > 0:
            # Up to the end of the sentence before it, so that whole sentences are selected.
            unit = words.before(start) if words.before(start) != cursor.head else unit
        self._take(unit, extend)

    def paragraph(self, direction: int, *, extend: bool) -> None:
        """To the first word of the next paragraph, or of this or the previous one."""
        index = self.document.book.paragraph_at(self.cursor.head[0])
        if index < 0:
            return
        here = self.cursor.words.in_paragraph(index)
        if direction > 0:
            index += 1
        elif not here or self.cursor.head[0] <= here[0][0]:
            index -= 1
        if 0 <= index < len(self.document.paragraphs):
            words = self.cursor.words.in_paragraph(index)
            self._take(words[0] if words else None, extend)

    def line(self, direction: int, *, extend: bool) -> None:
        """To the word nearest below or above."""
        key = self.document.line_of(self.cursor.head[0])
        if key is not None:
            self._to_line(self.document.next_line(key, direction), extend=extend)

    def page(self, direction: int, *, extend: bool) -> None:
        """Down or up by what the view shows, less a line."""
        key = self.document.line_of(self.cursor.head[0])
        if key is None:
            return
        line = self.document.line(key)
        y = self.document.line_top(key) + direction * max(self.page_height - (line.bottom - line.top), 1)
        self._to_line(self.document.line_at(y), extend=extend)

    def _to_line(self, key: LineKey | None, *, extend: bool) -> None:
        if key is None:
            return
        aim = self._aim if self._aim is not None else self._middle()
        line = self.document.line(key)
        paragraph = self.document.paragraphs[key[0]]
        units = min(line.text_line.xToCursor(aim), max(line.seen_end - 1, line.start))
        word = self.cursor.words.at(paragraph.to_offset(units))
        self._aim = aim
        self._take(word, extend, keep_aim=True)

    def _middle(self) -> float:
        """The middle of the head word, across."""
        key = self.document.line_of(self.cursor.head[0])
        if key is None:
            return 0.0
        line, paragraph = self.document.line(key), self.document.paragraphs[key[0]]
        start = x_of(line.text_line, paragraph.to_units(self.cursor.head[0]))
        end = x_of(line.text_line, min(paragraph.to_units(self.cursor.head[1]), line.end))
        return (start + end) / 2

    def line_edge(self, direction: int, *, extend: bool) -> None:
        """To the first or last word of the line."""
        key = self.document.line_of(self.cursor.head[0])
        if key is None:
            return
        line, paragraph = self.document.line(key), self.document.paragraphs[key[0]]
        units = line.start if direction < 0 else max(line.seen_end - 1, line.start)
        self._take(self.cursor.words.at(paragraph.to_offset(units)), extend)

    def article_edge(self, direction: int, *, extend: bool) -> None:
        """To the first or last word of the article."""
        words = self.cursor.words
        self._take(words.first() if direction < 0 else words.last(), extend)
