"""The foot of the canvas while a link is being made: from which mark, which link, to which mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.candidates import Candidate
from spanloop.core.experience import Experience
from spanloop.core.link_candidates import rank_targets
from spanloop.core.schema import LinkType, Schema
from spanloop.gui.composer.chips import Choice, candidate_choices
from spanloop.gui.composer.foot import FootForm
from spanloop.gui.composer.state import MOST
from spanloop.gui.inspector.index import DeskIndex, DeskLike, Entry
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.keys import key_names
from spanloop.gui.theme import Theme


def link_key(kind: LinkType) -> str:
    """The key of a link as it is typed here: the last of "Shift+P" is enough, for nothing else is asked."""
    return kind.key.rpartition("+")[2].casefold() or kind.key


class Linker(FootForm):
    """Chooses a link and its target by keys.

    link_asked(link type, uid of the source, uid of the target).
    pointed: uid of the mark to which the person went since the form opened, "" for words without a mark, or None.
    """

    link_asked = Signal(str, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, name="linker", parent=parent)
        self._index: DeskIndex | None = None
        self._source: Entry | None = None
        self._kind: LinkType | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self._at = -1
        self.pointed: Callable[[], str | None] = lambda: None
        self._experience: Callable[[], Experience] = Experience
        self.candidate_row.taken.connect(self._chip_taken)

    # what is shown

    @property
    def source(self) -> str:
        """uid of the mark from which the link leads, "" while none is being made."""
        return self._source.uid if self._source else ""

    @property
    def kind(self) -> str:
        """The link type that was chosen, or ""."""
        return self._kind.type if self._kind else ""

    def set_experience(self, experience: Callable[[], Experience]) -> None:
        """Where to ask what past links teach."""
        self._experience = experience

    def begin(self, desk: DeskLike, schema: Schema, source: str, *, kind: str = "") -> bool:
        """Start from a mark; False when the desk does not have it, or the schema no link for it."""
        self._index = DeskIndex(desk, schema)
        self._source = self._index.find(source)
        kinds = self._kinds()
        if self._source is None or not kinds:
            self._source = None
            return False
        self._kind = next((k for k in kinds if k.type == kind), kinds[0] if len(kinds) == 1 else None)
        self._rank()
        self._refresh()
        return True

    def update_desk(self, desk: DeskLike) -> None:
        """Show a newer desk; when the source is gone from it, the form closes."""
        if self._source is None or self._index is None:
            return
        self._index = DeskIndex(desk, self._index.schema)
        found = self._index.find(self._source.uid)
        if found is None:
            self._close()
            return
        self._source = found
        before = self._candidates[self._at].uid if self._at >= 0 else ""
        self._rank()
        self._at = next((n for n, c in enumerate(self._candidates) if c.uid == before), self._at)
        self._refresh()

    def finish(self) -> None:
        """Stop without telling."""
        if self._source is not None:
            self._source = self._kind = None
            self._candidates, self._at = (), -1
            super().finish()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        super().set_theme(theme)
        if self._source is not None:
            self._refresh()

    def hints(self) -> list[tuple[tuple[str, ...], str]]:
        """What keys do now, as (keys, text), the most useful first."""
        if self._kind is None:
            keys = [link_key(kind) for kind in self._kinds() if kind.key]
            return [(tuple(keys), "kind of link"), (("Esc",), "close")]
        found: list[tuple[tuple[str, ...], str]] = []
        if self.pointed():
            found.append((("Enter",), "link with this mark"))
        elif self._candidates and self.pointed() is None:
            found.append((("Enter",), "link"))
        if self._candidates:
            last = len(self._candidates)
            found.append((("1",) if last == 1 else ("1", str(last)), "take by number"))
        if len(self._candidates) > 1 and self._kind.key:
            found.append(((link_key(self._kind),), "next candidate"))
        return [*found, (("←", "→"), "go to a mark"), (("Esc",), "leave")]

    def describe(self) -> str:
        """Where the person is: "ALIAS from IF, choosing where it leads"."""
        if self._source is None or self._index is None:
            return ""
        words = f"{self._source.name} {self._index.quote(self._source.fragments)}"
        return f"{self.kind} from {words}, choosing its target" if self._kind else f"link from {words}"

    def _kinds(self) -> list[LinkType]:
        """Links that may lead from the source."""
        if self._source is None or self._index is None:
            return []
        return [k for k in self._index.schema.links if k.between_events == self._source.is_event]

    def _rank(self) -> None:
        index, source, kind = self._index, self._source, self._kind
        self._candidates, self._at = (), -1
        if index is None or source is None or kind is None:
            return
        desk = index.desk
        self._candidates = rank_targets(
            source.mark,
            kind=kind,
            text=desk.article.text,
            marks=desk.marks,
            suggestions=desk.suggestions,
            past=self._experience().links,
            limit=MOST,
        )
        self._at = 0 if self._candidates else -1

    def _refresh(self) -> None:
        index, source = self._index, self._source
        assert index is not None
        assert source is not None
        schema, current = index.schema, self._candidates[self._at] if self._at >= 0 else None
        self._tag.show_name(source.name, schema=schema, trigger=source.is_event, suggested=source.suggested)
        pieces = self._pieces(index, source, current)
        self._show_pieces(pieces, schema)
        if self._kind is None:
            kinds = [Choice(kind.type, "", link_key(kind)) for kind in self._kinds()]
            self.candidate_row.show_choices("Which link?", kinds, schema=schema)
        else:
            choices = candidate_choices(self._candidates, index)
            lead = self._kind.type if choices else f"Nothing here that {self._kind.type} could lead to."
            self.candidate_row.show_choices(lead, choices, self._at, schema=schema)
        told = f": {index.quote(current.fragments)}, {self._at + 1} of {len(self._candidates)}" if current else ""
        self.setAccessibleName(self.describe() + told)
        self._number(self._candidates, current)

    def _pieces(self, index: DeskIndex, source: Entry, current: Candidate | None) -> list[Piece]:
        look = "trigger" if source.is_event else "filler"
        pieces = [Piece(index.quote(source.fragments), look, source.uid, source.name)]
        pieces.append(Piece(f"  {self.kind or '?'} \u2192 ", "strong" if self._kind else "faint"))
        if self._kind is not None:
            pieces.append(Piece(index.quote(current.fragments) if current else "?", "slot"))
        return pieces

    # what people do

    def handle_key(self, event: QKeyEvent) -> bool:
        """Use a key that was pressed in the text; False where it means nothing here."""
        return self._source is not None and any(self._act_on(name) for name in key_names(event))

    def _act_on(self, key: str) -> bool:
        named = {
            "Enter": self._enter,
            "Esc": self._escape,
            "Backspace": self._escape,
            "Tab": partial(self._step, 1),
            "Shift+Tab": partial(self._step, -1),
        }
        if key in named:
            named[key]()
        elif len(key) == 1 and key.isdigit():
            self._chip_taken(int(key))
        elif not self._kind_key(key):
            # Any other letter would mark the words under the cursor, which nobody means while choosing a target.
            if not key.isalpha():
                return False
            self.told.emit(f"{key} is no link of the schema for this mark.")
        return True

    def _kind_key(self, key: str) -> bool:
        kind = next((k for k in self._kinds() if k.key and link_key(k) == key.casefold()), None)
        if kind is None:
            return False
        if kind == self._kind:
            self._step(1)
        else:
            self._choose(kind)
        return True

    def _choose(self, kind: LinkType) -> None:
        self._kind = kind
        self._rank()
        self._refresh()

    def _step(self, by: int) -> None:
        if self._candidates:
            self._at = (self._at + by) % len(self._candidates)
            self._refresh()

    def _enter(self) -> None:
        pointed = self.pointed()
        if pointed == "":
            self.told.emit("There is no mark under the cursor. Go to one, or take a candidate by its number.")
        elif pointed is not None:
            self.take_mark(pointed)
        elif self._kind is not None and self._at >= 0:
            self._take(self._candidates[self._at].uid)

    def take_mark(self, uid: str) -> bool:
        """Link with a mark of the text, if a link was chosen that may lead there."""
        entry = self._index.find(uid) if self._index else None
        if self._kind is None or entry is None or self._source is None or entry.uid == self._source.uid:
            return False
        if entry.is_event != self._kind.between_events:
            self.told.emit(f"{self._kind.type} joins two {'events' if self._kind.between_events else 'mentions'}.")
            return False
        self._take(entry.uid)
        return True

    def _chip_taken(self, number: int) -> None:
        kinds: Sequence[LinkType] = self._kinds()
        if self._kind is None and 1 <= number <= len(kinds):
            self._choose(kinds[number - 1])
        elif self._kind is not None and 1 <= number <= len(self._candidates):
            self._take(self._candidates[number - 1].uid)
        else:
            self.told.emit(f"There is no {'kind of link' if self._kind is None else 'candidate'} {number}.")

    def _take(self, target: str) -> None:
        source, kind = self.source, self.kind
        self._close()
        self.link_asked.emit(kind, source, target)

    def _escape(self) -> None:
        if self._kind is not None and len(self._kinds()) > 1:
            self._kind = None
            self._rank()
            self._refresh()
        else:
            self._close()
