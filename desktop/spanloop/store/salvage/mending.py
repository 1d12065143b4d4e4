"""Rows that were read but do not fit together: what one of them says mends the other, as far as that is certain.

A text, its hash and the quotes of its marks say the same thing three times; where two agree against the third, the
third was hit.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from hashlib import sha256
from typing import Any

from spanloop.core.ids import new_uid
from spanloop.core.marks import Fragments
from spanloop.formats.ledger import Ledger
from spanloop.store.packing import pack_fragments, quote_of, unpack_bytes, unpack_fragments, unpack_words
from spanloop.store.salvage.shapes import one_of_columns
from spanloop.store.salvage.staging import Staging
from spanloop.store.tables import METADATA
from spanloop.store.writing_articles import text_hash

_MOST_RAW = 256 * 1024 * 1024
#: From here on two short texts are one text that was hit, and not two.
_ALIKE = 0.6
_HOLE = "�"
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class _Mark:
    key: int
    label: str
    start: int
    end: int
    fragments: str
    quote: str
    layer: str


class Mending:
    """Works on the rows aside, before they are placed. What it changes and what it gives up goes into the ledger."""

    def __init__(self, staging: Staging, ledger: Ledger) -> None:
        self._staging = staging
        self._sql = staging.sqlite
        self._ledger = ledger
        for table in ("span", "zone", "completion"):
            self._sql.execute(f"CREATE INDEX of_{table} ON {table} (article_id)")

    def mend(self) -> None:
        """Everything, in the order in which one thing needs the other."""
        self._mend_words()
        self._name_authors()
        self._find_texts()
        self._make_articles()
        for key, title, length, expected in list(self._articles()):
            self._mend_article(key, title, length, expected)
        self._mend_events()

    def _mend_words(self) -> None:
        """Columns that hold one of a few words: a word that was hit is nearest to what it was."""
        for table in METADATA.sorted_tables:
            for column, words in one_of_columns(table).items():
                query = f"SELECT DISTINCT {column} FROM {table.name} WHERE typeof({column}) = 'text'"
                for (said,) in self._sql.execute(query).fetchall():
                    near = [] if said in words else get_close_matches(said, words, n=1)
                    if near:
                        self._sql.execute(f"UPDATE {table.name} SET {column} = ? WHERE {column} = ?", (near[0], said))

    # ---- authors and articles

    def _name_authors(self) -> None:
        """Authors of whom only their marks are left. Nobody's suggestions become a person's marks by it."""
        known = {key for (key,) in self._sql.execute("SELECT id FROM author")}
        used: set[int] = set()
        for table in ("span", "event", "verdict", "completion", "article_state", "act", "extractor"):
            query = f"SELECT DISTINCT author_id FROM {table} WHERE typeof(author_id) = 'integer'"
            used.update(key for (key,) in self._sql.execute(query))
        for key in sorted(used - known):
            kind = self._kind_of(key)
            name = f"author {key}, name lost"
            self._sql.execute(
                "INSERT INTO author (id, uid, name, kind) VALUES (?, ?, ?, ?)", (key, new_uid(), name, kind)
            )
            self._ledger.add("author.name_lost", f"The name of an author was lost; their marks are under “{name}”")

    def _kind_of(self, key: int) -> str:
        if self._sql.execute("SELECT 1 FROM extractor WHERE author_id = ?", (key,)).fetchone():
            return "extractor"
        for table in ("completion", "verdict", "article_state"):
            if self._sql.execute(f"SELECT 1 FROM {table} WHERE author_id = ?", (key,)).fetchone():
                return "human"
        scored = "SELECT 1 FROM span WHERE author_id = ? AND score IS NOT NULL"
        return "extractor" if self._sql.execute(scored, (key,)).fetchone() else "human"

    def _find_texts(self) -> None:
        """A text that is gone, out of the bytes that were imported, where these are the text itself."""
        query = (
            "SELECT a.id, a.text_hash, r.content FROM article AS a JOIN article_raw AS r ON r.article_id = a.id"
            " LEFT JOIN article_text AS t ON t.article_id = a.id WHERE t.article_id IS NULL"
        )
        for key, expected, content in self._sql.execute(query).fetchall():
            try:
                text = unpack_bytes(content, limit=_MOST_RAW).decode("utf-8-sig")
            except (ValueError, TypeError):
                continue
            if text_hash(text) == expected:
                self._sql.execute("INSERT INTO article_text VALUES (?, ?, 1)", (key, text))

    def _make_articles(self) -> None:
        """Texts whose article's row is gone come in under their first words."""
        query = (
            "SELECT t.article_id, t.text FROM article_text AS t LEFT JOIN article AS a ON a.id = t.article_id"
            " WHERE a.id IS NULL AND t.text <> ''"
        )
        for key, text in self._sql.execute(query).fetchall():
            clean = str(text).replace("\0", _HOLE)
            title = clean.strip().split("\n")[0][:80]
            self._sql.execute(
                "INSERT INTO article (id, uid, external_id, title, source, date, language, meta, length, text_hash,"
                " added_at, revision_of, _trust) VALUES (?, ?, NULL, ?, '', '', '', '{}', ?, ?, '', NULL, 1)",
                (key, new_uid(), title, len(clean), text_hash(clean)),
            )
            self._ledger.add("article.details_lost", "Title, source, date and language were lost", article=title)

    def _articles(self) -> Iterator[tuple[int, str, Any, Any]]:
        return self._sql.execute("SELECT id, title, length, text_hash FROM article ORDER BY id")

    # ---- one article

    def _mend_article(self, key: int, title: str, length: Any, expected: Any) -> None:
        row = self._sql.execute("SELECT text FROM article_text WHERE article_id = ?", (key,)).fetchone()
        if row is None or not isinstance(row[0], str) or not row[0]:
            self._give_up_article(key, title)
            return
        text = self._whole_text(key, row[0], length)
        marks = list(self._marks(key))
        intact = text_hash(text) == expected
        if not intact:
            text, told = _patched(text, marks)
            intact = text_hash(text) == expected
            words = (
                "was put together again from what was marked in it" if intact else "is not the one that was imported"
            )
            tail = "" if intact else f"; {told} places were mended from what was marked there" if told else ""
            self._ledger.add("text.mended" if intact else "text.damaged", f"The text {words}{tail}", article=title)
        if text != row[0]:
            self._sql.execute("UPDATE article_text SET text = ? WHERE article_id = ?", (text, key))
        if not intact or len(text) != length:
            self._sql.execute(
                "UPDATE article SET length = ?, text_hash = ? WHERE id = ?", (len(text), text_hash(text), key)
            )
        for mark in marks:
            self._mend_mark(mark, text, title)
        self._mend_details(key, title)
        self._mend_ranges(key, title, len(text))
        self._mend_derived(key, title, len(text))

    def _give_up_article(self, key: int, title: str) -> None:
        quotes = [
            quote for (quote,) in self._sql.execute("SELECT quote FROM span WHERE article_id = ? LIMIT 3", (key,))
        ]
        words = "; marked in it: " + ", ".join(f"“{quote}”" for quote in quotes) if quotes else ""
        self._ledger.add("text.lost", f"The text of the article was lost{words}", article=str(title))
        self._sql.execute("DELETE FROM article_text WHERE article_id = ?", (key,))
        self._sql.execute("DELETE FROM article WHERE id = ?", (key,))

    def _whole_text(self, key: int, text: str, length: Any) -> str:
        """With holes of the right length where bytes are no text, so that what comes after stays in its place."""
        spoiled = self._staging.spoiled.get(key)
        if spoiled is not None and isinstance(length, int):
            hole = length - len(spoiled.head) - len(spoiled.tail)
            if 0 < hole <= len(text):
                text = spoiled.head + _HOLE * hole + spoiled.tail
        return text.replace("\0", _HOLE).encode("utf-8", "replace").decode()

    def _marks(self, key: int) -> Iterator[_Mark]:
        query = 'SELECT id, label, start, "end", fragments, quote, layer FROM span WHERE article_id = ? ORDER BY id'
        for row in self._sql.execute(query, (key,)).fetchall():
            mark = _Mark(*row)
            if isinstance(mark.start, int) and isinstance(mark.end, int) and isinstance(mark.quote, str):
                mark.fragments = mark.fragments if isinstance(mark.fragments, str) else ""
                yield mark

    def _mend_mark(self, mark: _Mark, text: str, title: str) -> None:
        fragments = _fragments(mark, text)
        found = quote_of(text, fragments) if fragments else None
        if fragments is not None and found == mark.quote:
            self._set_twin(mark)
            return
        if fragments is not None and found is not None and _alike(found, mark.quote):
            self._sql.execute("UPDATE span SET quote = ? WHERE id = ?", (found, mark.key))
            words = f"{mark.label}: the words were kept as “{mark.quote}”, the text says otherwise and holds"
            self._ledger.add("quote.mended", words, article=title, quote=found)
            self._set_twin(mark)
            return
        place = _nearest(text, mark.quote, mark.start)
        if place is None:
            self._sql.execute("DELETE FROM span WHERE id = ?", (mark.key,))
            words = f"{mark.label} at {mark.start}-{mark.end} is not in the text that is left"
            self._ledger.add("mark.lost", words, article=title, quote=mark.quote)
            return
        end = place + len(mark.quote)
        self._sql.execute(
            'UPDATE span SET start = ?, "end" = ?, fragments = ? WHERE id = ?',
            (place, end, pack_fragments(((place, end),)), mark.key),
        )
        self._ledger.add(
            "mark.moved", f"{mark.label}: the place was found again by its words", article=title, quote=mark.quote
        )
        self._set_twin(mark)

    def _set_twin(self, mark: _Mark) -> None:
        twin = 0 if mark.layer == "entities" else mark.key
        self._sql.execute("UPDATE span SET twin = ? WHERE id = ? AND twin IS NOT ?", (twin, mark.key, twin))

    def _mend_details(self, key: int, title: str) -> None:
        (meta,) = self._sql.execute("SELECT meta FROM article WHERE id = ?", (key,)).fetchone()
        try:
            json.loads(meta)
        except (ValueError, TypeError, RecursionError):
            self._sql.execute("UPDATE article SET meta = '{}' WHERE id = ?", (key,))
            self._ledger.add("article.details_lost", "Details could not be read", article=title, quote=str(meta))

    def _mend_ranges(self, key: int, title: str, length: int) -> None:
        last = 0
        zones = self._sql.execute('SELECT id, start, "end", kind FROM zone WHERE article_id = ? ORDER BY start', (key,))
        for zone, start, end, kind in zones.fetchall():
            if not (isinstance(start, int) and isinstance(end, int) and last <= start < end <= length):
                self._sql.execute("DELETE FROM zone WHERE id = ?", (zone,))
                self._ledger.add(
                    "zone.lost", f"The {kind} zone {start}-{end} overlaps another or lies outside", article=title
                )
            else:
                last = end
        self._sql.execute('UPDATE completion SET "end" = ? WHERE article_id = ? AND "end" > ?', (length, key, length))

    def _mend_derived(self, key: int, title: str, length: int) -> None:
        """Words are found again by the job that finds them; imported bytes that are not whole are of no use."""
        row = self._sql.execute("SELECT boundaries FROM article_words WHERE article_id = ?", (key,)).fetchone()
        if row is not None:
            try:
                good = all(0 <= start < end <= length for start, end in unpack_words(row[0], length=length))
            except (ValueError, TypeError):
                good = False
            if not good:
                self._sql.execute("DELETE FROM article_words WHERE article_id = ?", (key,))
        raw = self._sql.execute("SELECT content, sha256 FROM article_raw WHERE article_id = ?", (key,)).fetchone()
        if raw is not None and not _is_whole(raw[0], raw[1]):
            self._sql.execute("DELETE FROM article_raw WHERE article_id = ?", (key,))
            self._ledger.add(
                "raw.lost", "The bytes that were imported cannot be read; the text is there", article=title
            )

    # ---- events

    def _mend_events(self) -> None:
        """Trigger and event say the same uid, type, article and author, and what hangs on an event says them again; a
        trigger whose event is gone says what is needed of it."""
        self._sql.execute("CREATE INDEX by_trigger ON event (trigger_id)")
        self._find_triggers()
        common = Counter(
            type_
            for (type_,) in self._sql.execute(
                "SELECT label FROM span WHERE layer = 'events' UNION ALL SELECT type FROM event"
            )
        )
        for event, uid, type_, span, span_uid, label in self._sql.execute(
            "SELECT e.id, e.uid, e.type, s.id, s.uid, s.label FROM event AS e JOIN span AS s ON s.id = e.trigger_id"
            " WHERE s.label IS NOT e.type OR s.uid IS NOT e.uid OR s.twin IS NOT s.id"
            " OR s.article_id IS NOT e.article_id OR s.author_id IS NOT e.author_id"
        ).fetchall():
            # What was hit is seldom a uid, or a type that others have, any more.
            kept = span_uid if _is_uid(span_uid) and not _is_uid(uid) else uid
            name = label if common[label] > common[type_] else type_
            self._sql.execute(
                "UPDATE span SET label = ?, uid = ?, layer = 'events', twin = id WHERE id = ?", (name, kept, span)
            )
            self._sql.execute(
                "UPDATE event SET type = ?, uid = ?, (article_id, author_id) ="
                " (SELECT article_id, author_id FROM span WHERE id = trigger_id) WHERE id = ?",
                (name, kept, event),
            )
            self._ledger.add("event.mended", f"A {name} event and its trigger did not say the same ({type_}, {label})")
        for table in ("argument", "attribute"):
            self._sql.execute(
                f"UPDATE {table} SET (article_id, author_id) = (e.article_id, e.author_id) FROM event AS e"
                f" WHERE e.id = {table}.event_id"
                f" AND (e.article_id IS NOT {table}.article_id OR e.author_id IS NOT {table}.author_id)"
            )
        lone = self._sql.execute(
            "SELECT s.id, s.uid, s.label, s.article_id, s.author_id, s.quote FROM span AS s LEFT JOIN event AS e"
            " ON e.trigger_id = s.id WHERE s.layer = 'events' AND e.id IS NULL ORDER BY s.id"
        ).fetchall()
        if not lone:
            return
        keys = self._keys_of_lost_events()
        for span, uid, label, article, author, quote in lone:
            (highest,) = self._sql.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()
            wanted = keys.get((article, author), [])
            key = (
                wanted[0]
                if len(wanted) == 1
                else max(highest, *(0, *(one for some in keys.values() for one in some))) + 1
            )
            self._sql.execute(
                "INSERT OR IGNORE INTO event (id, uid, article_id, author_id, trigger_id, type, notes, changed,"
                " earlier, _trust) VALUES (?, ?, ?, ?, ?, ?, '', '', '', 1)",
                (key, uid, article, author, span, label),
            )
            words = f"The {label} event was made anew from its trigger; notes and score were lost"
            self._ledger.add("event.made_anew", words, quote=quote)

    def _find_triggers(self) -> None:
        """An event that points to another trigger than its own, or to a mention, has its own by the uid, or none."""
        self._sql.execute("CREATE INDEX by_uid ON span (uid)")
        for event, uid, type_, own in self._sql.execute(
            "SELECT e.id, e.uid, e.type, (SELECT o.id FROM span AS o WHERE o.uid = e.uid AND o.layer = 'events')"
            " FROM event AS e LEFT JOIN span AS s ON s.id = e.trigger_id"
            " WHERE s.id IS NULL OR s.uid IS NOT e.uid"
        ).fetchall():
            if own is not None:
                self._sql.execute("UPDATE event SET trigger_id = ? WHERE id = ?", (own, event))
                continue
            gone = self._sql.execute(
                "DELETE FROM event WHERE id = ? AND trigger_id IN (SELECT id FROM span WHERE layer = 'entities')",
                (event,),
            )
            if gone.rowcount:
                self._ledger.add("event.lost", f"The trigger of the {type_} event {uid} could not be found")

    def _keys_of_lost_events(self) -> dict[tuple[int, int], list[int]]:
        """Keys of events of which only arguments and attributes are left, by article and author."""
        found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for article, author, event in self._sql.execute(
            "SELECT DISTINCT x.article_id, x.author_id, x.event_id FROM"
            " (SELECT article_id, author_id, event_id FROM argument"
            " UNION SELECT article_id, author_id, event_id FROM attribute) AS x"
            " LEFT JOIN event AS e ON e.id = x.event_id"
            " WHERE e.id IS NULL AND typeof(x.event_id) = 'integer' ORDER BY x.event_id"
        ):
            found[article, author].append(event)
        return found


