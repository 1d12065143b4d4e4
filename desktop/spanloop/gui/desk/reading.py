"""What is read off a session and a cursor without changing anything: words for the status line, where to go next."""

from __future__ import annotations

from spanloop.core.article import Article, Zone
from spanloop.core.marks import Author, Event, Fragments, Marks, Mention, name_of
from spanloop.core.validation import Problem
from spanloop.core.wording import count, one_line, score_text
from spanloop.gui.canvas import CanvasView
from spanloop.gui.desk.session import DeskSession

_QUOTE = 40
#: What the canvas shows while no article is open.
NOTHING = CanvasView(Article("", ""), Marks(Author("", "")))


def canvas_view(session: DeskSession) -> CanvasView:
    """What the canvas shows of what the session has open."""
    desk = session.desk
    if desk is None:
        return NOTHING
    return CanvasView(desk.article, desk.marks, desk.suggestions, session.schema, desk.problems, find=desk.lookup.find)


def counts_text(session: DeskSession) -> list[str]:
    """What is in the article and what is left in it: "29 mentions, 10 events", "5 suggestions left", "1 problem".

    "checking" stands for the problems while they are looked for.
    """
    if session.desk is None:
        return []
    marks, left = session.desk.marks, session.suggestion_count
    parts = [f"{count(len(marks.mentions), 'mention')}, {count(len(marks.events), 'event')}"]
    if left:
        parts.append(f"{count(left, 'suggestion')} left")
    if not session.desk.checked:
        parts.append("checking")
    elif session.desk.problems:
        parts.append(count(len(session.desk.problems), "problem"))
    return parts


def place_text(session: DeskSession, span: Fragments, mark: Mention | Event | None) -> str:
    """Where the cursor is: "shelled, characters 130–137", and in which zone; of a suggestion, its label and score.

    span: what the cursor covers. mark: the suggestion under it, if there is one.
    """
    if session.desk is None or not span:
        return ""
    text = session.desk.article.text
    quote = one_line(" … ".join(text[first:last] for first, last in span), most=_QUOTE)
    if not quote.isascii():
        quote = f"\u2068{quote}\u2069"  # isolated, so that Arabic words do not turn the line around
    if mark is not None:
        score = "" if mark.score is None else " " + score_text(mark.score)
        return f"{quote}, {name_of(mark)}{score}"
    zone = next((zone for zone in session.desk.article.zones if zone.start <= span[0][0] < zone.end), None)
    return f"{quote}, characters {span[0][0]}–{span[-1][1]}{_zone_words(zone)}"


def _zone_words(zone: Zone | None) -> str:
    """ ", article break 2021-04-07, proposed"."""
    if zone is None:
        return ""
    date = f" {zone.date}" if zone.date else ""
    return f", {zone.kind.replace('_', ' ')}{date}{', proposed' if zone.state == 'proposed' else ''}"


def next_event(session: DeskSession, *, focus: str | None, here: int, direction: int) -> str | None:
    """The event after (1) or before (-1) the one in focus, else after or before an offset; round the ends."""
    if session.desk is None:
        return None
    every = [*session.desk.marks.events, *(event for marks in session.desk.suggestions for event in marks.events)]
    every.sort(key=lambda event: (event.start, event.end, event.uid))
    uids = [event.uid for event in every]
    if not uids:
        return None
    if focus in uids:
        return uids[(uids.index(focus) + direction) % len(uids)]
    ahead = [event.uid for event in every if event.start >= here]
    behind = [event.uid for event in every if event.start < here]
    return (ahead or uids)[0] if direction > 0 else (behind or uids)[-1]


def next_problem(session: DeskSession, *, here: int) -> Problem | None:
    """The first problem behind an offset, else the first of all."""
    session.finish_check()
    if session.desk is None or not session.desk.problems:
        return None
    problems = sorted(session.desk.problems, key=lambda problem: problem.start)
    return next((problem for problem in problems if problem.start > here), problems[0])
