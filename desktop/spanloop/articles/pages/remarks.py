"""What stands among the comments of a page: comments, and the headings, forms and buttons around them."""

from __future__ import annotations

from spanloop.articles.pages.judgement import Judgement
from spanloop.articles.pages.vocabulary import COMMENTS, is_comment_item, is_comment_part
from spanloop.core.article import ZoneKind

_ITEMS = frozenset({"li", "dt", "dd", "article"})
_PARTS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "form", "label", "button", "legend"})
#: Roles of lines that stand around comments and not in them.
_AROUND = frozenset({"comments", "form", "nav", "news", "rights", "related", "share", "about", "ad", "more"})


def comment_kind(state: Judgement, index: int) -> ZoneKind:
    """Whether a line among comments is part of one, or furniture around them."""
    item, part, top = _stand(state, state.place_of(index))
    if item and state.roles[index] != "form":
        return "comment"
    if part or state.roles[index] in _AROUND or _has_items(state, top):
        return "boilerplate"
    return "comment" if state.page.places[top].prose or state.rules[index] == "comment" else "boilerplate"


def _stand(state: Judgement, place: int) -> tuple[bool, bool, int]:
    """Whether a place stands in one comment, whether in a heading or form, and the outermost place of comments."""
    item = part = False
    top = place
    while place >= 0 and state.meanings[place] == COMMENTS:
        one = state.page.places[place]
        if is_item(state, place):
            item = True
        elif not item and (one.tag in _PARTS or is_comment_part(one.names)):
            part = True
        top, place = place, one.parent
    return item and not part, part, top


def is_item(state: Judgement, place: int) -> bool:
    """Whether a place is one comment: a list's item, or of such a name."""
    one = state.page.places[place]
    outermost = one.parent < 0 or state.meanings[one.parent] != COMMENTS
    if one.tag in _ITEMS and not outermost:
        return True
    return is_comment_item(one.names) and not (is_comment_part(one.names) and outermost)


def _has_items(state: Judgement, top: int) -> bool:
    """Whether any comment was told from what is around it in this part of the page."""
    if top not in state.items:
        state.items[top] = any(
            state.meanings[place.index] == COMMENTS and is_item(state, place.index)
            for place in state.page.places[top : state.page.places[top].end]
        )
    return state.items[top]
