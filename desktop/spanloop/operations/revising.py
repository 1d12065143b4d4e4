"""A corrected text as a new revision of an article, with everybody's marks where its words are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from spanloop.articles.draft import Draft
from spanloop.core.alignment import Alignment
from spanloop.core.article import Article
from spanloop.core.carrying import carry_completions
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks, Verdict, fragments_of
from spanloop.core.projection import Left, Projection, project_marks
from spanloop.core.zones import put_zone
from spanloop.operations.bringing import alignment_of
from spanloop.operations.drafting import article_of
from spanloop.store.project import Project
from spanloop.store.writing import Act

_THERE = "the new text"


class LeftBehind(NamedTuple):
    """A mark of somebody that has no place in the new text. author: their name."""

    author: str
    left: Left


@dataclass(frozen=True)
class RevisionReport:
    """What a revision took over. uid: of the new article. brought: mentions, events and links of everybody.

    left: what did not fit, of the acting person first; it stays on the old article.
    """

    uid: str
    brought: int
    left: tuple[LeftBehind, ...]


def revise(act: Act, project: Project, *, author: Author, old: str, draft: Draft) -> RevisionReport:
    """Add a draft as a new revision of an article within an act, and project all marks on the old one onto it.

    Marks of people, gold and extractors go each under their own author, with verdicts, completions as far as the texts
    are the same, states, notes, choices about copies, and zones that a person confirmed. The old article stays as it
    is. draft: its external_id must be free, or None.
    """
    held = project.article(old)
    alignment = alignment_of(held.text, draft.text)
    article = _with_confirmed_zones(article_of(draft), held, alignment)
    act.add_article(
        article, raw=draft.raw, path=draft.path, kind=draft.kind, reader=draft.reader, revision_of=held.uid
    )  # fmt: skip
    everyone = project.all_marks(old)
    projected = [(marks, project_marks(marks, alignment, onto=article, there=_THERE)) for marks in everyone]
    uids = {before: after for _, projection in projected for before, after in projection.uids.items()}
    for marks, projection in projected:
        _write(act, article, marks.author, projection, uids)
    left: list[LeftBehind] = []
    for marks, projection in sorted(projected, key=lambda pair: pair[0].author.uid != author.uid):
        # After all marks are written: a verdict takes place and label from its suggestion.
        act.add_verdicts(article.uid, marks.author, _verdicts(marks, uids))
        apart = [fragments_of(m) for m in (*marks.mentions, *marks.events) if m.uid not in projection.uids]
        carried = carry_completions(marks.completions, alignment, source=held, copy=article, left=apart)
        act.add_completions(article.uid, marks.author, carried.completions)
        left += (LeftBehind(marks.author.name, one) for one in projection.left)
    _take_over_states(act, project, held.uid, article.uid)
    _take_over_choices(act, project, held.uid, article.uid)
    return RevisionReport(article.uid, len(uids), tuple(left))


class Outlook(NamedTuple):
    """What a revision would take over: marks of everybody that would go along, and that would stay."""

    along: int
    stay: int


def foresee(project: Project, *, old: str, draft: Draft) -> Outlook:
    """What `revise` would take over; nothing is written."""
    held = project.article(old)
    alignment = alignment_of(held.text, draft.text)
    article = _with_confirmed_zones(article_of(draft), held, alignment)
    projected = [project_marks(marks, alignment, onto=article, there=_THERE) for marks in project.all_marks(old)]
    return Outlook(sum(len(one.uids) for one in projected), sum(len(one.left) for one in projected))


def _with_confirmed_zones(article: Article, held: Article, alignment: Alignment) -> Article:
    """The new article with zones that a person confirmed on the old one, over those that its reader proposes."""
    zones = article.zones
    for zone in held.zones:
        parts = alignment.map_range(zone.start, zone.end) if zone.state == "confirmed" else ()
        if len(parts) == 1:
            start, end = parts[0]
            zones = put_zone(zones, replace(zone, uid=new_uid(), start=start, end=end), text=article.text)
    return replace(article, zones=tuple(zones))


def _write(act: Act, article: Article, author: Author, projection: Projection, uids: Mapping[str, str]) -> None:
    """Write one author's marks; one that came from a suggestion comes from what that became."""
    mentions = [replace(m, origin=uids.get(m.origin, m.origin) if m.origin else None) for m in projection.mentions]
    events = [replace(e, origin=uids.get(e.origin, e.origin) if e.origin else None) for e in projection.events]
    act.add_mentions(article.uid, author, mentions)
    act.add_events(article.uid, author, events)
    act.add_links(article.uid, author, projection.links)


def _verdicts(marks: Marks, uids: Mapping[str, str]) -> Sequence[Verdict]:
    """What was decided about suggestions that are in the new text, or that became marks there."""
    kept = (v for v in marks.verdicts if v.suggestion in uids or v.result in uids)
    return [
        replace(
            verdict,
            uid=new_uid(),
            suggestion=uids.get(verdict.suggestion, verdict.suggestion),
            result=None if verdict.result is None else uids.get(verdict.result, verdict.result),
        )
        for verdict in kept
    ]


def _take_over_states(act: Act, project: Project, old: str, new: str) -> None:
    authors = {author.uid: author for author in project.authors()}
    for uid, (state, reason) in project.states(old).items():
        if state in ("started", "skipped", "question"):
            act.set_state(new, authors[uid], state, reason=reason)
    for uid, note in project.article_notes(old).items():
        if note.text:
            act.set_article_note(new, authors[uid], replace(note, uid=new_uid()))


def _take_over_choices(act: Act, project: Project, old: str, new: str) -> None:
    """What was decided about the old text holds for the new one; those who followed it follow the new one."""
    authors = {author.uid: author for author in project.authors()}
    for article, uid, choice in project.copies.about(old):
        if article == old:
            act.set_copy_choice(old, authors[uid], None)
            act.set_copy_choice(new, authors[uid], replace(choice, uid=new_uid()))
        else:
            act.set_copy_choice(article, authors[uid], replace(choice, leader=new))
