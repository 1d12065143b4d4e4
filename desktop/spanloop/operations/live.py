"""One live refresh: the extractor learns on from all marks of now, and suggests anew in the articles that come next.

A version of its own is trained from scratch and judged; what a refresh makes of it is kept beside it, in one record
that each refresh replaces (details: "live_of", the version's uid). The version stays the one that suggests, so what was
suggested elsewhere is still offered; in the articles that were refreshed its suggestions give way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.changes import Changes
from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Layer, Marks
from spanloop.core.schema import Schema
from spanloop.formats.docbin_folder import split_files
from spanloop.operations.auditing import is_audited
from spanloop.operations.coming import NEXT, coming
from spanloop.operations.live_marks import Exchange, Touched, exchange, touched_by_people
from spanloop.operations.preparing import settle_texts
from spanloop.operations.training import export_spacy
from spanloop.operations.versions import DELETED_AT, LIVE_OF, current_extractor, is_live, live_record, refuse_deleted
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spacy.language import Language

    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.progress import Progress
    from spanloop.learn.warm import DevScore

#: A refresh that scores lower than the version before it, or than the one from scratch, by more is dropped: by so much,
#: or by so much over the root of the number of marks that are scored, whichever is more: one mark of 30 is 3 points.
_MARGIN, _FEW = 0.02, 0.3
_POLICY = "author "


@dataclass(frozen=True)
class LiveReport:
    """What a refresh did.

    name: of the version. articles: from how many it learned. kept: whether it is better, or at least not worse; else
    dropped says why. unproven: there is nothing to check it on. refreshes: of this version since it was trained.
    suggestions, read: how many it suggested, in how many articles. left: articles that somebody began on meanwhile.
    waiting: labels that came since and have no place before the next training from scratch. score, before: on the
    development articles. calibrated: the kinds of marks whose scores were calibrated anew on these; what scores of the
    others mean is taken from the version.
    """

    name: str
    articles: int
    kept: bool = True
    dropped: str = ""
    unproven: bool = False
    refreshes: int = 0
    suggestions: int = 0
    read: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    score: float | None = None
    before: float | None = None
    calibrated: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)

    def to_dict(self) -> dict[str, Any]:
        """For the window and `--json`."""
        return {
            "extractor": self.name,
            "articles": self.articles,
            "kept": self.kept,
            "dropped": self.dropped,
            "unproven": self.unproven,
            "refreshes": self.refreshes,
            "suggestions": self.suggestions,
            "read": list(self.read),
            "left": list(self.left),
            "waiting": list(self.waiting),
            "score": self.score,
            "before": self.before,
            "calibrated": list(self.calibrated),
        }


class HeldPipeline:
    """The pipeline with which a process that refreshes again and again begins the next time.

    It is read from its files like any other, while nobody waits: components may remember more of a training than they
    save, and the next refresh would not be the one that a command line makes.
    """

    def __init__(self) -> None:
        self._nlp: Language | None = None
        self._path: Path | None = None
        self._keep: Path | None = None
        self._files_hash = ""
        #: By uid of the project: the texts that were compared (see preparing.settle_texts).
        self.texts_of: dict[str, str] = {}

    def get_ready(self) -> None:
        """Import spaCy and what else learns, before anybody waits for it."""
        import_module("spanloop.learn.warm")

    def take(self, shelf: ExtractorShelf, record: ExtractorRecord) -> Language:
        """The pipeline of a version, ready to be trained on; it is let go, because training may stop midway.

        Raises SpanloopError where its files are missing or not trusted, also when it is held.
        """
        from spanloop.learn.extractors import hash_files, load_folder

        path, self._keep = shelf.require(record.uid), shelf.features
        nlp, self._nlp = self._nlp, None
        if nlp is not None and self._files_hash == hash_files(path):
            return nlp
        return load_folder(path, keep=self._keep)

    def expect(self, path: Path, files_hash: str) -> None:
        """What the next refresh begins with."""
        self._nlp, self._path, self._files_hash = None, path, files_hash

    def prepare(self) -> None:
        """Read it now, if it is not read yet."""
        from spanloop.learn.extractors import hash_files, load_folder

        if self._nlp is None and self._path is not None and self._path.is_dir():
            if hash_files(self._path) == self._files_hash:
                self._nlp = load_folder(self._path, keep=self._keep)
            self._path = None


def refresh(
    project: Project,
    *,
    data_dir: Path,
    articles: Sequence[str] | None = None,
    author: Author | None = None,
    limit: int = NEXT,
    held: HeldPipeline | None = None,
    leave: Callable[[], Collection[str]] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> LiveReport:
    """Let the version that suggests learn on from all marks of now, and suggest anew in single articles.

    data_dir: where extractors live on this machine. articles: uids, in the order of the queue; by default those that
    come next for `author`. limit: in how many of them it suggests. held: what a process that stays alive keeps between
    refreshes. leave: asked just before anything is written, for the articles in which nothing may change just now.
    cancelled: asked at every step.

    Raises SpanloopError where no version suggests, its files are not here or not trusted, another process trains this
    project, or the disk is full; ScratchNeededError where it has to be trained anew; CancelledError. The version of
    before goes on suggesting then, and nothing is left behind.
    """
    if project.read_only:
        raise SpanloopError("The project is open to be read only", where=str(project.path))
    base = current_extractor(project)
    if base is None:
        raise SpanloopError(
            "No version suggests yet, so there is nothing to refresh",
            where=str(project.path),
            way_out="Train the first one; live suggestions begin after that.",
        )
    refuse_deleted(project, base)
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.turn import training_turn

    shelf = ExtractorShelf(data_dir)
    with training_turn(data_dir, uid=project.uid, project=project.path) as turn, shelf.workroom() as room:
        recorded = _Recorded(project)
        turn.settle(is_recorded=recorded, remove=shelf.delete)
        for record in filter(is_live, project.extractors()):
            shelf.settle(record.uid, files_hash=record.files_hash)
        _remove_stale(project, base, shelf)
        work = _Refresh(project, base, shelf, room, held=held or HeldPipeline(), stop=_Stop(cancelled))
        work.learn(data_dir, on_progress)
        if work.dropped:
            return work.report()
        chosen = articles if articles is not None else coming(project, author=author, limit=limit)
        work.suggest([uid for uid in chosen if project.has_article(uid)][:limit])
        if leave is not None:
            work.leave(leave())
        if work.live is not None:
            work.write()
        else:
            with turn.placing(work.uid, is_recorded=recorded, remove=shelf.delete):
                work.write()
        return work.report()


class _Stop:
    """Whether someone asked for an end; `check` raises CancelledError then."""

    def __init__(self, asked: Callable[[], bool]) -> None:
        self._asked = asked

    def __call__(self) -> bool:
        return self._asked()

    def check(self) -> None:
        if self():
            raise CancelledError("The refresh was cancelled", way_out="The last version stays as it was.")


class _Recorded:
    """Whether a project names a version."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, uid: str) -> bool:
        return any(record.uid == uid for record in self._project.extractors())


