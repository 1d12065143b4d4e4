"""What kinds of ledger entries are called in a table that people read; the codes themselves are for scripts."""

from __future__ import annotations

from collections.abc import Mapping

#: By code, as the head of a row whose number says how many.
_KINDS: Mapping[str, str] = {
    "article.apart": "articles whose name is taken by another story",
    "article.known": "articles that were here already",
    "article.language": "articles in another language",
    "article.superseded": "articles with a newer text here",
    "articles.not_carried": "articles left out",
    "authors.joined": "files that say something of the same article",
    "authors.not_carried": "whose marks they are",
    "document.empty": "articles without text",
    "document.refused": "articles left out",
    "label.not_in_schema": "marks with a label that the schema lacks",
    "mark.known": "articles with marks that were here already",
    "mark.left": "marks without a place in the newer text",
    "mentions.nested": "how mentions inside others are learned",
    "name.left_out": "marks whose names are left out",
    "name.unknown": "names that the schema lacks",
    "offsets.converted": "places counted in other units, converted",
    "offsets.repaired": "marks moved to the words that they quote",
    "relation.refused": "relations left out",
    "relation.twice": "relations that stood twice",
    "schema.changed": "articles marked under another schema",
    "schema.grown": "names added to the label schema",
    "span.discontinuous": "mentions of several fragments",
    "span.misaligned": "mentions that begin or end within a word",
    "span.nested": "mentions inside longer ones",
    "span.no_label": "spans without a label",
    "span.outside_segments": "marks in boilerplate or comments",
    "span.refused": "spans left out",
    "span.white_space": "mentions with white space at an edge",
    "text.replaced": "characters that cannot be stored",
    "truth.skipped": "articles that are not settled",
    "truth.untouched": "articles that nobody marked or completed",
    "twice.not_carried": "marks that stand twice at one place",
}
_STATES = {"not_read": "not read", "refused": "left out", "twice": "standing twice", "lost": "lost"}


def kind_words(code: str) -> str:
    """What an entry is about, by its code: "mentions inside longer ones" for "span.nested"; "attribute, not read" for
    "attribute.not_read", which has no words of its own."""
    known = _KINDS.get(code)
    if known is not None:
        return known
    thing, _, what = code.partition(".")
    named = thing.replace("_", " ")
    return f"{named}, {_STATES.get(what, what.replace('_', ' '))}" if what else named