def _fragments(mark: _Mark, text: str) -> Fragments | None:
    """The fragments of a mark if they can be in the text."""
    try:
        fragments = unpack_fragments(mark.fragments, mark.start, mark.end)
        quote_of(text, fragments)
    except (ValueError, TypeError, IndexError):
        return None
    return fragments if (fragments[0][0], fragments[-1][1]) == (mark.start, mark.end) else None


def _patched(text: str, marks: list[_Mark]) -> tuple[str, int]:
    """A text that was hit, with the words of its marks put in where it says nearly the same; and in how many places."""
    told = 0
    for mark in marks:
        if mark.fragments or not 0 <= mark.start < mark.end <= len(text) or len(mark.quote) != mark.end - mark.start:
            continue
        there = text[mark.start : mark.end]
        if there != mark.quote and _HOLE not in mark.quote and (_HOLE in there or _alike(there, mark.quote)):
            text = text[: mark.start] + mark.quote + text[mark.end :]
            told += 1
    return text, told


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the words stand, nearest to where they should; None for nowhere."""
    if not quote or _HOLE in quote:
        return None
    start = min(max(start, 0), len(text))
    before, after = text.rfind(quote, 0, start + len(quote)), text.find(quote, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) if places else None


def _is_uid(uid: object) -> bool:
    return isinstance(uid, str) and _UID.fullmatch(uid) is not None


def _is_whole(content: Any, expected: Any) -> bool:
    try:
        return sha256(unpack_bytes(content, limit=_MOST_RAW)).hexdigest() == expected
    except (ValueError, TypeError, zlib.error):
        return False
