"""What is done where copies are compared: reading them, laying two side by side, and the acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from spanloop.core.alignment import Alignment
from spanloop.core.article_alignment import ArticleAlignment
from spanloop.core.changes import Changes
from spanloop.core.marks import Event, Marks, Mention, fragments_of, name_of
from spanloop.core.projection import Left, project_marks
from spanloop.core.wording import count
from spanloop.gui.canvas.view import CanvasView
from spanloop.gui.commands import Commands
from spanloop.gui.copies.left_out import Rest
from spanloop.gui.copies.lines import is_leader, is_open
from spanloop.gui.copies.page import CopiesPage
from spanloop.gui.copies.pairing import gaps_of
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.queue.background import Background
from spanloop.operations import copying
from spanloop.operations.bringing import alignment_of
from spanloop.operations.copying import BringReport, CopyRow, Unseen

#: Two texts of more code points together are aligned beside the window: a second for half a million.
AT_ONCE = 60_000
_COMPARING = "Comparing…"
_LEADER = "This is the leader: the others are compared with it. Choose one of them."


class _NoPlace(NamedTuple):
    """Puts the sign of a problem beside a mark of the leader."""

    mark: str
    message: str


class CopiesWork(QObject):
    """Works on the copies of one story for a page. told(sentence): what was done."""

    told = Signal(str)

    def __init__(self, page: CopiesPage, *, session: DeskSession, commands: Commands) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._commands = commands
        self._story = ""
        self._leader: str | None = None
        #: The two that are laid side by side now: uids of leader and copy.
        self._pair = ("", "")
        self._aside = Background(session.project, self)
        page.row_chosen.connect(self.compare)
        page.left_out.chosen.connect(self._show_rest)

    def stop(self) -> None:
        """The project closes: nothing is read any more."""
        self._aside.stop()
        self._page.row_chosen.disconnect(self.compare)
        self._page.left_out.chosen.disconnect(self._show_rest)

    # which copies there are

    @property
    def story(self) -> str:
        """uid of the article of whose story the copies are shown, "" while none are."""
        return self._story

    def show(self, article: str) -> None:
        """Show the copies of the story that an article tells."""
        self._story, self._leader, self._pair = article, None, ("", "")
        self._page.show_copies((), current="")
        self._page.say_empty(_COMPARING)
        self._read(article)

    def refresh(self) -> None:
        """Read the copies again, after an act. Another program may have deleted the article meanwhile."""
        if self._session.attempt(lambda: self._session.project.has_article(self._story)):
            self._read(self._page.current_uid() or self._story)
        else:
            self._story = ""
            self._page.show_copies((), current="")

    def lead(self) -> None:
        """Compare the others with the current copy from now on."""
        row = self._page.current()
        before = self._page.leader()
        if row is not None and before is not None:
            self._leader = row.uid
            self._read(before.uid)
            self.told.emit(f"Leader: \u2068{row.title or 'Untitled'}\u2069")

    def _read(self, current: str) -> None:
        session, story = self._session, self._story
        texts = session.attempt(lambda: session.project.copies.family(story))
        if texts is None:
            return
        if sum(len(text.text) for text in texts) <= AT_ONCE or len(texts) < 2:
            self._show_rows(current)
            return
        leader = self._leader or session.attempt(
            lambda: copying.leader_of(session.project, author=session.author, article=story)
        )
        first = next((text for text in texts if text.uid == leader), texts[0])
        others = [text.text for text in texts if text is not first]

        def align_all(_: object) -> None:
            for other in others:
                alignment_of(first.text, other)

        self._leader = first.uid
        self._aside.ask("rows", align_all, lambda _: self._show_rows(current))

    def _show_rows(self, current: str) -> None:
        session = self._session
        view = session.attempt(
            lambda: copying.view_copies(
                session.project, author=session.author, article=self._story, leader=self._leader
            )
        )
        if view is None:
            return
        self._leader = view.leader
        rows = sorted(view.rows, key=lambda row: row.uid != view.leader)
        if not self._page.model.rows and current == view.leader:
            # Whoever comes from the leader wants to see what the first copy has of it.
            current = next((row.uid for row in rows if is_open(row)), "")
        self._page.show_copies(rows, current=current)
        self.compare()

    # two side by side

    def compare(self) -> None:
        """Lay the leader and the current copy side by side."""
        page, row, leader = self._page, self._page.current(), self._page.leader()
        page.heads.show_rows(leader, row if row is not leader else None)
        if row is None or leader is None or is_leader(row):
            self._pair = ("", "")
            page.view.clear(_LEADER if row is not None else "")
            page.left_out.show_left((), schema=self._session.schema)
            self._settle()
            return
        session = self._session
        texts = session.attempt(lambda: [session.project.article(uid).text for uid in (leader.uid, row.uid)])
        if texts is None:
            return
        if sum(map(len, texts)) <= AT_ONCE:
            self._show_pair(leader, row, alignment_of(*texts))
            return
        if (leader.uid, row.uid) != self._pair:
            page.view.clear(_COMPARING)
        self._settle()
        self._aside.ask(
            "pair", lambda _: alignment_of(*texts), lambda alignment: self._show_pair(leader, row, alignment)
        )

    def _show_pair(self, leader: CopyRow, row: CopyRow, alignment: Alignment) -> None:
        session, page = self._session, self._page
        views = session.attempt(lambda: self._views(leader.uid, row, alignment))
        if views is None:
            return
        pair = (leader.uid, row.uid)
        gaps = gaps_of(ArticleAlignment.of(alignment, views[0].article, views[1].article))
        page.view.show_texts(views, blocks=alignment.blocks, gaps=gaps, keep=pair == self._pair)
        if pair != self._pair and not page.folded:
            page.view.fold(on=False)
        self._pair = pair
        brings = row.brings
        page.left_out.show_left(brings.left if brings else (), brings.unseen if brings else (), schema=session.schema)
        self._settle()

    def _views(self, one: str, row: CopyRow, alignment: Alignment) -> tuple[CanvasView, CanvasView]:
        """The leader with its marks, and the copy with its own and those that would come, dashed."""
        project, author = self._session.project, self._session.author
        articles = project.article(one), project.article(row.uid)
        theirs, own = project.marks(one, author), project.marks(row.uid, author)
        coming = project_marks(theirs, alignment, onto=articles[1])
        there = {_place(mark) for mark in (*own.mentions, *own.events)}
        fresh = Marks(
            replace(author, uid="", kind="rules"),
            tuple(mark for mark in coming.mentions if _place(mark) not in there),
            tuple(mark for mark in coming.events if _place(mark) not in there),
        )
        schema = self._session.schema
        why = [_why(left) for left in (row.brings.left if row.brings else ()) if left.kind != "link"]
        return CanvasView(articles[0], theirs, (), schema, why), CanvasView(articles[1], own, (fresh,), schema)

    def _settle(self) -> None:
        """Say what can be done now."""
        row = self._page.current()
        copy = row is not None and not is_leader(row)
        now = replace(self._commands.situation, copy=copy, copy_decided=copy and bool(row and row.choice))
        self._commands.update(now)
        self._page.enable_buttons()
        self._page.status_changed.emit()

    def _show_rest(self, row: Rest) -> None:
        """Bring a mark of the leader, or a place of the copy, into view."""
        facing = self._page.view.facing
        if isinstance(row, Unseen):
            self._page.view.show_place(row.start, side=1)
            return
        mark = facing.sides[0].book.get(row.mark) if facing is not None else None
        if mark is not None:
            self._page.view.show_place(mark.start)

    # acts

    def bring(self, *, accept: bool) -> None:
        """Bring the leader's marks to the current copy."""
        row = self._page.current()
        if row is None:
            return
        if row.choice == "ignore":
            self._commands.say("This copy is ignored. Decide again first, then bring the marks.")
        else:
            self._bring([row], accept=accept)

    def bring_all(self, *, accept: bool) -> None:
        """Bring the leader's marks to every open copy."""
        rows = [row for row in self._page.model.rows if is_open(row)]
        if self._aside.busy and not self._page.model.rows:
            self._commands.say("The copies are still being compared.")
        elif rows:
            self._bring(rows, accept=accept)
        else:
            self._commands.say("No copy is open: each follows, is ignored or complete.")

    def _bring(self, rows: Sequence[CopyRow], *, accept: bool) -> None:
        source, targets = self._leader, [row.uid for row in rows]
        if source is None:
            return
        report = self._attempt(
            lambda project, author: copying.bring_marks(
                project, author=author, source=source, targets=targets, accept=accept
            )
        )
        if report is not None:
            self.told.emit(brought_words(report, accept=accept))

    def follow(self) -> None:
        """The current copy takes what the leader has, now and later."""
        row, leader = self._page.current(), self._leader
        if row is None or leader is None:
            return
        if row.choice == "follow" and row.leader == leader:
            self._commands.say("This copy follows the leader already.")
            return
        report = self._attempt(
            lambda project, author: copying.follow(project, author=author, articles=[row.uid], leader=leader)
        )
        if report is not None:
            came = f", {brought_words(report, accept=True)}" if report.marks else ""
            self.told.emit(f"Follows the leader{came}")

    def ignore(self) -> None:
        """The current copy needs no marks."""
        row = self._page.current()
        if row is None:
            return
        if row.choice == "ignore":
            self._commands.say("This copy is ignored already.")
        elif self._session.act(copying.ignore, articles=[row.uid], instead=self._leader):
            self.told.emit("Ignored: this copy needs no marks")

    def decide_again(self) -> None:
        """The current copy neither follows nor is ignored."""
        row = self._page.current()
        if row is not None and self._session.act(copying.decide_again, articles=[row.uid]):
            self.told.emit("This copy is open again; its marks stay")

    def _attempt(self, operation: Callable[..., BringReport]) -> BringReport | None:
        session = self._session
        report = session.attempt(lambda: operation(session.project, session.author))
        if report is not None:
            session.take(report.changes)
        return report

    def take(self, changes: Changes) -> None:
        """Something was saved, here or elsewhere: show it."""
        if self._story and (changes.articles or changes.kinds & {"schema"}):
            self.refresh()


def brought_words(report: BringReport, *, accept: bool) -> str:
    """What bringing did: "12 marks brought to 3 copies, 2 could not be placed"."""
    copies = [one for one in report.brought if one.marks]
    if not copies:
        said = "Nothing left to bring" if report.brought else "Nothing was brought"
    else:
        where = count(len(copies), "copy", "copies")
        said = f"{count(report.marks, 'mark')} brought {'and accepted in' if accept else 'to'} {where}"
    left = sum(not one.placed for _, one in report.left)
    parts = [said, f"{left:,} could not be placed" if left else ""]
    done = sum(bool(one.complete) for one in report.brought) if accept else 0
    if done and report.changes:
        parts.append(f"{count(done, 'copy is', 'copies are')} complete by it")
    return ", ".join(part for part in parts if part)


def _why(left: Left) -> _NoPlace:
    if left.placed:
        return _NoPlace(left.mark, f"{left.why[:1].upper()}{left.why[1:]}")
    said = "no place in the copy" if left.kind in ("mention", "event") else left.name
    return _NoPlace(left.mark, f"{said}: {left.why}")


def _place(mark: Mention | Event) -> tuple[bool, str, object]:
    return isinstance(mark, Event), name_of(mark), fragments_of(mark)
