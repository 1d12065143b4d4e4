"""Pages of the web as articles: the whole visible text, and what of it is the article."""

from spanloop.articles.pages.read import READER, read_page

__all__ = ["READER", "read_page"]
