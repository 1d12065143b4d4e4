"""What coming and going costs: imports of many articles beside SQLite alone, and the job after an import.

`python -m tests.benchmarks.exchange [--quick] [--json] [--articles N] [--rows PART ...]`. Articles have about 400 words
in seven languages (see exchange_texts), those with marks 500 English words (see exchange_marks). Each part runs in
processes of its own: once alone, for articles a second and the most memory above what the process had before; and once
more in turns with SQLite, which writes the same rows into the same tables and the same search index in one transaction,
so that whatever else the machine does hits both alike. The ratio of processor times (CPU) is less swayed by that than
the ratio of times by the clock. An export of training data takes turns with spaCy alone, which tokenizes and serialises
the same texts without any marks.
Parts: jsonl, csv, zip, folder (files with zones, fewer of them), prepare (tokens and clusters, after the JSONL), undo;
marked (JSONL with marks) and docbin (training data of these articles).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from spanloop.operations import projects
from tests.benchmarks.exchange_marks import write_marked
from tests.benchmarks.exchange_texts import Piece, make_articles
from tests.benchmarks.timing import table

_REPO = Path(__file__).parents[2]


class Size(NamedTuple):
    """How many articles: of JSONL and CSV, of files that are read one by one, and with marks."""

    articles: int = 100_000
    files: int = 5_000
    marked: int = 10_000


QUICK = Size(5_000, 1_000, 1_000)


class Part(NamedTuple):
    """A row of the table. measure: gives its numbers, by name without the part's own (see show).

    most_ratio, most_mb: targets, None where there is none. by: the ratio that the target is about.
    """

    key: str
    words: str
    measure: Callable[[Path, Size], dict[str, float]]
    most_ratio: float | None = None
    most_mb: float | None = None
    by: Literal["ratio", "cpu_ratio"] = "ratio"


def _lines(path: Path, pieces: Sequence[Piece] | Any) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for piece in pieces:
            line = {"id": piece.external_id, "title": piece.title, "date": piece.date, "source": piece.source}
            file.write(json.dumps(line | {"text": piece.text}, ensure_ascii=False) + "\n")
    return path


def _import_jsonl(folder: Path, size: Size) -> dict[str, float]:
    return _import(folder, "jsonl", _lines(folder / "articles.jsonl", make_articles(size.articles)))


def _import_csv(folder: Path, size: Size) -> dict[str, float]:
    source = folder / "articles.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "date", "source", "text"])
        for piece in make_articles(size.articles):
            writer.writerow([piece.external_id, piece.title, piece.date, piece.source, piece.text])
    return _import(folder, "csv", source)


def _import_zip(folder: Path, size: Size) -> dict[str, float]:
    source = folder / "articles.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for piece in make_articles(size.files):
            packed.writestr(f"{piece.external_id}.txt", _as_file(piece))
    return _import(folder, "zip", source)


def _import_folder(folder: Path, size: Size) -> dict[str, float]:
    source = folder / "files"
    source.mkdir()
    for piece in make_articles(size.files):
        (source / f"{piece.external_id}.txt").write_text(_as_file(piece), encoding="utf-8", newline="\n")
    return _import(folder, "folder", source)


def _as_file(piece: Piece) -> str:
    return f"{piece.title}\n\n{piece.date}\n\n{piece.text}\n"


def _import_marked(folder: Path, size: Size) -> dict[str, float]:
    source = write_marked(folder / "marked.jsonl", size.marked, schema=projects.default_schema())
    return _import(folder, "marked", source)


def _export_docbin(folder: Path, size: Size) -> dict[str, float]:
    project = folder / "marked.spanloop"
    if not project.exists():
        source = write_marked(folder / "marked.jsonl", size.marked, schema=projects.default_schema())
        _child("alone", project, source)
    _child("prepare", project)
    alone = _child("export", project, folder / "docbin")
    return _beside(alone, _child("export_paired", project, folder / "docbin-again"))


def _import(folder: Path, name: str, source: Path) -> dict[str, float]:
    project, again = folder / f"{name}.spanloop", folder / f"{name}-again.spanloop"
    alone = _child("alone", project, source)
    paired = _child("paired", again, project, source)
    for left in folder.glob(f"{name}-again.*"):
        left.unlink()
    return _beside(alone, paired)


def _beside(alone: dict[str, float], paired: dict[str, float]) -> dict[str, float]:
    """All numbers of a part: alone, and in turns with what is the least that it can cost."""
    return alone | {f"paired_{key}": value for key, value in paired.items()} | {
        "ratio": paired["s"] / paired["raw_s"], "cpu_ratio": paired["cpu_s"] / paired["raw_cpu_s"],
    }  # fmt: skip


def _prepare(folder: Path, size: Size) -> dict[str, float]:
    return _child("prepare", _imported(folder, size))


def _prepare_more(folder: Path, size: Size) -> dict[str, float]:
    """A hundred articles more, after everything else was prepared."""
    project = _imported(folder, size)
    _child("prepare", project)
    _child("alone", project, _lines(folder / "more.jsonl", make_articles(100, first=size.articles)))
    return _child("prepare", project)


def _undo(folder: Path, size: Size) -> dict[str, float]:
    return _child("undo", _imported(folder, size)) | {"articles": size.articles}


def _imported(folder: Path, size: Size) -> Path:
    """The project that the JSONL part left, else one made now."""
    project = folder / "jsonl.spanloop"
    if not project.exists():
        _child("alone", project, _lines(folder / "articles.jsonl", make_articles(size.articles)))
    return project


def _child(task: str, *arguments: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.exchange_child", task, *map(str, arguments)]
    done = subprocess.run(command, cwd=_REPO, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{task} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


PARTS = (
    Part("jsonl", "import of JSONL: text, id, title, date, source", _import_jsonl, 2.5, 400),
    Part("csv", "import of CSV, the same columns", _import_csv, None, 400),
    Part("zip", "import of text files in a ZIP, with zones", _import_zip, None, 400),
    Part("folder", "import of a folder of text files, with zones", _import_folder, None, 400),
    Part("prepare", "tokens and clusters after the JSONL", _prepare, None, 400),
    Part("prepare_more", "the same for 100 articles more", _prepare_more, None, 400),
    Part("undo", "undo of that import", _undo),
    Part("marked", "import of JSONL with 20 marks an article", _import_marked, 2.5, 400),
    Part("docbin", "training data of these, as DocBin", _export_docbin, 1.3, 400, by="cpu_ratio"),
)


def measure(parts: Sequence[str], size: Size) -> dict[str, Any]:
    """Every number of these parts as "part.name": seconds (s, cpu_s), megabytes above the baseline (mb), ratios."""
    found: dict[str, Any] = dict(size._asdict())
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        os.environ["SPANLOOP_HOME"] = name
        for part in PARTS:
            if part.key in parts:
                taken = part.measure(Path(name), size)
                found |= {f"{part.key}.{key}": value for key, value in taken.items()}
    return found


def show(found: dict[str, Any]) -> str:
    """The numbers as a table; a part that was not measured is left out."""
    heads = ("articles", "articles/s", "CPU ms each", "to the least", "CPU", "at most", "MB", "at most")
    rows: list[Sequence[str]] = [("", *heads, "")]
    wide = max(len(part.key) for part in PARTS) + 2
    for part in PARTS:
        values = {key.partition(".")[2]: value for key, value in found.items() if key.startswith(f"{part.key}.")}
        if not values:
            continue
        over = [
            most is not None and values.get(key, 0.0) > most
            for key, most in ((part.by, part.most_ratio), ("mb", part.most_mb))
        ]
        number = max(1, values["articles"])
        rows.append(
            (
                f"{part.key:{wide}}{part.words}", f"{values['articles']:,}", f"{number / values['s']:,.0f}",
                f"{values['cpu_s'] / number * 1e3:.2f}", _ratio(values.get("ratio")), _ratio(values.get("cpu_ratio")),
                _limit(part.most_ratio), f"{values['mb']:.0f}", _limit(part.most_mb), "over" if any(over) else "",
            )
        )  # fmt: skip
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    sizes = f"{found['articles']:,} articles, {found['files']:,} files, {found['marked']:,} with marks"
    return f"{sizes}; {where}\n\n{table(rows)}"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _limit(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    names = tuple(part.key for part in PARTS)
    parser = argparse.ArgumentParser(prog="tests.benchmarks.exchange", description="What coming and going costs.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK.articles:,} articles")
    parser.add_argument("--json", action="store_true", help="one object, a key for each number")
    parser.add_argument("--rows", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    parser.add_argument("--articles", type=int, help="so many articles")
    parser.add_argument("--files", type=int, help="so many files")
    parser.add_argument("--marked", type=int, help="so many articles with marks")
    chosen = parser.parse_args(arguments)
    size = QUICK if chosen.quick else Size()
    size = size._replace(**{name: value for name in size._fields if (value := getattr(chosen, name)) is not None})
    found = measure(chosen.rows, size)
    print(json.dumps(found, indent=1) if chosen.json else show(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