class _Refresh:
    """The steps of one refresh. live: the record of the refreshes before, None at the first one."""

    def __init__(
        self,
        project: Project,
        base: ExtractorRecord,
        shelf: ExtractorShelf,
        room: Path,
        *,
        held: HeldPipeline,
        stop: _Stop,
    ) -> None:
        self._project, self._base, self._shelf, self._room = project, base, shelf, room
        self._held, self._stop = held, stop
        self.live = live_record(project.extractors(), base.uid)
        self.uid = self.live.uid if self.live else new_uid()
        self._author = self.live.author if self.live else Author(self.uid, _free_name(project, base), "extractor")
        self._details: dict[str, Any] = dict(self.live.details) if self.live else {}
        self._details.pop(DELETED_AT, None)
        self._score: float | None = None
        self._before: float | None = None
        #: What scores mean: of the version until there are development articles enough for its own.
        self._calibration: dict[str, Any] = {
            part: found
            for record in (base, self.live or base)
            for part, found in record.metrics.get("calibration", {}).items()
        }
        self._learned = True
        self._done = Exchange()
        self._changes = Changes()
        self._found: list[tuple[str, Marks]] = []
        self._touched: Touched = {}
        self._left: list[str] = []
        self.dropped = ""
        #: The live version's files may be gone (deleted by hand) or others: it then begins anew from its version.
        self._start = self.live if self.live and shelf.holds(self.uid, self.live.files_hash) else base

    def learn(self, data_dir: Path, on_progress: Callable[[int, int], None] | None) -> None:
        """Write the corpus, let the pipeline learn on, and check it; `dropped` says why it is not to be used."""
        project, base = self._project, self._base
        corpus = self._room / "corpus"
        truth = base.policy.removeprefix(_POLICY) if base.policy.startswith(_POLICY) else None
        held = self._held
        seen = held.texts_of.get(project.uid, "")
        held.texts_of = {project.uid: settle_texts(project, seen=seen, cancelled=self._stop)}
        export_spacy(project, dest=corpus, author=truth, recipe=base.recipe, settled=True)
        self._stop.check()
        # spaCy: not before it is needed
        from spanloop.learn.embedding.layer import keep_features
        from spanloop.learn.warm import ScratchNeededError, score_dev, warm_up

        nlp = self._held.take(self._shelf, self._start)
        keep = data_dir / "features"
        # The recipe with its roles, and the schema: what of them changes is in no marks.
        read = [*split_files(corpus, "train"), *split_files(corpus, "dev"), corpus / "config.cfg"]
        digest = sha256(project.schema.version.encode())
        for path in read:
            digest.update(path.read_bytes())
        data = digest.hexdigest()
        known = self._details.get("articles", base.details.get("articles", {})).get("train", [])
        if data == self._details.get("data") and self._start is self.live:
            keep_features(nlp, keep)
            self._learned, self._nlp = False, nlp  # nothing was marked since; only the articles are new
            return
        self._score_before(nlp, corpus, keep)
        self._stop.check()
        refreshes = int(self._details.get("refreshes", 0)) if self._start is self.live else 0
        try:
            warmed = warm_up(
                nlp,
                corpus,
                seed=base.seed + refreshes,
                known=known,
                labels=_labels(project.schema),
                keep=keep,
                on_progress=lambda at: _tell(on_progress, at),
                cancelled=self._stop,
            )
        except ScratchNeededError as error:
            raise ScratchNeededError(error.why, where=base.name) from error
        after = score_dev(nlp, corpus, keep=keep, calibrating=True)
        self._score, self._nlp = after.score, nlp
        self._calibration = {**base.metrics.get("calibration", {}), **after.calibration}
        self.dropped = self._why_dropped(after)
        since = set(warmed.details["articles"]["train"]) - set(base.details.get("articles", {}).get("train", []))
        self._details |= warmed.details | {
            LIVE_OF: base.uid,
            "refreshes": refreshes + 1,
            "articles_since": len(since),
            "data": data,
            "data_hash": warmed.data_hash,
            "calibrated": sorted(after.calibration),
            "waiting": list(warmed.waiting),
        }
        self._details["dev"] = {**self._details.get("dev", {}), "before": after.score}
        self._stop.check()

    def _score_before(self, nlp: Language, corpus: Path, keep: Path) -> None:
        """What the version from scratch and the one before this refresh score on the development articles of now."""
        from spanloop.learn.warm import dev_hash, score_dev

        known = self._details.get("dev", {})
        if known.get("data") == dev_hash(corpus) and self._start is self.live:
            self._before = known.get("before")
            return
        before = score_dev(nlp, corpus, keep=keep)
        scratch = before
        if self._start is self.live and self._shelf.path(self._base.uid).is_dir():
            scratch = score_dev(self._shelf.load(self._base.uid), corpus, keep=keep)
        self._before = before.score
        self._details["dev"] = {"data": before.data_hash, "scratch": scratch.score, "before": before.score}

    def _why_dropped(self, after: DevScore) -> str:
        """A sentence where the refresh is worse than what was; "" where it is not, or nothing tells."""
        held = [score for score in (self._before, self._details["dev"].get("scratch")) if score is not None]
        if after.score is None or not held:
            return ""
        margin = max(_MARGIN, _FEW / max(1, after.gold) ** 0.5)
        if after.score >= max(held) - margin:
            return ""
        return f"it scored {after.score:.2f} on the development articles, and {max(held):.2f} before"

    def suggest(self, articles: Sequence[str]) -> None:
        """Read articles that are not complete; those of the audited tenth stay without suggestions."""
        from spanloop.learn.calibration import calibrated
        from spanloop.learn.suggest import suggest

        project = self._project
        open_ones = [uid for uid in articles if not is_audited(project, uid) and not _is_done(project, uid)]
        self._touched = touched_by_people(project, open_ones)
        texts = [project.article(uid) for uid in open_ones]
        for article, marks in suggest(self._nlp, texts, author=self._author):
            self._stop.check()
            self._found.append((article, calibrated(marks, self._calibration)))

    def leave(self, articles: Collection[str]) -> None:
        """Change nothing in these articles."""
        self._left = [uid for uid, _ in self._found if uid in articles]
        self._found = [(uid, marks) for uid, marks in self._found if uid not in articles]

    def write(self) -> None:
        """Put files, record and suggestions in place, all of them or none."""
        from spanloop.learn.extractors import hash_files
        from spanloop.learn.warm import save

        project, base = self._project, self._base
        model = self._room / "model"
        if not self._learned:
            self._write_suggestions()
            return
        save(self._nlp, model)
        files_hash = hash_files(model)
        record = ExtractorRecord(
            uid=self.uid,
            author=self._author,
            name=self._author.name,
            number=-base.number,  # no two records share one, and 1, 2, 3... are those of versions
            recipe=base.recipe,
            seed=base.seed,
            data_hash=self._details.pop("data_hash"),
            schema_version=project.schema.version,
            config=(model / "config.cfg").read_text(encoding="utf-8"),
            files_hash=files_hash,
            policy=base.policy,
            created_at=now(),
            metrics=self._metrics(),
            details=self._details,
        )
        self._stop.check()
        with (
            self._shelf.exchanging(self.uid, model, files_hash=files_hash),
            project.act(self._author, f"refresh {base.name}") as act,
        ):
            if self.live is None:
                act.add_extractor(record)
            else:
                act.refresh_extractor(replace(record, author=self.live.author))
            self._exchange(act)
        self._changes = act.changes
        self._held.expect(self._shelf.path(self.uid), files_hash)

    def _metrics(self) -> dict[str, Any]:
        told = {} if self._score is None else {"live": {"score": self._score, "before": self._before}}
        return {**told, "calibration": self._calibration}

    def _write_suggestions(self) -> None:
        with self._project.act(self._author, f"suggest by {self._author.name}") as act:
            self._exchange(act)
        self._changes = act.changes
        assert self.live is not None
        self._held.expect(self._shelf.path(self.uid), self.live.files_hash)

    def _exchange(self, act: Any) -> None:
        self._done = exchange(
            self._project,
            act,
            author=self._author,
            found=self._found,
            before=self._touched,
            instead_of={self._base.author.uid},
        )

    def report(self) -> LiveReport:
        """What was done."""
        return LiveReport(
            name=self._base.name,
            articles=len(self._details.get("articles", {}).get("train", [])),
            kept=not self.dropped,
            dropped=self.dropped,
            unproven=self._learned and self._score is None,
            refreshes=int(self._details.get("refreshes", 0)),
            suggestions=self._done.suggestions,
            read=tuple(self._done.articles),
            left=(*self._left, *self._done.left),
            waiting=tuple(self._details.get("waiting", ())),
            score=self._score,
            before=self._before,
            calibrated=tuple(self._details.get("calibrated", ())),
            changes=self._changes,
        )


