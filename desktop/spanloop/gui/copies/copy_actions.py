"""The rows of the table of actions for copies of a story."""

from __future__ import annotations

from spanloop.gui.actions import NO_ARTICLE, Action, Situation, has_article


def _copy(now: Situation) -> bool:
    return now.copy


def _with_copies(now: Situation) -> bool:
    return now.page == "copies"


_NO_COPY = "No copy is chosen."
_NO_COPIES = "That is done where copies are compared."
# fmt: off
OPEN_COPIES = (
    Action("copies.open", "Copies of this story", "Article",
           "What differs between the copies of the open article; marks are made once and brought to all.",
           ("y",), has_article, NO_ARTICLE, "copies", also="duplicates near-duplicates cluster compare diff same"),
)
COPIES = (
    Action("copies.next", "Next difference", "Copies", "Go to the next place where the chosen copy differs.",
           ("n",), _copy, _NO_COPY, "down", also="change diff"),
    Action("copies.previous", "Previous difference", "Copies", "Go back to the difference before.",
           ("N",), _copy, _NO_COPY, also="change diff"),
    Action("copies.lines", "All lines, or differences", "Copies", "Show the equal lines too, or fold them again.",
           ("s",), _copy, _NO_COPY, also="fold unfold show hide"),
    Action("copies.bring", "Bring as suggestions", "Copies",
           "The leader's marks become suggestions in the chosen copy, wherever the same words stand; one act.",
           ("b",), _copy, _NO_COPY, "mention", also="project carry transfer marks"),
    Action("copies.accept", "Bring and accept", "Copies",
           "The leader's marks become yours in the chosen copy, wherever the same words stand; one act.",
           ("a",), _copy, _NO_COPY, "check", also="project carry transfer marks"),
    Action("copies.bring_all", "Bring to all open copies", "Copies",
           "As suggestions, to every copy that was not decided; one act.",
           ("B",), _with_copies, _NO_COPIES, "copies", also="project carry transfer marks"),
    Action("copies.accept_all", "Bring to all open copies and accept", "Copies",
           "To every copy that was not decided; one act.",
           ("A",), _with_copies, _NO_COPIES, "done", also="project carry transfer marks"),
    Action("copies.follow", "Follow the leader", "Copies",
           "The chosen copy is not marked for itself: it takes what the leader has.",
           ("f",), _copy, _NO_COPY, "link", also="same duplicate"),
    Action("copies.ignore", "Ignore this copy", "Copies",
           "The chosen copy needs no marks: it leaves the list of what is to do.",
           ("i",), _copy, _NO_COPY, "cross", also="skip duplicate exclude"),
    Action("copies.decide", "Decide again", "Copies", "The chosen copy neither follows nor is ignored.",
           ("r",), lambda now: now.copy_decided, "The chosen copy was not decided.", "undo", also="reopen"),
    Action("copies.go", "Open the copy", "Copies", "The chosen copy comes onto the desk.",
           ("Enter",), _with_copies, _NO_COPIES, "article", also="go annotate"),
    Action("copies.lead", "Choose as leader", "Copies", "The other copies are compared with this one.",
           ("l",), _copy, _NO_COPY, "swap", also="main original reference"),
    Action("copies.leave", "Back to the desk", "Copies", "To the article from which one came.",
           ("Esc", "y"), _with_copies, _NO_COPIES, menu=False, fixed=True),
)
# fmt: on
