"""Every kind of file through one act: all or nothing, known again, undone as one, without what it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.operations import undoing
from spanloop.operations.importing import import_paths, readable, weight
from spanloop.operations.projects import create_project, sign_in
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench

PAGE = """<!doctype html><html lang="en"><head><title>{title} | Velm Post</title>
<meta property="og:site_name" content="Velm Post"></head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>{title}</h1><p>March 3, 2022</p><p>{body} The ferry stopped as well until further notice was given.</p>
<p>Two men were held at the crossing and set free in the evening.</p></article>
<aside>Most read: ten things</aside></body></html>"""


def page(title: str = "Bridge closed at Orsa", body: str = "Soldiers closed the bridge on Monday.") -> str:
    return PAGE.format(title=title, body=body)


def test_the_history_names_one_file_and_counts_several(bench: Bench, tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("orsa.txt", "velm.txt", "wires")]
    places[2].mkdir()
    (places[2] / "lists.csv").write_text("title,text\n" + "Ford,Shelled.\n" * 400, encoding="utf-8")
    for place in places[:2]:
        place.write_text(f"Report of {place.stem}.\n", encoding="utf-8")
    told: list[str | None] = []
    for some in (places[:1], places[1:2] + places[2:], places[2:]):
        import_paths(bench.project, author=bench.author, paths=some)
        told.append(bench.project.undo_label(bench.author))
        undoing.undo(bench.project, author=bench.author)
    assert told == ["import orsa.txt", "import 1 file and 1 folder", "import wires"]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with a page, a text, a table, an archive, a file of marks and a picture."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "bridge.html").write_text(page(), encoding="utf-8")
    (folder / "depot.txt").write_text("Depot burns in Velm\n\nA depot burned in Velm on Monday.\n", encoding="utf-8")
    rows = "id,title,text\n7,Shells on Orsa,Shells fell on Orsa again this morning.\n8,Envoy,The envoy flew home.\n"
    (folder / "links.csv").write_text(rows, encoding="utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("a/harbour.html", page("Harbour opens in Tarn", "Dockers opened the harbour."))
    line = {"text": "Troops moved.", "entities": [{"start": 0, "end": 6, "label": "ARM"}]}
    (folder / "marks.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (folder / "map.png").write_bytes(b"\x89PNG")
    return folder


def rows(project: Project) -> dict[str, tuple[object, ...]]:
    """The content of every table that undo answers for."""
    from spanloop.store.tables import CONTENT

    found: dict[str, tuple[object, ...]] = {}
    for table in CONTENT:
        held = project._connection.execute(table.select().order_by(*table.primary_key))
        found[table.name] = tuple(tuple(row) for row in held)
    return found


def test_a_folder_of_all_kinds_comes_in_as_one_act(bench: Bench, mixed: Path) -> None:
    before = rows(bench.project)
    report = import_paths(bench.project, author=bench.author, paths=[mixed])
    assert (report.added, report.marks, report.skipped) == (6, 1, 1)
    articles = {article.external_id or article.text: article for article, _ in bench.project.records()}
    bridge, harbour = articles["bridge.html"], articles["old.zip/a/harbour.html"]
    assert (bridge.title, bridge.date, bridge.source) == ("Bridge closed at Orsa", "2022-03-03", "Velm Post")
    assert bridge.silences(((bridge.text.index("Most read"), bridge.text.index("ten things")),))
    assert harbour.meta["path"] == "old.zip/a/harbour.html"
    known = {known.uid: known for known in bench.project.known_articles()}
    assert (known[bridge.uid].kind, known[bridge.uid].path) == ("html", "bridge.html")
    raw = bench.project.article_raw(bridge.uid)
    assert raw is not None
    assert raw[0] == (mixed / "bridge.html").read_bytes()
    undoing.undo(bench.project, author=bench.author)
    assert rows(bench.project) == before


def test_the_same_files_again_are_known(bench: Bench, mixed: Path) -> None:
    import_paths(bench.project, author=bench.author, paths=[mixed])
    again = import_paths(bench.project, author=bench.author, paths=[mixed])
    assert (again.added, again.known, again.marks) == (0, 6, 0)
    assert not again.changes


@pytest.mark.parametrize("name", ["bridge.html", "depot.txt"])
def test_a_name_with_another_content_refuses_all_and_says_where(bench: Bench, mixed: Path, name: str) -> None:
    import_paths(bench.project, author=bench.author, paths=[mixed])
    before = rows(bench.project)
    burned = "Depot burns in Velm\n\nA depot burned in Velm on Tuesday.\n"
    changed = page(body="Soldiers opened the bridge on Tuesday.") if name.endswith("html") else burned
    (mixed / name).write_text(changed, encoding="utf-8")
    (mixed / "new.txt").write_text("Something new came up.\n", encoding="utf-8")
    with pytest.raises(SpanloopError) as refused:
        import_paths(bench.project, author=bench.author, paths=[mixed])
    assert refused.value.where == name
    assert refused.value.way_out.endswith(
        "None of the 6 files was imported; `look` lists them, and --skip-bad leaves out what is bad."
    )
    assert ("--revise" in refused.value.way_out) == name.endswith("html")
    assert rows(bench.project) == before
    report = import_paths(bench.project, author=bench.author, paths=[mixed], skip_bad=True)
    assert (report.added, report.known, report.refused) == (1, 5, 1)


def test_all_that_is_bad_is_counted_and_the_first_are_named(bench: Bench, mixed: Path) -> None:
    import_paths(bench.project, author=bench.author, paths=[mixed / "depot.txt"])
    for number in range(4):
        (mixed / f"b{number}.txt").write_bytes(bytes(range(256)) * 40)
    (mixed / "depot.txt").write_text("Depot burns in Velm\n\nA depot burned in Velm on Tuesday.\n", encoding="utf-8")
    with pytest.raises(SpanloopError) as refused:
        import_paths(bench.project, author=bench.author, paths=[mixed])
    said = str(refused.value)
    assert said.startswith("b0.txt: the file is not text")
    assert "4 more are bad: b1.txt (the file is not text" in said
    assert " and 1 more. None of the 9 files was imported" in said
    assert "\n" not in said


def test_a_page_whose_furniture_changed_is_the_same_article(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "bridge.html"
    path.write_text(page(), encoding="utf-8")
    import_paths(bench.project, author=bench.author, paths=[path])
    path.write_text(page().replace("<nav>", "<!-- edition 2 --><nav>"), encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[path])
    assert (report.added, report.known) == (0, 1)


def test_nothing_to_import_is_said(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "map.png").write_bytes(b"\x89PNG")
    with pytest.raises(SpanloopError, match="no file to import"):
        import_paths(bench.project, author=bench.author, paths=[tmp_path / "only"])


def test_what_a_folder_weighs_and_what_can_be_read(mixed: Path) -> None:
    assert weight([mixed / "depot.txt", mixed / "gone.txt"]) == (mixed / "depot.txt").stat().st_size
    endings = {ending for _, endings in readable() for ending in endings}
    assert endings >= {".html", ".htm", ".md", ".txt", ".csv", ".xlsx", ".jsonl", ".pdf", ".zip"}


_NAMES = st.sampled_from(["a.txt", "b.txt", "c.md", "d.html", "e.jsonl"])
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def one_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """One for all examples: each leaves it as it was."""
    with create_project(tmp_path_factory.mktemp("one") / "p.spanloop") as project:
        yield project


@given(files=st.dictionaries(_NAMES, _WORDS.filter(lambda text: any(c.isalnum() for c in text)), min_size=1))
@settings(max_examples=25)
def test_whatever_comes_in_goes_again_by_one_undo(
    files: dict[str, str], one_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    for name, words in files.items():
        text = page(body=words) if name.endswith("html") else words
        text = json.dumps({"id": name, "text": text}) + "\n" if name.endswith("jsonl") else text
        (folder / name).write_text(text, encoding="utf-8")
    author = sign_in(one_project, name="Noor")
    before = rows(one_project)
    report = import_paths(one_project, author=author, paths=[folder], skip_bad=True)
    assert report.added + report.refused + report.known == len(files)
    if report.added:
        undoing.undo(one_project, author=author)
    assert rows(one_project) == before


_LEAN = """
import sys
from pathlib import Path
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import look
from spanloop.operations.projects import create_project, sign_in
folder = Path(sys.argv[1])
with create_project(folder / "p.spanloop") as project:
    look([folder / "in"], into=folder / "a.look", project=project)
    print(import_paths(project, author=sign_in(project, name="Noor"), paths=[folder / "in"]).added)
heavy = ("trafilatura", "lxml", "pypdf", "openpyxl", "dateparser", "spacy", "numpy", "PySide6")
print(sorted(name for name in heavy if name in sys.modules))
"""


def test_texts_and_marks_come_in_without_the_libraries_for_pages(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "depot.txt").write_text("A depot burned in Velm on Monday.\n", encoding="utf-8")
    (tmp_path / "in" / "two.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _LEAN, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["3", "[]"]
