"""Damaged files: what can be read comes out, and what does not is said."""

from __future__ import annotations

import random
import shutil
import sqlite3
import struct
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from spanloop.core import ids
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author
from spanloop.store.project import Project
from spanloop.store.salvage.cells import read_leaf, whole_payload
from spanloop.store.salvage.finding import Finder
from spanloop.store.salvage.log import acts_behind_a_hit
from spanloop.store.salvage.numbering import wrong_numbers
from spanloop.store.salvage.pages import Pages
from spanloop.store.salvage.recovery import Recovery, recover_file
from spanloop.store.salvage.shapes import ADDED
from spanloop.store.tables import CONTENT, METADATA
from tests.unit.store.helpers import article, completion, content, event, mention, schema, verdict

Content = dict[str, list[tuple[Any, ...]]]
PAGE = 4096
ANN, BOB = (Author(str(UUID(int=number, version=4)), name) for number, name in ((1, "Ann"), (2, "Bob")))
MACHINE = Author(str(UUID(int=3, version=4)), "Extractor v1", "extractor")
WORDS = ("troops", "left", "Aleppo", "shelled", "the", "depot", "فى", "حلب", "👩‍🚒", "écouté", "checkpoint", "brigade")


def no_words(_: str) -> None:
    """Nobody listens."""


def text_of(number: int, length: int) -> str:
    chance = random.Random(number)
    return f"Article {number} begins. " + " ".join(chance.choice(WORDS) for _ in range(length))


class Clock:
    """Uids and times that are the same in every run, so that the same bytes are hit."""

    def __init__(self) -> None:
        self._chance = random.Random(0)
        self._ticks = 0

    def uuid7(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)

    def now(self, _: object) -> datetime:
        self._ticks += 1
        return datetime(2025, 3, 1, tzinfo=UTC) + timedelta(seconds=self._ticks)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with 60 articles, marks of three authors, and a history; never opened again."""
    path = tmp_path_factory.mktemp("sound") / "front.spanloop"
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "uuid7", clock.uuid7)
        patch.setattr(ids, "datetime", clock)
        fill(path)
    return path


def fill(path: Path) -> None:
    with Project.create(path, name="Front", schema=schema()) as project:
        articles = [article(text_of(n, 40 if n % 10 else 4000), title=f"Report {n}") for n in range(60)]
        with project.act(ANN, "import 60 articles") as act:
            for one in articles:
                act.add_article(one, raw=one.text.encode(), path=f"{one.title}.txt")
        for number, one in enumerate(articles):
            with project.act(ANN, "mark ARM") as act:
                who, left = mention(0, 7), mention(8, 8 + len(str(number)), "LOC")
                act.add_mentions(one.uid, ANN, [who, left])
                done = event(Argument("who", who.uid), start=8, end=8 + len(str(number)), attributes={"realis": "real"})
                act.add_events(one.uid, ANN, [done])
                if number % 2:
                    act.add_completions(one.uid, ANN, [completion(len(one.text))])
            with project.act(BOB, "suggest") as act:
                act.add_author(MACHINE)
                hint = mention(0, 7, "LOC", score=0.5)
                act.add_mentions(one.uid, MACHINE, [hint])
                act.add_verdicts(one.uid, ANN, [verdict(hint.uid, "rejected")])
            if number % 3 == 0:
                project.undo(BOB)


@pytest.fixture(scope="module")
def whole(sound: Path) -> Content:
    """All content of that project."""
    copy = sound.with_name("whole.spanloop")
    shutil.copyfile(sound, copy)
    with Project.open(copy) as project:
        return content(project)


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    path = tmp_path / "front.spanloop"
    shutil.copyfile(sound, path)
    return path


def recover(path: Path, *backups: Path, name: str = "new") -> tuple[Recovery, Content]:
    """Recover, and hold the new file to be sound."""
    done = recover_file(path, path.with_name(f"{name}.spanloop"), fallback=schema(), backups=backups, tell=no_words)
    with Project.open(done.path) as project:
        assert project.integrity() == []
        return done, content(project)


class Anatomy:
    """Which bytes of the file each row of content stands on."""

    def __init__(self, path: Path) -> None:
        pages = Pages(path)
        finder = Finder(pages)
        self.size = pages.size * pages.count
        self.bytes_of: dict[tuple[str, int], list[range]] = {}
        for table in CONTENT:
            for number in finder.found.leaves[table.name]:
                page = pages.read(number)
                assert page is not None
                base = (number - 1) * pages.size
                for cell in read_leaf(page, 0, pages.usable).cells:
                    _, chain = whole_payload(cell, pages.usable, pages.read)
                    spans = [range(base + cell.start, base + cell.end)]
                    spans += [range((one - 1) * pages.size, one * pages.size) for one in chain]
                    self.bytes_of[table.name, cell.rowid] = spans

    def hit(self, places: Collection[int]) -> set[tuple[str, int]]:
        """The rows that stand on one of these bytes."""
        ordered = sorted(places)
        return {
            row
            for row, spans in self.bytes_of.items()
            if any(
                (at := bisect_left(ordered, span.start)) < len(ordered) and ordered[at] < span.stop for span in spans
            )
        }


@pytest.fixture(scope="module")
def anatomy(sound: Path) -> Anatomy:
    return Anatomy(sound)


def needs(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The rows without which a row cannot be in a project."""
    for constraint in METADATA.tables[table].foreign_key_constraints:
        for element in constraint.elements:
            if element.column.name in ("id", "article_id") and element.column.table.name != "author":
                key = row[element.parent.name]
                if key is not None:
                    yield element.column.table.name, key
    if table == "article":
        yield "article_text", row["id"]
    if table == "article_text":
        yield "article", row["article_id"]


