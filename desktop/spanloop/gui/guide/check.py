"""The guide looked through by itself: the part of the self-test that shows whether it came along in a built program."""

from __future__ import annotations

from spanloop.core.errors import SpanloopError
from spanloop.gui.guide.book import pages
from spanloop.gui.guide.browser import GuideBrowser
from spanloop.gui.keywords import of_table
from spanloop.gui.theme import Theme


def read_all() -> int:
    """Set every page with its pictures, in light and in dark colours; how many pages there are.

    Needs an application object. Raises SpanloopError that names the page or picture that cannot be shown.
    """
    browser = GuideBrowser(Theme.named("light"), keys=of_table, zoom=100)
    for theme in ("light", "dark"):
        browser.set_theme(Theme.named(theme))
        for page in pages():
            browser.show_page(page)
            if page.title not in browser.toPlainText():
                raise SpanloopError("A page of the guide shows nothing", where=f"guide/{page.name}.md")
    browser.deleteLater()
    return len(pages())
