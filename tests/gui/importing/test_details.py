"""Byline and address of an article: in its details and beside its title, as text that can be copied."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from tests.gui.shell.conftest import Person

URL = "https://levant-daily.example/convoy?id=7&lang=en"


def test_byline_and_address_are_shown_and_the_address_is_copied(person: Person) -> None:
    article = Article(new_uid(), "Convoy crosses\n\nThirty lorries crossed.", title="Convoy crosses")
    article = replace(article, meta={"byline": "Rana <b>Haddad</b>", "url": URL})
    session = person.window.projects.session
    assert session is not None
    with person.project.act(session.author, "bring") as act:
        act.add_article(article)
    session.take(act.changes)
    session.open(article.uid)
    assert "&lt;b&gt;Haddad" in person.window.page.article_bar.toolTip(), "text of strangers is never markup"
    person.press("F2")
    sheet = person.dialog("details")
    assert "By Rana <b>Haddad</b>" in [label.text() for label in sheet.findChildren(QLabel)]
    person.clicks(sheet.copy_button)
    assert QGuiApplication.clipboard().text() == URL
    person.press("Esc")
    QGuiApplication.clipboard().clear()
