"""PDF through pypdf: the text of its pages as one article.

Scripts, attachments, forms and links in it are never looked at. What is weak: text comes in the order in which the file
draws it, so columns are as good as the program that made it; tables come as loose lines; right-to-left lines with
numbers or Latin words in them come partly out of order, which is noted.
"""

from __future__ import annotations

import io
import logging
import re
import time
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from spanloop.articles.columns import iso_date, language_code
from spanloop.articles.draft import Draft
from spanloop.articles.guess import guess_date, guess_language, shorten_title
from spanloop.articles.pdf_layout import Line, Page, lay_out
from spanloop.articles.zones import language_of, title_of
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import clean_text, fault_words
from spanloop.core.wording import count

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

READER = "pdf-1"

_MOST_PAGES = 1_000
#: Seconds of processor time for one file; what asks for more is made to.
MOST_SECONDS = 60.0
#: What pypdf may unpack of one stream, and how much drawing it may follow on one page.
_MOST_STREAM = 50_000_000
_MOST_STEPS = 500_000
_SAVE_AS = "Open it in a PDF program, and save its text."
#: Ligatures and joined forms of letters, which fonts have and texts do not.
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_NO_TITLE = re.compile(
    r"untitled|microsoft|powerpoint|document\d*$|.*\.(?:docx?|pdf|indd|qxd|html?|odt|rtf|xlsx?|txt|tmp)$|"
    r"https?:|about:|print|.{0,3}$",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?:admin|user|owner|root|author|unknown|microsoft|windows|guest|pc\b|.*[@\\/\d])", re.IGNORECASE
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


class _Silence(logging.Handler):
    """Counts what pypdf would say of a damaged file, instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        del record
        self.said += 1


@contextmanager
def _quiet() -> Iterator[_Silence]:
    """pypdf without a word to the terminal or to anybody's log."""
    silence, logger = _Silence(), logging.getLogger("pypdf")
    before = logger.propagate
    logger.addHandler(silence)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield silence
    finally:
        logger.propagate = before
        logger.removeHandler(silence)


class _TooSlowError(Exception):
    """The file takes more time than it is worth."""


def read_pdf(raw: bytes, *, name: str, seconds: float = MOST_SECONDS) -> Draft:
    """A PDF's bytes as an article.

    Raises SpanloopError where it asks for a password, has no text (a scan), is broken, or goes beyond the limits.
    """
    from pypdf import apply_configuration
    from pypdf.errors import LimitReachedError, PyPdfError

    limits = apply_configuration(
        maximum_declared_stream_length=_MOST_STREAM,
        array_based_stream_maximum_output_length=_MOST_STREAM,
        zlib_maximum_output_length=_MOST_STREAM,
        lzw_maximum_output_length=_MOST_STREAM,
        run_length_maximum_output_length=_MOST_STREAM,
        stream_decoding_work_maximum_length=4 * _MOST_STREAM,
        stream_parsing_work_maximum_count=_MOST_STEPS,
        page_tree_maximum_entries=20 * _MOST_PAGES,
        xform_maximum_invocations_per_extraction=500,
        jbig2dec_binary=None,
    )
    try:
        with _quiet() as silence, limits:
            read = _Reading(raw, name, time.process_time() + seconds)
            pages = read.pages()
            about = read.about()
    except SpanloopError:
        raise
    except _TooSlowError:
        what = f"it takes over {seconds:.0f} seconds to read"
        raise SpanloopError(what, where=name, way_out=_SAVE_AS) from None
    except LimitReachedError as error:
        raise SpanloopError(f"it asks for too much ({fault_words(error)})", where=name, way_out=_SAVE_AS) from error
    except Exception as error:
        # Broken files make pypdf raise anything at all; its own documentation says so.
        why = f" ({fault_words(error)})" if isinstance(error, PyPdfError) else ""
        raise SpanloopError(f"the PDF is damaged{why}", where=name, way_out=_SAVE_AS) from error
    notes = read.notes
    if silence.said:
        notes.append(("pdf.damaged", "the PDF is damaged in places; what could be read was"))
    return _draft(raw, name, pages, about, notes)


