"""How things stand on the desk: what can be done just now, and which keys are worth showing."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.marks import Event
from spanloop.gui.actions import KeysOf, Situation
from spanloop.gui.desk.acts import DeskActs
from spanloop.gui.desk.hints import Hints
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.zones import is_silent
from spanloop.gui.keycaps import Hint


def situation_of(
    session: DeskSession, acts: DeskActs, *, held: Situation, focus: str | None, composing: bool, articles: bool
) -> Situation:
    """What is so on the desk. held: what is known so far; what only the window knows (undo, training) is kept of it.

    focus: uid of the event in focus. articles: whether the queue has any.
    """
    desk = session.desk
    events_here = 0 if desk is None else len(desk.marks.events) + sum(len(m.events) for m in desk.suggestions)
    return replace(
        held,
        project=True,
        article=desk is not None,
        articles=articles,
        suggestion=acts.suggestion_at_cursor() is not None,
        own_mark=acts.own_at_cursor() is not None,
        event=bool(focus and session.own(focus)),
        selection=desk is not None and acts.canvas.has_selection(),
        composing=composing,
        suggestions=session.suggestion_count,
        events=events_here,
        # While they are looked for there may be some, and asking for the next one finds out.
        problems=0 if desk is None else len(desk.problems) if desk.checked else 1,
        cut=acts.cuts_a_word(),
        proposed_zones=sum(zone.state == "proposed" for zone in desk.article.zones) if desk else 0,
        state=desk.state if desk else "",
    )


def hints_of(session: DeskSession, acts: DeskActs, *, now: Situation, here: int, keys: KeysOf) -> list[Hint]:
    """The keys worth showing while no form is open. here: the offset of the cursor. keys: those that acts have now."""
    hints = Hints(session.schema, keys)
    if session.desk is None:
        return hints.empty()
    suggestion, own = acts.suggestion_at_cursor(), acts.own_at_cursor()
    meant = acts.is_meant(suggestion or own)
    if suggestion is not None:
        return hints.on_suggestion(event=isinstance(suggestion, Event), meant=meant)
    if own is not None:
        return hints.on_mark(event=isinstance(own, Event), meant=meant, cut=acts.cuts_a_word())
    if is_silent(session.desk.article, here):
        return hints.in_silence(now)
    return hints.reading(now)
