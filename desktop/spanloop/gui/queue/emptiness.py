"""What an empty list says: why nothing is shown, and what to do about it."""

from __future__ import annotations

from spanloop.core.queue_view import QueueView
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.keywords import of_table, spell


def empty_words(
    view: QueueView, *, any_article: bool, hidden: int, unchecked: int = 0, keys: KeysOf = of_table
) -> tuple[str, str]:
    """What, and what now. hidden: articles that the search finds and the part or the filter does not show.
    unchecked: articles that are still to be looked through for problems. keys: those that acts have now."""
    if not any_article:
        return "No articles yet.", spell("Import some with {article.import}, or paste one with {article.paste}.", keys)
    if view.problems and unchecked:
        return "Looking for problems.", f"{count(unchecked, 'article')} left."
    if view.query and hidden:
        way = "choose All" if view.part != "all" else "clear the filter"
        return f"Nothing shown here matches “{view.query}”.", f"{hidden:,} elsewhere: {way}."
    if view.query:
        return f"Nothing matches “{view.query}”.", "Esc clears the search."
    if view.filtered:
        return "Nothing passes the filter.", "Esc clears it."
    if view.part == "todo":
        return "Nothing left to do.", "Every article is complete or skipped."
    return "No article is complete yet.", spell("{article.complete_next} completes one and opens the next.", keys)
