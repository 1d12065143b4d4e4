"""Zones of scraped pages: which lines are headline, standfirst, boilerplate, comment, or a digest item's date."""

from spanloop.articles.zones.language import language_of, read_zones
from spanloop.articles.zones.propose import propose_zones
from spanloop.articles.zones.title import title_of

__all__ = ["language_of", "propose_zones", "read_zones", "title_of"]
