"""Why a problem is one: a full sentence for each kind of finding, for people who ask before they mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spanloop.core.validation import ProblemCode

#: What goes wrong later when the finding stays as it is. What to do about it is the finding's own way out.
WHY: Mapping[ProblemCode, str] = {
    "out_of_range": "A mark is a place in the text, and this one points where there is no text: nothing can be read or"
    " exported from it.",
    "blank_edge": "White space belongs to no name and no word; two marks that differ by a blank count as different, so"
    " scores and agreement fall for nothing.",
    "silent_zone": "Boilerplate and comments are never shown to the extractor, so a mark in them is neither trained on"
    " nor scored.",
    "off_words": "The extractor reads whole words: a mark that begins or ends inside one cannot be learned from, and"
    " leaves the training data.",
    "unknown_label": "Only labels of the schema are exported and trained; this mark would stay behind.",
    "unknown_type": "Only event types of the schema are exported and trained; this event would stay behind with all"
    " that fills it.",
    "unknown_role": "The schema says what can take part in an event of this type; a filler in another role is read by"
    " nobody.",
    "unknown_attribute": "The schema does not know this attribute, so no export and no score will ever look at it.",
    "unknown_link": "Only links of the schema are exported; this one would stay behind.",
    "wrong_value": "An attribute has a fixed list of values, so that the same thing is always said in the same way; a"
    " value outside it counts as none.",
    "wrong_filler": "A role takes certain labels only. A filler of another kind teaches the extractor that anything"
    " may stand there, or the mark has the wrong label.",
    "lost_filler": "The argument points to a mark that is no longer there, so the event says less than it seems to.",
    "one_filler": "The guideline lets one thing stand in this role; with several nobody can tell which one is meant.",
    "lost_end": "A link joins two marks; with one of them gone it says nothing.",
    "wrong_end": "The schema says what a link may join. Between other marks it has no meaning, and exports leave it"
    " out.",
    "duplicate": "The same thing said twice counts twice: in figures, in the training data and in the scores.",
    "crossing": "Marks of one label may lie inside each other, not across each other: the extractor can learn only one"
    " of the two.",
    "no_time": "Values are compared and sorted as dates and lengths; one that is neither is left out of every table.",
    "missing_role": "The guideline expects this role to be filled wherever the text names something for it; an empty"
    " one teaches the extractor that there was nothing.",
}
