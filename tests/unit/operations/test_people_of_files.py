"""Files of several people that name nobody: told apart by file or folder, or said to be joined."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.formats.ledger import Ledger
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import Choices, import_look, look
from tests.unit.operations.bench import Bench

TEXT = "Gunners left Orsa."


def tsv(path: Path, label: str) -> Path:
    """A document of WebAnno whose first word has a label."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Thing|value\n\n\n#Text=Gunners left Orsa.\n"
        f"1-1\t0-7\tGunners\t{label}\t\n1-2\t8-12\tleft\t_\t\n1-3\t13-17\tOrsa\t_\t\n1-4\t17-18\t.\t_\t\n",
        encoding="utf-8",
    )
    return path


def brat(folder: Path, label: str) -> None:
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "one.ann").write_text(f"T1\t{label} 0 7\tGunners\n", encoding="utf-8")


def labels(bench: Bench) -> dict[str, list[str]]:
    """The labels of each author of the one article that came in."""
    (uid,) = [uid for uid in bench.project.article_uids() if uid != bench.article]
    return {
        marks.author.name: [mention.label for mention in marks.mentions] for marks in bench.project.all_marks(uid)
    }  # fmt: skip


def joined(ledger: Ledger) -> list[str]:
    return [f"{entry.article}: {entry.message}" for entry in ledger.entries if entry.code == "authors.joined"]


@pytest.mark.parametrize("suffix", ["tsv", "zip"])
def test_the_folders_of_an_exported_project_name_the_people(bench: Bench, tmp_path: Path, suffix: str) -> None:
    for place, label in (("annotation/a.txt/ali", "ARM"), ("annotation/a.txt/zoe", "GPE")):
        tsv(tmp_path / "p" / f"{place}.tsv", label)
    tsv(tmp_path / "p" / "curation" / "a.txt" / "CURATION_USER.tsv", "ARM")
    path = tmp_path / "p"
    if suffix == "zip":
        path = tmp_path / "p.zip"
        with zipfile.ZipFile(path, "w") as packed:
            for file in sorted((tmp_path / "p").rglob("*.tsv")):
                packed.write(file, file.relative_to(tmp_path / "p"))
    report = import_paths(bench.project, author=bench.author, paths=[path])
    assert labels(bench) == {"ali": ["ARM"], "zoe": ["GPE"], "gold": ["ARM"]}
    assert not joined(report.ledger)


UNMARKED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">\n<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" '
    'sofaString="{}"/>\n<cas:View sofa="1" members=""/>\n</xmi:XMI>\n'
)
XMI = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:c="http:///webanno/custom.ecore" xmi:version="2.0">\n'
    '<c:Thing xmi:id="2" sofa="1" begin="0" end="7" value="{}"/>\n'
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="Gunners left Orsa."/>\n'
    '<cas:View sofa="1" members="2"/>\n</xmi:XMI>\n'
)


@pytest.mark.parametrize("packed", ["folder", "zips in a folder", "zips in a zip"])
def test_the_folders_of_a_project_of_uima_name_the_people_too(bench: Bench, tmp_path: Path, packed: str) -> None:
    project = tmp_path / "project"
    for place, label in (("annotation/a.txt/ali", "ARM"), ("annotation/a.txt/zoe", "GPE"),
                         ("curation/a.txt/CURATION_USER", "GPE")):  # fmt: skip
        path = project / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if packed == "folder":
            path.with_suffix(".xmi").write_text(XMI.format(label), encoding="utf-8")
            continue
        with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
            archive.writestr(f"{path.name}.xmi", XMI.format(label))
    whole = project
    if packed == "zips in a zip":
        whole = tmp_path / "project.zip"
        with zipfile.ZipFile(whole, "w") as archive:
            for file in sorted(project.rglob("*.zip")):
                archive.write(file, file.relative_to(project))
    report = import_paths(bench.project, author=bench.author, paths=[whole])
    assert report.added == 1
    assert labels(bench) == {"ali": ["ARM"], "zoe": ["GPE"], "gold": ["GPE"]}


