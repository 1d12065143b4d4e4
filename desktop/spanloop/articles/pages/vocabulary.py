"""What the elements of pages call themselves: words of `class`, `id`, `role` and `itemprop`, and what they stand for.

Names are English on most sites whatever their language; the others are words that sites of our languages use often.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What an element may say of itself. BODY: the article's text. HEAD: the top of a page or of an article. META: who,
#: when, where it was filed. FURNITURE: anything else that is no article. KEEP: notes and key points,
#: which belong to the article.
BODY, HEADLINE, STANDFIRST = "body", "headline", "standfirst"
META, HEAD, FURNITURE, COMMENTS, CREDIT, KEEP = "meta", "head", "furniture", "comments", "credit", "keep"

_FURNITURE = """
nav navs navbar navigation navi navmenu menu menus mainmenu submenu topbar topnav subnav metanav breadcrumb breadcrumbs
crumb crumbs pagination pager paging pagenav prevnext sidebar sidebars rail colophon footer footers foot pidval
subfoot copyright copyrights legal imprint share shares sharing sharer sharebox sharethis sharedaddy social socials soc
addtoany addthis paylas podil related relatedposts recommended recommendations recommendation recirc recirculation
trending popular mostread mostviewed readmore readalso newsletter newsletters subscribe subscription subscriptions
signup mailchimp cookie cookies consent gdpr onetrust cmp tarteaucitron advert adverts advertisement advertising
advertorial ad ads adv adsense adslot dfp sponsor sponsored sponsors promo promos promotion outbrain taboola paywall
regwall login signin donate donation toolbar tools skiplink tags taglist tagcloud keywords etiketler etiquetas labels
toc bio authorbio pullquote popup modal overlay offcanvas weather poll quiz ilgili benzer relacionadas
relacionados pie teaserlist linklist sitelinks offscreen contribute contribuer abonnement upsell trust standards
actions buttons btn inread outstream carousel hotlist profile postprofile userinfo usercard avatar counter
"""
_COMMENTS = """
comments commentlist commentaires kommentare comentarios yorumlar commenti disqus talkbacks talkback discussion
discussions fb_comments conversation replies komentari komentarze disqus_thread livefyre comment responses comm discuss
"""
_META = """
byline by author authors autor auteur yazar meta metadata postmeta date datetime datum timestamp pubdate published
publishdate posted updated lastmodified readtime readingtime views dateline tarih datestamp rubric kicker eyebrow
overline surtitle surtitre topline owner category categories kategori section-label firma dachzeile rutitr
"""
_STANDFIRST = """
standfirst subtitle subheadline subhead subheading dek deck lead lede intro introduction summary excerpt chapo chapeau
teaser spot abstract entradilla vorspann unterzeile sommario sottotitolo ozet anons subtitulo
"""
_HEADLINE = "headline title headlines entrytitle posttitle titel titre titulo titolo baslik"
_CREDIT = "credit credits photographer photocredit copyright source attribution"
_KEEP = "footnote footnotes endnote endnotes fussnoten notes highlights takeaways keypoints key"
_HEAD = "header masthead banner"
_BODY = """
articlebody article-body articlecontent article-content articletext article-text articlecopy entry-content entrycontent
post-content postcontent post-body postbody post-text story-body storybody story-content storycontent story-text
story news-body newsbody newstext news-text news-content article__body article__content article__text content-body
body-content body-copy bodycopy bodytext body-text haber-metni haber-icerik reader-content moz-reader-content
postarticle td-post-content single-content singlepost-content rich_media_content article_body article_content artibody
"""


def _words(text: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), kind)


_KINDS: dict[str, str] = {
    **_words(_HEAD, HEAD),
    **_words(_HEADLINE, HEADLINE),
    **_words(_STANDFIRST, STANDFIRST),
    **_words(_META, META),
    **_words(_FURNITURE, FURNITURE),
    **_words(_COMMENTS, COMMENTS),
    **_words(_KEEP, KEEP),
}
#: Which of several words counts: "comments-title" is of comments, "related-title" is furniture.
_ORDER = (KEEP, COMMENTS, FURNITURE, META, STANDFIRST, HEADLINE, HEAD)
_BODIES = frozenset(_BODY.split())
_CREDITS = frozenset(_CREDIT.split())
#: Names that speak of the state of a page or of what its article is filed under, not of what the element is.
_STATE = re.compile(
    r"(?:has|no|not|with|without|is|hide|show|tag|category|cat|term|theme|format|status|layout|wp)-", re.I
)
#: A name that is a list of what the article is filed under; one that is a box beside it, which page builders also
#: use for parts of articles ("elementor-widget"); and one that holds the article's text, with a site's own words.
_LISTS = re.compile(r"(?:tag|cat|category|term)s?-(?:list|links?|cloud|items?)|wp-block-post-terms", re.I)
_BOX = re.compile(r"widgets?(?:[_-].*)?|(?:sidebar|footer|side)[_-]widgets?")
_LOOSE_BODY = re.compile(r"(?:^|[_-])(?:article|story|post|entry|news)[_-]{0,2}(?:body|content|text|copy)(?:$|[_-])")
_CUT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SKIP = re.compile(r"skip-?(?:link|to|nav|content)?$|skip-?link", re.I)
_ROLES = {
    "navigation": FURNITURE, "menu": FURNITURE, "menubar": FURNITURE, "search": FURNITURE, "contentinfo": FURNITURE,
    "complementary": FURNITURE, "dialog": FURNITURE, "alertdialog": FURNITURE, "toolbar": FURNITURE, "banner": HEAD,
    "tablist": FURNITURE, "form": FURNITURE, "doc-endnotes": KEEP, "doc-footnote": KEEP,
}  # fmt: skip
_PROPERTIES = {
    "articlebody": BODY, "reviewbody": BODY, "headline": HEADLINE, "author": META, "datepublished": META,
    "datemodified": META, "breadcrumb": FURNITURE, "comment": COMMENTS, "alternativeheadline": STANDFIRST,
    "description": STANDFIRST, "keywords": FURNITURE,
}  # fmt: skip
_TAGS = {
    "nav": FURNITURE, "aside": FURNITURE, "footer": FURNITURE, "menu": FURNITURE, "button": FURNITURE,
    "form": FURNITURE, "label": FURNITURE, "dialog": FURNITURE, "amp-ad": FURNITURE, "amp-consent": FURNITURE,
    "amp-sidebar": FURNITURE, "amp-social-share": FURNITURE, "header": HEAD, "h1": HEADLINE, "address": META,
}  # fmt: skip
#: Classes of text that is on the page for screen readers only.
_UNSEEN_NAMES = """
screen-reader-text sr-only visually-hidden visuallyhidden element-invisible screenreader screen-reader-only
u-visually-hidden assistive-text d-none is-hidden
"""
#: Words in the names of one comment, of what stands around or in one that is none, and of what holds several.
_ITEM_WORDS = "comment talkback yorum reply response item post message discuss komentar comentario comm tb"
_PART_WORDS = """
form respond reply replies title heading header count nav pagination send add post write new leave link box
"""
_HOLDER_WORDS = "comments form respond title heading list template wrap area count header notes nav"
_UNSEEN, _ITEMS, _PARTS, _HOLDERS = (
    frozenset(words.split()) for words in (_UNSEEN_NAMES, _ITEM_WORDS, _PART_WORDS, _HOLDER_WORDS)
)


def words_of_name(name: str) -> list[str]:
    """The words of a class or id, in small letters."""
    return [word.lower() for word in _CUT.split(name) if word]


def is_unseen(classes: Iterable[str]) -> bool:
    """Whether an element with these classes is made for screen readers only."""
    seen = set(classes)
    if "d-none" in seen and any(name.startswith("d-") and name != "d-none" for name in seen):
        seen.remove("d-none")  # hidden on small screens only
    return not seen.isdisjoint(_UNSEEN)


def meaning_of(tag: str, *, names: Sequence[str], role: str = "", itemprop: str = "") -> str:
    """What an element says of itself by its tag, class and id names, role and itemprop; "" where it says nothing.

    What was written for machines comes first (itemprop, role), then the names, then the tag.
    """
    for prop in itemprop.lower().split():
        if prop in _PROPERTIES:
            return _PROPERTIES[prop]
    if role.lower() in _ROLES:
        return _ROLES[role.lower()]
    return meaning_of_names(names) or _TAGS.get(tag, "")


def meaning_of_names(names: Sequence[str]) -> str:
    """The same for class and id names alone."""
    found: set[str] = set()
    for name in names:
        low = name.lower()
        if low in _BODIES or low.replace("_", "-") in _BODIES:
            found.add(BODY)
            continue
        if _LISTS.search(low) or _SKIP.fullmatch(low) or _BOX.fullmatch(low):
            found.add(FURNITURE)
            continue
        if _STATE.match(low) and not low.startswith("wp-block"):
            continue
        found.update(_KINDS[word] for word in (low, *words_of_name(name)) if word in _KINDS)
    if BODY in found and not found & {COMMENTS, KEEP}:
        return BODY
    kind = next((kind for kind in _ORDER if kind in found), "")
    if kind in ("", HEAD, HEADLINE) and any(_LOOSE_BODY.search(name.lower()) for name in names):
        return BODY
    return kind


def is_comment_part(names: Iterable[str]) -> bool:
    """Whether an element among comments is their heading or form, by its names."""
    return any(word in _PARTS for name in names for word in words_of_name(name))


def is_comment_item(names: Iterable[str]) -> bool:
    """Whether an element among comments is one comment, by its names."""
    words = {word for name in names for word in words_of_name(name)}
    return bool(words & _ITEMS) and not words & _HOLDERS


def is_credit(names: Iterable[str]) -> bool:
    """Whether an element says who took a picture, by its names."""
    return any(word in _CREDITS for name in names for word in words_of_name(name))
