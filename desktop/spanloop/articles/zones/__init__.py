"""Zones of scraped pages: which lines are headline, standfirst, boilerplate, comment, or a digest item's date."""

from spanloop.articles.zones.propose import propose_zones
from spanloop.articles.zones.title import title_of

__all__ = ["propose_zones", "title_of"]