@pytest.mark.parametrize("packed", [False, True])
def test_a_whole_project_of_inception_comes_in_once(bench: Bench, tmp_path: Path, packed: bool) -> None:
    project = tmp_path / "news"
    for folder in ("source", "annotation/a.txt", "annotation/b.txt", "annotation_ser/a.txt", "log"):
        (project / folder).mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (project / "source" / name).write_text(TEXT if name == "a.txt" else "Nothing happened.", encoding="utf-8")
    (project / "annotation_ser" / "a.txt" / "ali.ser").write_bytes(b"\xac\xed\x00\x05")
    (project / "exportedproject.json").write_text('{"name": "news", "source_documents": [], "version": 1}', "utf-8")
    for place, content in (("a.txt/ali", XMI.format("ARM")), ("a.txt/INITIAL_CAS", UNMARKED.format(TEXT)),
                           ("b.txt/INITIAL_CAS", UNMARKED.format("Nothing happened."))):  # fmt: skip
        with zipfile.ZipFile(project / "annotation" / f"{place}.zip", "w") as archive:
            archive.writestr("a.xmi", content)
    whole = tmp_path / "news.zip"
    if packed:
        with zipfile.ZipFile(whole, "w") as archive:
            for file in sorted(one for one in project.rglob("*") if one.is_file()):
                archive.write(file, file.relative_to(project))
    report = import_paths(bench.project, author=bench.author, paths=[whole if packed else project])
    made = [uid for uid in bench.project.article_uids() if uid != bench.article]
    assert sorted(bench.project.article(uid).external_id or "" for uid in made) == ["a.txt", "b.txt"]
    assert [marks.author.name for uid in made for marks in bench.project.all_marks(uid)] == ["ali"]
    assert set(report.ledger.counts()) <= {"file.passed_over"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_project_of_inception_without_marks_that_others_read_is_refused(
    bench: Bench, tmp_path: Path, packed: bool
) -> None:
    files = {"exportedproject7.json": b"{}", "source/a.txt": TEXT.encode(), "annotation_ser/a.txt/ali.ser": b"\xac\xed"}
    path = tmp_path / "p.zip" if packed else tmp_path / "p"
    for name, content in files.items():
        if packed:
            with zipfile.ZipFile(path, "a") as archive:
                archive.writestr(name, content)
        else:
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    with pytest.raises(SpanloopError, match="whose marks only INCEpTION can read") as told:
        import_paths(bench.project, author=bench.author, paths=[path])
    assert told.value.where.endswith("exportedproject7.json")
    report = import_paths(bench.project, author=bench.author, paths=[path], skip_bad=True)
    assert (report.added, report.marks) == (1, 0)


def test_what_names_nobody_is_one_persons_and_the_ledger_says_of_which_files(bench: Bench, tmp_path: Path) -> None:
    for name, label in (("user1", "ARM"), ("user2", "GPE")):
        tsv(tmp_path / "in" / "X" / f"{name}.tsv", label)
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "in"])
    assert labels(bench) == {"Noor": ["ARM", "GPE"]}
    (told,) = joined(report.ledger)
    assert told.startswith("user1: X/user1.tsv and X/user2.tsv do not say whose marks these are")
    assert "--author-from" in told
    assert report.ledger.counts() == {"authors.joined": 1}, "the name of a file is no other title of the article"


@pytest.mark.parametrize("previewed", [False, True])
def test_each_file_can_be_a_person(bench: Bench, tmp_path: Path, previewed: bool) -> None:
    for name, label in (("user1", "ARM"), ("user2", "GPE"), ("CURATION_USER", "GPE")):
        tsv(tmp_path / "in" / "X" / f"{name}.tsv", label)
    if previewed:
        Choices(author_from="file").write(tmp_path / "c.json")
        chosen = Choices.read(tmp_path / "c.json").author_from
        found = look([tmp_path / "in"], into=tmp_path / "a.look", project=bench.project)
        report = import_look(bench.project, author=bench.author, look=found, author_from=chosen)
    else:
        report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "in"], author_from="file")
    assert labels(bench) == {"user1": ["ARM"], "user2": ["GPE"], "gold": ["GPE"]}
    (uid,) = [uid for uid in bench.project.article_uids() if uid != bench.article]
    assert bench.project.article(uid).title == "X", "an article is not called after one of those who marked it"
    assert not report.ledger


def test_each_folder_can_be_a_person(bench: Bench, tmp_path: Path) -> None:
    brat(tmp_path / "in" / "ali", "ARM")
    brat(tmp_path / "in" / "zoe", "GPE")
    import_paths(bench.project, author=bench.author, paths=[tmp_path / "in"], author_from="folder")
    assert labels(bench) == {"ali": ["ARM"], "zoe": ["GPE"]}
    again = import_paths(
        bench.project, author=bench.author, paths=[tmp_path / "in" / "zoe" / "one.ann"], author_from="folder"
    )
    assert (again.added, again.marks) == (0, 0), "a file that is named lies in a folder too"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("{}.conll", "Gunners\tB-{}\nleft\tO\n"),
        ("{}.conll", "-DOCSTART- O\n\nGunners\tB-{}\nleft\tO\n"),
        ("{}.json", '[["Gunners left.", {{"entities": [[0, 7, "{}"]]}}]]'),
        ("{}.jsonl", '{{"id": 7, "text": "Gunners left.", "label": [[0, 7, "{}"]]}}'),
    ],
)
def test_articles_that_are_called_after_the_file_of_a_person_are_told_by_their_text(
    bench: Bench, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / "set").mkdir()
    for person, label in (("ali", "ARM"), ("zoe", "GPE")):
        (tmp_path / "set" / name.format(person)).write_text(content.format(label), encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "set"], author_from="file")
    assert (report.added, report.marks) == (1, 2)
    assert labels(bench) == {"ali": ["ARM"], "zoe": ["GPE"]}


