"""What suggesting costs beside `nlp.pipe` of plain spaCy: the same trained pipeline, the same texts.

A version is trained on half of the articles of m2e2 and suggests over its others, those of re3d and of WikiEvents,
which stand in the project without a mark. Plain spaCy gets the texts of their segments ready made. Each job runs in a
fork of one process that has read all texts before, so that words are known and no features are; the order changes each
time. Processor seconds of all threads. Three prices of features:

new         nobody has read these sentences; what is computed is kept on the disk, on both sides
not kept    the same, but plain spaCy keeps nothing, as it would without Spanloop
at hand     the features of all sentences are on the disk, on both sides

and for each of them three rows:

marks       learn.suggest: articles in, marks in article offsets out, beside `nlp.pipe`
unwritten   the operation less its writing: which articles wait, the version's files and trust, loading it, marks, what
            their scores mean; beside `spacy.load` and `nlp.pipe`, to which words are new as well
whole       the operation with its one transaction, every suggestion in the project's file; beside the same
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from spanloop.core.article import Article
from spanloop.core.marks import Author
from spanloop.core.segments import segments
from spanloop.learn.embedding.weights import is_here
from spanloop.operations import projects
from tests.benchmarks.learning.data import Record, folds, read_m2e2, read_re3d, read_wikievents
from tests.benchmarks.learning.project import NAME, make_project
from tests.benchmarks.timing import table

REPEATS, QUICK_STEPS = 3, 60
ALLOWED = 1.05
_, NOT_KEPT, AT_HAND = WAYS = ("new", "not kept", "at hand")
ROWS = ("marks", "unwritten", "whole")
Seconds = dict[str, float]


@dataclass
class _Bench:
    """A project with a trained version. folder: its data folder. texts: those of all segments that wait.

    nlp: the version; keeps: whether features are kept on the disk.
    """

    folder: Path
    project: Path
    uid: str
    articles: Sequence[Article]
    texts: Sequence[str]
    nlp: Any = None
    keeps: bool = True

    @property
    def features(self) -> Path:
        return self.folder / "features"

    def ready(self) -> None:
        """Load the version, and read all texts once."""
        from spanloop.learn.extractors import ExtractorShelf

        self.nlp = ExtractorShelf(self.folder).load(self.uid)
        self.plain()

    def marks(self) -> Seconds:
        from spanloop.learn.suggest import suggest

        author = Author("benchmark", "Benchmark", "extractor")
        return {"marks": _seconds(lambda: deque(suggest(self.nlp, self.articles, author=author), maxlen=0))}

    def plain(self) -> Seconds:
        return {"plain": _seconds(lambda: deque(self.nlp.pipe(self.texts), maxlen=0))}

    def loaded(self) -> Seconds:
        import spacy

        from spanloop.learn.embedding.layer import keep_features

        def read() -> None:
            nlp = spacy.load(self.folder / "extractors" / self.uid)
            keep_features(nlp, self.features if self.keeps else None)
            deque(nlp.pipe(self.texts), maxlen=0)

        return {"loaded": _seconds(read)}

    def operation(self) -> Seconds:
        from spanloop.operations.suggesting import suggest

        copy = self.folder / "copy.spanloop"
        shutil.copyfile(self.project, copy)
        marked: list[float] = []

        def told(at: int, total: int) -> None:
            if at == total:
                marked.append(time.process_time())

        with projects.open_project(copy) as project:
            began = time.process_time()
            made = suggest(project, data_dir=self.folder, on_progress=told)
            ended = time.process_time()
        copy.unlink()
        return {"unwritten": marked[0] - began, "whole": ended - began, "suggestions": made.suggestions}


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """Seconds of each job, repeat by repeat. seeds: nothing depends on chance; so many repeats at least."""
    records = read_m2e2()
    if not hasattr(os, "fork"):
        return {"missing": "this system cannot fork"}
    if not records or not is_here():
        return {"missing": "no m2e2 in the shared data" if not records else "the weights are not here"}
    repeats = 1 if quick else max(REPEATS, seeds)
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        bench = _make(Path(name), records, steps=QUICK_STEPS if quick else None)
        bench.ready()
        found = {way: [_round(bench, way, number) for number in range(repeats)] for way in WAYS}
    words = sum(len(text.split()) for text in bench.texts)
    return {"articles": len(bench.articles), "words": words, "runs": found}


def _make(folder: Path, records: Sequence[Record], *, steps: int | None) -> _Bench:
    from spanloop.operations.training import train

    halves = folds(records, 2)
    waiting = [*halves[1], *read_re3d(), *read_wikievents()]
    path = make_project(folder, [*halves[0], *waiting], bare={record.name for record in waiting})
    with projects.open_project(path) as project:
        author = projects.sign_in(project, name=NAME)
        record = train(project, author=author, data_dir=folder, recipe="embeddings", max_steps=steps)
        articles = [article for article, everyone in project.records() if not everyone]
    texts = [segment.text for article in articles for segment in segments(article)]
    return _Bench(folder, path, record.uid, articles, texts)


def _round(bench: _Bench, way: str, number: int) -> Seconds:
    """One repeat of all jobs."""
    jobs = [bench.marks, bench.plain, bench.operation, bench.loaded]
    found: Seconds = {}
    for job in jobs if number % 2 else reversed(jobs):
        if way != AT_HAND:
            shutil.rmtree(bench.features, ignore_errors=True)
        elif not bench.features.exists():
            _forked(bench, bench.plain, keep=True)
        found |= _forked(bench, job, keep=way != NOT_KEPT or job in (bench.marks, bench.operation))
    print(f"{way}: {found}", file=sys.stderr)
    return found


def _forked(bench: _Bench, job: Callable[[], Seconds], *, keep: bool) -> Seconds:
    """What a job says in a fork of this process, where the language model is open and nothing of it at hand."""
    from spanloop.learn.embedding.layer import keep_features

    bench.keeps = keep
    report = bench.folder / "report.json"
    child = os.fork()
    if child == 0:
        code = 1
        try:
            keep_features(bench.nlp, bench.features if keep else None)
            bench.nlp("Nobody has read this sentence.")
            report.write_text(json.dumps(job()), encoding="utf-8")
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise RuntimeError("a job did not come to an end")
    return json.loads(report.read_text(encoding="utf-8"))


def _seconds(job: Callable[[], Any]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def _beside(run: Seconds, row: str) -> float:
    """What plain spaCy needs for what a row did."""
    return run["plain" if row == "marks" else "loaded"]


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people: medians of the seconds, and of the ratios repeat by repeat, with their range."""
    lines: list[tuple[str, ...]] = [("processor seconds", "spanloop", "spaCy", "ratio", "from", "to")]
    for way, runs in result["runs"].items():
        for row in ROWS:
            ratios = sorted(run[row] / _beside(run, row) for run in runs)
            ours, plain = median(run[row] for run in runs), median(_beside(run, row) for run in runs)
            shown = (f"{value:.3f}" for value in (median(ratios), ratios[0], ratios[-1]))
            lines.append((f"{way}: {row}", f"{ours:.2f}", f"{plain:.2f}", *shown))
    made = next(iter(result["runs"].values()))[0]["suggestions"]
    head = f"{result['articles']} articles, {result['words']:,} words, {made:.0f} suggestions; allowed: {ALLOWED}"
    return [head, table(lines)]