def _tell(on_progress: Callable[[int, int], None] | None, at: Progress) -> None:
    if on_progress is not None:
        on_progress(at.step, at.max_steps)


def _free_name(project: Project, base: ExtractorRecord) -> str:
    """ "Extractor v3 live", with a number where a file from elsewhere brought suggestions under that name."""
    taken = {author.name for author in project.authors() if author.kind == "extractor"}
    name = f"{base.name} live"
    return next(free for n in range(1, len(taken) + 2) if (free := name if n == 1 else f"{name} {n}") not in taken)


def _labels(schema: Schema) -> dict[Layer, list[str]]:
    return {"entities": [item.label for item in schema.entities], "events": [item.type for item in schema.events]}


def _is_done(project: Project, article: str) -> bool:
    """Whether a person completed every layer of an article."""
    schema, versions = project.schema, project.schemas
    size = len(project.article(article).text)
    people = [marks for marks in project.all_marks(article) if marks.author.kind in {"human", "gold"}]
    return all(
        any(is_complete(marks.completions, layer, end=size, schema=schema, versions=versions) for marks in people)
        for layer in layers_of(schema)
    )


def _remove_stale(project: Project, base: ExtractorRecord, shelf: ExtractorShelf) -> None:
    """Files of live versions whose version does not suggest any more: nothing goes on from them."""
    for record in project.extractors():
        if record.details.get(LIVE_OF) not in (None, base.uid):
            shelf.delete(record.uid)
