"""Folders of mixed files by the command line: looked at, refused whole, brought in without what is bad, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.mixed_files import Mixed, make_mixed
from tests.e2e.verbs import Spanloop


@pytest.mark.parametrize("files", [48, pytest.param(1000, marks=pytest.mark.slow)])
def test_what_is_good_comes_in_once_and_what_is_bad_is_named(
    project: Path, spanloop: Spanloop, tmp_path: Path, files: int
) -> None:
    folder = tmp_path / "brought"
    made = make_mixed(folder, files=files)
    holds_what_was_made(spanloop, project, folder, made)


def holds_what_was_made(spanloop: Spanloop, project: Path, folder: Path, made: Mixed) -> None:
    bring = ("import", project, folder, "--author", "Noor", "--no-prepare")
    looked = spanloop.does(*bring, "--dry-run", "--json").json
    refused = {row["path"] for row in looked["rows"] if row["state"] == "refused"}
    assert refused == set(made.bad)
    assert spanloop.marks(project) == []

    spanloop.says(*bring).refuses(sorted(made.bad)[0], "None of the")
    assert spanloop.marks(project) == []

    told = spanloop.does(*bring, "--skip-bad", "--json").json
    assert told["articles"] == made.articles
    assert told["marks"] == made.kinds["jsonl"]
    left_out = {entry["article"] for entry in told["ledger"] if entry["code"] == "file.skipped"}
    assert left_out == set(made.bad)
    assert len(spanloop.marks(project)) == made.articles

    again = spanloop.does(*bring, "--skip-bad", "--json").json
    assert (again["articles"], again["known"]) == (0, made.articles)
    spanloop.does("undo", project, "--author", "Noor")
    assert spanloop.marks(project) == []
    assert spanloop.does("check", project).out == "sound\n"
