"""In whose name marks are suggested on copies: one rule set for each person, so that people mark apart."""

from __future__ import annotations

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author

_NAME = "copies of "


def copies_author(person: Author) -> Author:
    """The author of what comes as suggestions from a person's marks on copies; known by kind and name."""
    return Author(new_uid(), f"{_NAME}{person.name}", "rules")


def is_of_copies(author: Author) -> bool:
    """Whether an author suggests what somebody marked on another copy."""
    return author.kind == "rules" and author.name.startswith(_NAME)


def is_offered_to(suggesting: Author, person: Author) -> bool:
    """Whether suggestions of an author are for a person: what comes from marks on copies is for whose marks it is.

    Somebody else would see in them what another person marked, before they marked it themselves.
    """
    return not is_of_copies(suggesting) or suggesting.name == f"{_NAME}{person.name}"