class _Reading:
    """One file while it is read."""

    def __init__(self, raw: bytes, name: str, until: float) -> None:
        from pypdf import PdfReader

        self._name = name
        self._until = until
        self.notes: list[tuple[str, str]] = []
        self._file: PdfReader = PdfReader(io.BytesIO(raw))
        if self._file.is_encrypted and not self._opens_without_password():
            raise SpanloopError("it asks for a password", where=name, way_out="Save a copy without one.")

    def _opens_without_password(self) -> bool:
        from pypdf.errors import DependencyError, PdfReadError

        try:
            return bool(self._file.decrypt(""))
        except (DependencyError, PdfReadError, NotImplementedError, ValueError):
            return False

    def pages(self) -> list[Page]:
        """The lines of every page, in the order in which the file draws them."""
        number = len(self._file.pages)
        if number > _MOST_PAGES:
            what = f"it has {number:,} pages"
            raise SpanloopError(what, where=self._name, way_out="Save the pages that you want as a file of their own.")
        found: list[Page] = []
        failed: list[int] = []
        for place in range(number):
            try:
                found.append(self._lines(self._file.pages[place]))
            except _TooSlowError:
                raise
            except Exception as error:
                # One page that cannot be read costs that page; when all are so, the last of them says why.
                failed.append(place + 1)
                if len(failed) == number:
                    raise
                self.notes.append(("pdf.page", f"page {place + 1} cannot be read ({fault_words(error)})"))
        blank = [str(place) for place, page in enumerate(found, 1) if not page.lines]
        if blank and len(blank) < len(found):
            self.notes.append(("pdf.page", f"no text on page {', '.join(blank[:20])}; there may be pictures of text"))
        return found

    def _lines(self, page: PageObject) -> Page:
        making = _Lines(self._check_time)
        page.extract_text(
            visitor_operand_before=lambda *_: self._check_time(),
            visitor_text=making.add,
        )
        return Page(making.made())

    def _check_time(self) -> None:
        if time.process_time() > self._until:
            raise _TooSlowError

    def about(self) -> dict[str, str]:
        """What the file says of itself: Title, Author, CreationDate, Lang."""
        try:
            held = {str(name): str(value) for name, value in (self._file.metadata or {}).items()}
            held["/Lang"] = str(self._file.root_object.get("/Lang", ""))
        except Exception as error:  # noqa: BLE001 - a damaged title is no reason to lose the text
            self.notes.append(("pdf.damaged", f"what the file says of itself cannot be read ({fault_words(error)})"))
            return {}
        return {name.lstrip("/"): clean_text(" ".join(value[:1000].split()))[0] for name, value in held.items()}


class _Lines:
    """Pieces of text with their places, as they are drawn, made into lines."""

    def __init__(self, check_time: Callable[[], None]) -> None:
        self._check_time = check_time
        self._lines: list[Line] = []
        self._words = ""
        self._at: tuple[float, float, float] | None = None

    def add(self, words: str, _: Any, place: Any, __: Any, size: float) -> None:
        """One piece; a line break in it ends a line."""
        self._check_time()
        for number, part in enumerate(words.split("\n")):
            if number:
                self._end()
            if part.strip() and self._at is None:
                self._at = (float(place[4]), float(place[5]), abs(float(size) * float(place[3] or 1)))
            self._words += part

    def _end(self) -> None:
        words = " ".join(_FORMS.sub(_plain_form, self._words).split())
        if words:
            x, y, size = self._at or (0.0, 0.0, 0.0)
            self._lines.append(Line(words, x, y, size))
        self._words, self._at = "", None

    def made(self) -> tuple[Line, ...]:
        """All lines."""
        self._end()
        return tuple(self._lines)


def _plain_form(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _draft(raw: bytes, name: str, pages: list[Page], about: dict[str, str], notes: list[tuple[str, str]]) -> Draft:
    layout = lay_out(pages)
    text, replaced = clean_text(layout.text)
    if not any(character.isalnum() for character in text):
        what = "it has no text; the pages may be pictures of text (a scan)"
        raise SpanloopError(what, where=name, way_out="Recognise its text (OCR) with another program first.")
    if len(_UNREADABLE.findall(text)) * 5 > sum(not character.isspace() for character in text):
        what = "its fonts do not say which letters they show"
        raise SpanloopError(what, where=name, way_out="Recognise its text (OCR) with another program first.")
    if replaced:
        notes.append(("text.replaced", f"{replaced} characters that cannot be stored became U+FFFD"))
    if layout.joined:
        notes.append(("pdf.hyphens", f"{count(layout.joined, 'word')} joined that line ends had parted"))
    said = language_code(about.get("Lang", ""))
    zones = layout.zones(guess_language(text, said=said))
    if len(_RIGHT_TO_LEFT.findall(text)) * 3 > len(text):
        notes.append(_right_to_left(text, name))
    draft = Draft(
        path=name, text=text, kind="pdf", reader=READER, raw=raw, external_id=name,
        language=language_of(text, zones, said=said), zones=zones, notes=tuple(notes),
    )  # fmt: skip
    return _described(draft, about)


def _right_to_left(text: str, name: str) -> tuple[str, str]:
    """pypdf turns such lines around, as most files draw them from the left; files that do not come out mirrored."""
    from spanloop.articles.guess import telling_words

    if telling_words(text) < telling_words(" ".join(word[::-1] for word in text.split())):
        what = "its right-to-left text comes out mirrored"
        raise SpanloopError(what, where=name, way_out=_SAVE_AS)
    return "pdf.right_to_left", "right-to-left lines with numbers or Latin words may be out of order; compare the page"


def _described(draft: Draft, about: dict[str, str]) -> Draft:
    """With title, date and author, from what the file says of itself where that can be meant."""
    title = about.get("Title", "")
    usable = not _NO_TITLE.match(title) and len(re.findall(r"\w+", title)) > 1
    author = about.get("Author", "")
    date = guess_date(draft.text, name=PurePosixPath(draft.path).name)
    notes = draft.notes
    if not date and (made := re.match(r"D:((?:19|20)\d{6})", about.get("CreationDate", ""))):
        date = iso_date(made[1])
        notes += (("pdf.date", "the date is the day on which the file was made; its text has none"),) if date else ()
    return replace(
        draft,
        title=shorten_title(title) if usable else title_of(draft.text, draft.zones),
        byline="" if _NO_PERSON.match(author) else author[:200],
        date=date,
        notes=notes,
    )
