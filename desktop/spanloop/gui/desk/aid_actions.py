"""The rows of the table of actions for what helps around the text: history, trail, notes, guideline, tour, time."""

from __future__ import annotations

from spanloop.gui.actions import NO_ARTICLE, NO_PROJECT, Action, has_article, has_project

# fmt: off
EDIT_AIDS = (
    Action("history.open", "Go back to a point…", "Edit", "The history, with the keyboard on the latest act.",
           ("r",), has_project, NO_PROJECT, "undo", also="history revert restore earlier version undo many"),
)
MARK_AIDS = (
    Action("mark.trail", "Audit trail of the mark", "Mark", "Who suggested, accepted and changed it, and when.",
           ("F7",), lambda now: now.own_mark or now.suggestion, "There is no mark under the cursor.", "info",
           also="history provenance origin who when"),
    Action("time.value", "Say what the time means…", "Mark",
           "A date, week, month or length in the place of what the rules say.",
           ("F4",), lambda now: now.own_mark or now.suggestion, "There is no mark under the cursor.",
           also="date calendar normalise value when iso timex edit"),
    Action("note.edit", "Note…", "Mark", "On the mark under the cursor, or on the article where there is none.",
           ("m",), has_article, NO_ARTICLE, also="comment remark annotate memo"),
)
ARTICLE_AIDS = (
    Action("note.article", "Note on the article…", "Article", "A few words on the article as a whole.",
           (), has_article, NO_ARTICLE, also="comment remark memo"),
    Action("note.list", "All notes…", "Article", "Notes of people on articles and marks, to be searched.",
           (), has_project, NO_PROJECT, "search", also="comments remarks memos"),
)
VIEW_AIDS = (
    Action("time.switch", "Count active time", "View",
           "Seconds of your work on each article; stays on this computer and in the project.",
           also="activity timer privacy track"),
    Action("time.delete", "Delete your active times…", "View", "For good; marks and history stay.",
           (), has_project, NO_PROJECT, also="activity timer privacy"),
)
HELP_AIDS = (
    Action("help.tour", "Tour of the desk", "Help", "Six steps at the foot of the text; each waits for you to do it.",
           (), has_article, NO_ARTICLE, "info", also="introduction tutorial learn begin first steps"),
    Action("help.guideline", "Guideline of the label", "Help",
           "What the label under the cursor means, with examples from this project.",
           ("h",), has_article, NO_ARTICLE, "book", also="examples definition rules codebook"),
)
# fmt: on
