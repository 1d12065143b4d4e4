"""Writing what a merge came to, within the act that imports."""

from __future__ import annotations

from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.operations.merging import MergePlan
from spanloop.store.writing import Act


def write_merged(act: Act, plan: MergePlan, held: Marks, *, article: str, author: Author) -> None:
    """Write a plan that was made for what is held, in an order in which nothing is in the way of anything."""
    act.rename_marks(article, author, plan.renamed)
    before = {plan.renamed.get(mark.uid, mark.uid): _times(mark) for mark in (*held.mentions, *held.events)}
    # Asking about nothing would write out what waits to be written together: of 100,000 articles most are new.
    if plan.gone:
        act.remove_marks(plan.gone, remembered=False)
    if plan.revived:
        act.drop_removals(article, author, plan.revived)
    act.add_removals(article, author, plan.removals)
    for uid in plan.parked:
        # A label that no other mention has: two mentions may change places.
        act.change_mention(uid, label=uid)
    for mention in plan.changed_mentions:
        times = _new_times(mention, before[mention.uid])
        act.change_mention(
            mention.uid, fragments=mention.fragments, label=mention.label, notes=mention.notes, value=mention.value,
            times=times,
        )  # fmt: skip
    act.add_mentions(article, author, plan.mentions)
    act.add_events(article, author, plan.events)
    for event in plan.changed_events:
        act.change_event(
            event.uid, type=event.type, trigger=event.trigger, arguments=event.arguments,
            attributes=dict(event.attributes), notes=event.notes, times=_new_times(event, before[event.uid]),
        )  # fmt: skip
    act.add_links(article, author, plan.links)
    if plan.replaced_verdicts:
        act.remove_verdicts([verdict.uid for verdict in plan.replaced_verdicts])
    act.add_verdicts(article, author, plan.verdicts)
    act.add_completions(article, author, plan.completions)


def _times(mark: Mention | Event) -> tuple[str, tuple[str, ...]]:
    return mark.changed, mark.earlier


def _new_times(mark: Mention | Event, before: tuple[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]] | None:
    """The times of a merged mark; None when its file has none, so that it was changed by the import itself."""
    return None if _times(mark) == before else _times(mark)