def dependents(whole: Content, hit: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Rows that were hit, and those that need them."""
    gone = set(hit)
    triggers = {row[0]: row[4] for row in whole["event"]}
    # Event and trigger say the same; where one was hit, nobody can tell which.
    gone |= {("span", triggers[key]) for table, key in hit if table == "event"}
    while True:
        before = len(gone)
        for name, rows in whole.items():
            columns = [column.name for column in METADATA.tables[name].columns]
            for row in rows:
                if any(need in gone for need in needs(name, dict(zip(columns, row, strict=True)))):
                    gone.add((name, row[0]))
        if len(gone) == before:
            return gone


def assert_nothing_readable_is_lost(whole: Content, found: Content, hit: set[tuple[str, int]]) -> None:
    excused = dependents(whole, hit)
    for name, rows in whole.items():
        there = set(found[name])
        lost = [row for row in rows if (name, row[0]) not in excused and row not in there]
        assert not lost, f"{name}: {lost[:3]}"
        # What is there is what was there, or of a row that was hit; its number may be what was hit.
        known, keys = set(rows), {row[0] for row in rows}
        assert all(row in known or (name, row[0]) in excused for row in there if row[0] in keys), name
        assert sum(row[0] not in keys for row in there) <= len(hit), name


def test_a_sound_file_comes_out_as_it_is(damaged: Path, whole: Content) -> None:
    done, found = recover(damaged)
    assert found == whole
    assert done.ledger.entries == ()
    assert (done.articles, done.lost) == (60, 0)
    with Project.open(done.path) as project:
        assert project.name == "Front"
        assert len(project.search("checkpoint", limit=None)) > 0
        project.undo(ANN)
        assert project.integrity() == []


@pytest.mark.parametrize("seed", [0, 2, 5, 11, 17, 53, 83, 89, 95])
def test_flipped_bytes(seed: int, damaged: Path, whole: Content, anatomy: Anatomy) -> None:
    """Bytes flipped anywhere, the first page included: all rows come out that stand on none of them."""
    chance = random.Random(seed)
    data = bytearray(damaged.read_bytes())
    places = [chance.randrange(len(data)) for _ in range((1, 3, 10, 40, 150, 600)[seed % 6])]
    for place in places:
        data[place] ^= chance.randrange(1, 256)
    damaged.write_bytes(data)
    _, found = recover(damaged)
    assert_nothing_readable_is_lost(whole, found, anatomy.hit(places))


@pytest.mark.parametrize("rubbish", [b"\0", b"\xa5", None])
def test_torn_pages(rubbish: bytes | None, damaged: Path, whole: Content, anatomy: Anatomy) -> None:
    """Whole pages overwritten, the first one and inner pages of tables among them."""
    chance = random.Random(len(rubbish or b"xx"))
    data = bytearray(damaged.read_bytes())
    pages = {1, *chance.sample(range(2, len(data) // PAGE + 1), 12)}
    places: list[int] = []
    for page in pages:
        start = (page - 1) * PAGE
        data[start : start + PAGE] = chance.randbytes(PAGE) if rubbish is None else rubbish * PAGE
        places += range(start, start + PAGE, 2)
    damaged.write_bytes(data)
    done, found = recover(damaged)
    assert_nothing_readable_is_lost(whole, found, anatomy.hit(places))
    assert done.ledger


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_file_that_is_cut_short(share: float, damaged: Path, whole: Content, anatomy: Anatomy) -> None:
    data = damaged.read_bytes()
    kept = int(len(data) * share)
    damaged.write_bytes(data[:kept])
    _, found = recover(damaged)
    assert_nothing_readable_is_lost(whole, found, anatomy.hit(range(kept, len(data), 2)))


def test_one_hit_frame_of_the_log_does_not_take_what_was_saved_after_it(sound: Path, tmp_path: Path) -> None:
    """SQLite stops at the first bad frame; an hour of work may stand behind it."""
    path = tmp_path / "front.spanloop"
    shutil.copyfile(sound, path)
    with Project.open(path) as project:
        uids = [row.uid for row in project.queue(ANN)]
        marks = [mention(10, 12 + n % 3, "LOC") for n in range(20)]
        for uid, one in zip(uids, marks, strict=False):
            with project.act(ANN, "mark LOC") as act:
                act.add_mentions(uid, ANN, [one])
        kept = tmp_path / "kept.spanloop"
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), kept.with_name(kept.name + suffix))
    log = kept.with_name(kept.name + "-wal")
    data = bytearray(log.read_bytes())
    data[32 + 2 * (24 + PAGE) + 500] ^= 0xFF
    log.write_bytes(data)
    with pytest.raises(SpanloopError, match="opening would lose 20 acts"):
        Project.open(kept)
    _, found = recover(kept)
    there = {row[1] for row in found["span"]}
    assert len({one.uid for one in marks} & there) >= 18
    before = kept.with_name("by-sqlite.spanloop")
    for suffix in ("", "-wal"):
        shutil.copyfile(kept.with_name(kept.name + suffix), before.with_name(before.name + suffix))
    with closing(sqlite3.connect(before)) as connection:
        known = {uid for (uid,) in connection.execute("SELECT uid FROM span")}
    assert len({one.uid for one in marks} & known) < 2  # why this is not left to SQLite


def test_a_log_whose_header_was_hit_and_one_that_was_begun_anew(sound: Path, tmp_path: Path) -> None:
    """SQLite takes neither for a log; the frames behind a header that holds are of before, and in the file already."""
    path = tmp_path / "front.spanloop"
    shutil.copyfile(sound, path)
    log = path.with_name(path.name + "-wal")
    with Project.open(path) as project:
        for number in range(5):
            with project.act(ANN, "mark LOC") as act:
                act.add_mentions(project.queue(ANN)[number].uid, ANN, [mention(10, 12, "LOC")])
        data = bytearray(log.read_bytes())
    log.write_bytes(data)
    assert acts_behind_a_hit(path) == 0
    log.write_bytes(data[:17] + bytes([data[17] ^ 1]) + data[18:])
    assert acts_behind_a_hit(path) >= 5
    anew = data[:12] + b"\0\0\0\1" + b"\x11" * 8
    log.write_bytes(anew + struct.pack(">II", *checksum(bytes(anew))) + data[32:])
    assert acts_behind_a_hit(path) == 0


def checksum(content: bytes) -> tuple[int, int]:
    """As SQLite's format says, for a log with little-endian sums."""
    one = two = 0
    for left, right in struct.iter_unpack("<II", content):
        one = (one + left + two) % 2**32
        two = (two + right + one) % 2**32
    return one, two


def test_a_log_that_was_lost(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "front.spanloop"
    shutil.copyfile(sound, path)
    with Project.open(path) as project:
        with project.act(ANN, "mark LOC") as act:
            act.add_mentions(project.queue(ANN)[0].uid, ANN, [mention(10, 12, "LOC")])
        alone = tmp_path / "alone.spanloop"
        shutil.copyfile(path, alone)
    done, found = recover(alone)
    assert done.articles == 60
    assert len(found["span"]) > 0


def test_a_backup_gives_back_what_is_lost(sound: Path, damaged: Path) -> None:
    """Rows that cannot be read any more are taken from a backup, also where work went on after it."""
    backup = damaged.with_name("backup.spanloop")
    shutil.copyfile(sound, backup)
    with Project.open(damaged) as project:
        uid = project.queue(ANN)[3].uid
        late = mention(10, 12, "LOC")
        with project.act(ANN, "mark LOC") as act:
            act.add_mentions(uid, ANN, [late])
        now = content(project)
    data = bytearray(damaged.read_bytes())
    anatomy = Anatomy(damaged)
    for (table, key), spans in anatomy.bytes_of.items():
        if (table == "span" and key % 7 == 0 and key < 100) or (table == "article_text" and key in (5, 11)):
            data[spans[0].start] ^= 0xFF
            data[spans[0].start + 9] ^= 0xFF
            data[spans[-1].start + 30] ^= 0x01
    damaged.write_bytes(data)
    alone, without = recover(damaged, name="without")
    assert alone.lost > 0
    assert len(without["span"]) < len(now["span"])
    done, found = recover(damaged, backup)
    assert (done.lost, found["span"], found["article_text"]) == (0, now["span"], now["article_text"])
    assert done.filled >= 10
    assert any(entry.code == "backup.used" for entry in done.ledger.entries)


def test_a_backup_of_another_course_gives_nothing(sound: Path, damaged: Path) -> None:
    """After going back to a backup, keys stand for other rows than in backups that were made meanwhile."""
    other = damaged.with_name("other.spanloop")
    shutil.copyfile(sound, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("UPDATE act SET uid = 'x' || uid")
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(damaged.read_bytes())
    anatomy = Anatomy(damaged)
    data[anatomy.bytes_of["span", 14][0].start + 1] ^= 0xFF
    data[anatomy.bytes_of["span", 14][0].start + 2] ^= 0xFF
    damaged.write_bytes(data)
    assert recover(damaged, other)[0].filled == 0


def test_a_damaged_file_of_an_older_format(damaged: Path, whole: Content) -> None:
    """Its tables are those that it says it has, in its own order of columns."""
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("article_note", "activity"):
            connection.execute(f"DROP TABLE {table}")
        (statement,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'article_state'").fetchone()
        turned = statement.replace("state VARCHAR NOT NULL", "", 1).replace(
            "reason VARCHAR NOT NULL", "reason VARCHAR NOT NULL, state VARCHAR NOT NULL", 1
        )
        connection.execute("DROP TABLE article_state")
        connection.execute(turned.replace(", \n\t, ", ", "))
        article, author = whole["article"][0][0], 1
        connection.execute(
            "INSERT INTO article_state (id, article_id, author_id, state, reason, at)"
            " VALUES (1, ?, ?, 'skipped', 'x', 't')",
            (article, author),
        )
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(damaged.read_bytes())
    data[40:60] = b"\xa5" * 20
    damaged.write_bytes(data)
    _, found = recover(damaged)
    assert found["article_state"] == [(1, article, author, "skipped", "x", "t")]
    assert found["span"] == whole["span"]


def of_older_shape(path: Path) -> None:
    """Rewrites the rows as they were before a column was added to their table in place: they end without it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table, columns in ADDED.items():
            for name in columns:
                (kind, default) = connection.execute(
                    "SELECT type, dflt_value FROM pragma_table_info(?) WHERE name = ?", (table, name)
                ).fetchone()
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
                rule = f" DEFAULT {default} NOT NULL" if default else ""
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{rule}")
        connection.execute("PRAGMA journal_mode = DELETE")


def test_rows_from_before_a_column_was_added(damaged: Path, whole: Content) -> None:
    """They are shorter, and what is absent is what the migration said; damage around them changes nothing of that."""
    of_older_shape(damaged)
    finder = Finder(Pages(damaged))
    assert {len(row.record.values) for row in finder.rows("span")} == {len(METADATA.tables["span"].columns) - 1}
    done, found = recover(damaged)
    assert found == whole
    assert done.ledger.entries == ()
    for seed in (2, 5, 95):
        chance = random.Random(seed)
        anatomy = Anatomy(damaged)
        copy = damaged.with_name(f"hit-{seed}.spanloop")
        data = bytearray(damaged.read_bytes())
        places = [chance.randrange(len(data)) for _ in range((1, 3, 10, 40, 150, 600)[seed % 6])]
        for place in places:
            data[place] ^= chance.randrange(1, 256)
        copy.write_bytes(data)
        _, found = recover(copy, name=f"new-{seed}")
        assert_nothing_readable_is_lost(whole, found, anatomy.hit(places))


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ([5, 6, 7, 8], {}),
        ([5, 9, 30, 31], {}),
        ([57, 58, 49, 60, 61], {2: 59}),
        ([58, 60, 60, 61], {1: 59}),
        ([58, 59, 61, 61], {2: 60}),
        ([57, 58, 7, 7, 61, 62], {2: 59, 3: 60}),
        ([4, 5, 3, 9, 10], {2: None}),
        ([900, 6, 7, 8], {0: None}),
        ([5, 6, 7, 2], {3: None}),
        ([], {}),
    ],
)
def test_a_number_out_of_order_is_told_by_its_neighbours(numbers: list[int], wrong: dict[int, int | None]) -> None:
    assert wrong_numbers(list(enumerate(numbers))) == wrong


@pytest.mark.parametrize("rubbish", [b"", b"Troops left Aleppo.", b"\x0d\x00\x01" * 9000])
def test_what_is_no_project(rubbish: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    path.write_bytes(rubbish)
    with pytest.raises(SpanloopError, match="Nothing of a Spanloop project"):
        recover(path)
    assert [one.name for one in tmp_path.iterdir()] == ["x.spanloop"]
