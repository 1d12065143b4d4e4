"""What a person decides about copies: this one follows that one, this one is left alone, or neither any more."""

from __future__ import annotations

from collections.abc import Collection

from spanloop.core.changes import Changes
from spanloop.core.copy_choice import CopyChoice, reason_of
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks
from spanloop.core.wording import count, one_line
from spanloop.operations.bringing import Bringing, BringReport
from spanloop.store.project import Project
from spanloop.store.writing import Act

#: How much of a title a sentence or a label in the history holds.
_LONGEST_TITLE = 60


def follow(project: Project, *, author: Author, articles: Collection[str], leader: str) -> BringReport:
    """Let copies take the marks of another one: each time it is completed, and now where it is complete already.

    A leader that follows another one itself stands for that one. Raises SpanloopError where an article is no copy of
    it, or is followed by others itself; nothing is changed then.
    """
    choices = project.copies.choices(author)
    leader = _resolved(choices, leader)
    family = {article.uid: article for article in project.copies.family(leader)}
    held = family[leader]
    if leader in choices:
        raise SpanloopError(f"{_name(held.title)} is ignored", way_out="Decide about it again before others follow it.")
    chosen = [uid for uid in dict.fromkeys(articles) if choices.get(uid) is None or choices[uid].leader != leader]
    for uid in chosen:
        if uid == leader:
            raise SpanloopError("An article cannot follow itself", where=held.title, way_out="Choose another copy.")
        if uid not in family:
            raise _apart(project, uid, held.title)
        _hold_off_leaders(project, author, uid)
    if not chosen:
        return BringReport()
    copies = [family[uid] for uid in chosen]
    marks = project.marks(leader, author)
    bringing = Bringing(project, author=author, source=held, marks=marks, accept=True)
    if marks.completions:
        bringing.plan(copies)
    with project.act(author, _label(f"follow {_name(held.title)}", len(chosen), bringing)) as act:
        for uid in chosen:
            _wake(project, act, author, uid, choices.get(uid))
            act.set_copy_choice(uid, author, CopyChoice(new_uid(), "follow", leader))
        bringing.write(act)
    return BringReport(act.changes, tuple(bringing.brought))


def ignore(project: Project, *, author: Author, articles: Collection[str], instead: str | None = None) -> Changes:
    """Leave copies alone: they are skipped, and neither train nor test nor count in scores for this person.

    instead: the copy that is marked; by default one that others follow, else the one with most of the person's marks.
    Raises SpanloopError for an article without copies, and for one that others follow.
    """
    choices = project.copies.choices(author)
    chosen = [uid for uid in dict.fromkeys(articles) if uid not in choices or choices[uid].choice != "ignore"]
    led = {choice.leader for choice in choices.values()}
    reasons: dict[str, str] = {}
    for uid in chosen:
        family = {article.uid: article for article in project.copies.family(uid)}
        if len(family) < 2:
            raise SpanloopError(
                f"{_name(family[uid].title)} is no copy of another article", way_out="Skip it instead, with a reason."
            )
        _hold_off_leaders(project, author, uid)
        kept = instead if instead in family and instead != uid else None
        if kept is None:
            left = {
                other: (other in led, other not in choices, *work_on(project.marks(other, author)))
                for other in family
                if other != uid and other not in chosen
            }
            kept = max(left, key=left.__getitem__, default=None)
        reasons[uid] = reason_of("" if kept is None else family[kept].title)
    if not chosen:
        return Changes()
    with project.act(author, f"ignore {count(len(chosen), 'copy', 'copies')}") as act:
        for uid in chosen:
            act.set_copy_choice(uid, author, CopyChoice(new_uid(), "ignore"))
            act.set_state(uid, author, "skipped", reason=reasons[uid])
    return act.changes


def decide_again(project: Project, *, author: Author, articles: Collection[str]) -> Changes:
    """Take back what was decided about copies: they are to be marked like any other article. Their marks stay."""
    choices = project.copies.choices(author)
    chosen = [uid for uid in dict.fromkeys(articles) if uid in choices]
    if not chosen:
        return Changes()
    with project.act(author, f"decide about {count(len(chosen), 'copy', 'copies')} again") as act:
        for uid in chosen:
            _wake(project, act, author, uid, choices[uid])
            act.set_copy_choice(uid, author, None)
    return act.changes


def unignore(project: Project, act: Act, *, author: Author, article: str) -> None:
    """Within an act that takes a skipped article up again: it is ignored no more."""
    choice = project.copies.choice(article, author)
    if choice is not None and choice.choice == "ignore":
        act.set_copy_choice(article, author, None)


def followers_of(project: Project, *, author: Author, marks: Marks, article: str) -> Bringing | None:
    """What is to come to the copies that follow an article, when its marks are these; None where none follows it."""
    followers = set(project.copies.followers(article, author))
    if not followers:
        return None
    copies = [copy for copy in project.copies.read(followers) if copy.uid != article]
    bringing = Bringing(project, author=author, source=project.article(article), marks=marks, accept=True)
    bringing.plan(copies)
    return bringing


def stop_following(project: Project, act: Act, *, author: Author, article: str, marks: Marks) -> None:
    """Within an act that reopens layers of an article: what came of these completions to its followers goes too."""
    times = {(completion.layer, completion.at) for completion in marks.completions}
    for follower in project.copies.followers(article, author):
        held = project.marks(follower, author).completions
        act.remove_completions([c.uid for c in held if (c.layer, c.at) in times])


def _resolved(choices: dict[str, CopyChoice], leader: str) -> str:
    """The article at the end of a chain."""
    seen: set[str] = set()
    choice = choices.get(leader)
    while choice is not None and choice.leader is not None and leader not in seen:
        seen.add(leader)
        leader = choice.leader
        choice = choices.get(leader)
    return leader


def _hold_off_leaders(project: Project, author: Author, uid: str) -> None:
    followers = project.copies.followers(uid, author)
    if followers:
        held = project.article(uid)
        number = count(len(followers), "copy follows", "copies follow")
        raise SpanloopError(
            f"{number} {_name(held.title)}", way_out="Let these follow another copy first, or decide about them again."
        )


def _wake(project: Project, act: Act, author: Author, uid: str, choice: CopyChoice | None) -> None:
    """An ignored copy is skipped because of that: it is no more."""
    if choice is not None and choice.choice == "ignore" and project.state(uid, author)[0] == "skipped":
        act.set_state(uid, author, None)


def _apart(project: Project, uid: str, leader: str) -> SpanloopError:
    return SpanloopError(
        f"{_name(project.article(uid).title)} is no copy of {_name(leader)}",
        way_out="Only copies of one story can follow each other; `spanloop prepare` looks for copies of new articles.",
    )


def _label(what: str, copies: int, bringing: Bringing) -> str:
    said = f"{count(copies, 'copy', 'copies')} {what}" if copies > 1 else what
    return f"{said}, with {count(bringing.marks, 'mark')}" if bringing.marks else said


def work_on(marks: Marks) -> tuple[int, int]:
    """How much a person did on a copy: completions, and mentions and events; the larger, the more."""
    return len(marks.completions), len(marks.mentions) + len(marks.events)


def _name(title: str) -> str:
    """A title as sentences name it."""
    return one_line(title, most=_LONGEST_TITLE) or "the article without a title"