def test_a_look_says_which_files_would_be_joined(bench: Bench, tmp_path: Path) -> None:
    for name, label in (("user1", "ARM"), ("user2", "GPE")):
        tsv(tmp_path / "X" / f"{name}.tsv", label)
    found = look([tmp_path / "X"], into=tmp_path / "a.look", project=bench.project)
    notes = [dict(row.notes).get("authors.joined", "") for row in found.rows(0, 2)]
    assert notes[0] == ""
    assert notes[1].startswith("it and user1.tsv mark 1 article and do not say who")
    found = look([tmp_path / "X"], into=tmp_path / "b.look", project=bench.project, author_from="file")
    rows = [row.marked for row in found.rows(0, 2)]
    assert [row.authors for row in rows if row is not None] == [("user1",), ("user2",)]


def test_a_preview_keeps_stories_of_one_name_in_two_folders_apart(bench: Bench, tmp_path: Path) -> None:
    brat(tmp_path / "in" / "x", "ARM")
    brat(tmp_path / "in" / "y", "GPE")
    (tmp_path / "in" / "y" / "one.txt").write_text("Gunners left the town of Orsa.", encoding="utf-8")
    found = look([tmp_path / "in"], into=tmp_path / "a.look", project=bench.project)
    report = import_look(bench.project, author=bench.author, look=found)
    assert report.added == 2
    assert report.ledger.counts() == {"article.apart": 1}


@pytest.mark.parametrize(
    ("said", "title", "line"),
    [("prodigy", "Prodigy JSONL", 1), ("conll", "CoNLL", 6), ("jsonl", "Spanloop JSONL", 1), ("cas", "UIMA CAS", 1)],
)
def test_a_file_of_another_format_than_was_said_is_called_what_it_looks_like(
    bench: Bench, tmp_path: Path, said: str, title: str, line: int
) -> None:
    path = tsv(tmp_path / "a.tsv", "ARM")
    with pytest.raises(SpanloopError) as told:
        import_paths(bench.project, author=bench.author, paths=[path], file_format=said)
    assert told.value.what == f"This is not {title}: it looks like WebAnno TSV (webanno)"
    assert told.value.where == f"{path}, line {line}"
    assert "--format webanno" in told.value.way_out


def test_a_file_that_gives_no_marks_as_what_was_said_is_called_what_it_looks_like(bench: Bench, tmp_path: Path) -> None:
    line = {"id": 7, "text": TEXT, "entities": [{"id": 1, "label": "ARM", "start_offset": 0, "end_offset": 7}],
            "relations": []}  # fmt: skip
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(SpanloopError, match="not Prodigy JSONL: it looks like doccano JSONL") as told:
        import_paths(bench.project, author=bench.author, paths=[path], file_format="prodigy")
    assert told.value.where == f"{path}, line 1"
    report = import_paths(bench.project, author=bench.author, paths=[path], file_format="prodigy", skip_bad=True)
    assert (report.added, report.refused) == (0, 1)


def test_a_page_that_is_said_to_be_marks_is_called_a_page(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<!DOCTYPE html><html><body><p>Gunners left Orsa.</p></body></html>", encoding="utf-8")
    with pytest.raises(SpanloopError, match=r"not CoNLL: it looks like a web page\.") as told:
        import_paths(bench.project, author=bench.author, paths=[path], file_format="conll")
    assert told.value.where == f"{path}, line 1"


def test_what_is_wrong_within_a_file_of_the_format_that_was_said_is_said_as_it_is(bench: Bench, tmp_path: Path) -> None:
    path = tsv(tmp_path / "a.tsv", "ARM")
    path.write_text(path.read_text("utf-8") + "nothing\n", encoding="utf-8")
    with pytest.raises(SpanloopError, match="neither a token nor a sentence"):
        import_paths(bench.project, author=bench.author, paths=[path], file_format="webanno")
