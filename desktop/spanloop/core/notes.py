"""Notes: what a person writes down about an article as a whole. Notes on marks stand in the marks themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleNote:
    """One author's note on an article. text: "" for one that was taken away. at: when it was last written, or ""."""

    uid: str
    text: str
    at: str = ""


def join_article_notes(ours: ArticleNote | None, theirs: ArticleNote) -> ArticleNote | None:
    """What an author's note on an article is when another copy of it comes in; None where it stays as it is.

    The later one holds, also where it takes the note away. Where one of them has no time, both texts are kept: which
    of them is the newer one cannot be known.
    """
    if ours is None:
        return theirs if theirs.text or theirs.at else None
    if ours.text == theirs.text:
        # The later time is kept, so that both copies come to say the same.
        return ArticleNote(ours.uid, ours.text, theirs.at) if theirs.at > ours.at else None
    if ours.at and theirs.at:
        later = theirs.at > ours.at or (theirs.at == ours.at and theirs.text > ours.text)
        return ArticleNote(ours.uid, theirs.text, theirs.at) if later else None
    if not theirs.text or theirs.text in ours.text:
        return None
    kept = theirs.text if ours.text in theirs.text else f"{ours.text}\n{theirs.text}"
    return ArticleNote(ours.uid, kept, max(ours.at, theirs.at))
