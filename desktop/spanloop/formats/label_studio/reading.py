"""Label Studio JSON, the full export and JSON-MIN (https://labelstud.io/guide/export, .../guide/task_format).

- A task has `data` with the text, `annotations` (older exports: `completions`), one for each person who submitted it,
  and `predictions`, which are suggestions of a model. Exports without expanded predictions have their numbers alone;
  the prediction that a person started from stands in their annotation then.
- `result` lists regions and relations. A region has `value.start` and `value.end` over the text, and `value.labels`,
  several where it has several. Items of the same `id` say more of it: choices, texts.
- `value.text` is shown and not trusted: it writes a line break as a backslash and an n. Offsets count code points
  since version 1.4, UTF-16 units before.
- JSON-MIN has the keys of `data` beside those of the controls, and one object for each annotation.

Annotations of images, audio, HTML pages and dialogues are refused: their regions are no places in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from spanloop.core.marks import Author, AuthorKind
from spanloop.core.wording import count
from spanloop.formats.cards import CARD, Telling, is_card, named_author, read_saying, told_article
from spanloop.formats.fields import Fields, Place, shown
from spanloop.formats.foreign import ForeignDocument, ForeignMarks
from spanloop.formats.json_documents import objects_in, read_values
from spanloop.formats.label_studio.results import ResultReader, as_object, dicts, is_address, region_ends
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED

#: Controls whose regions are no places in a text, by what they are about.
_OTHER_REGIONS: Mapping[str, str] = {
    "rectanglelabels": "images", "rectangle": "images", "polygonlabels": "images", "polygon": "images",
    "keypointlabels": "images", "keypoint": "images", "brushlabels": "images", "brush": "images",
    "ellipselabels": "images", "ellipse": "images", "bitmask": "images", "bitmasklabels": "images",
    "vectorlabels": "images", "videorectangle": "video", "timelinelabels": "video", "timeserieslabels": "time series",
    "hypertextlabels": "HTML pages", "paragraphlabels": "dialogues", "paragraphs": "dialogues",
}  # fmt: skip
_MEDIA: Mapping[str, str] = {"image": "images", "audio": "audio", "video": "video", "html": "HTML pages"}
_MIN_KEYS = frozenset({"annotator", "annotation_id", "created_at", "updated_at", "lead_time", "id"})
_TASK_KEYS = frozenset(
    {"id", "data", "annotations", "completions", "predictions", "drafts", "meta", "file_upload", "created_at"}
    | {"updated_at", "inner_id", "total_annotations", "cancelled_annotations", "total_predictions", "comment_count"}
    | {"unresolved_comment_count", "last_comment_updated_at", "project", "updated_by", "comment_authors"}
    | {"is_labeled", "overlap", "state", "allow_skip", "precomputed_agreement"}
)
_ONLY_TEXT = "Spanloop annotates text: export a project whose tasks are texts."


def detect_label_studio(path: Path, head: bytes) -> bool:
    """Whether a file begins with tasks of Label Studio, in either layout."""
    del path
    return any(_is_task(one) or _is_small_task(one) for one in objects_in(head)[:3])


def _is_task(one: Mapping[str, Any]) -> bool:
    lists = [one.get(key) for key in ("annotations", "completions", "predictions")]
    if isinstance(one.get("data"), dict) and any(isinstance(some, list) for some in lists):
        return True
    # Of a task with many regions the head may end before its data.
    return any("result" in item for some in lists for item in dicts(some))


def _is_small_task(one: Mapping[str, Any]) -> bool:
    return "annotation_id" in one and "annotator" in one


def read_label_studio(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """Read the tasks of a file one by one; raises SpanloopError naming file and line for what is no such file, and for
    tasks that are not about texts."""
    place = Place(path.name, ledger=ledger)
    authors: dict[tuple[str, str], Author] = {}
    for raw in read_values(path, place):
        task = as_object(raw)
        if "data" not in task and _is_small_task(task):
            raw = _whole_task(task)
        document = _Task(Fields(raw, "the task", place), authors).document()
        if document is not None:
            yield document


def _whole_task(small: dict[str, Any]) -> dict[str, Any]:
    """A task of JSON-MIN as the full export has it, as far as it says so."""
    result: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for key, value in small.items():
        regions = [item for item in dicts(value) if "start" in item or "labels" in item or "rectanglelabels" in item]
        for region in regions:
            kind = next((name for name in region if name.endswith("labels")), "labels")
            result.append({"id": f"{key} {len(result) + 1}", "from_name": key, "type": kind, "value": region})
        if not regions and key not in _MIN_KEYS:
            data[key] = value
    annotation = {key: small.get(key) for key in ("created_at", "updated_at")}
    annotation |= {"completed_by": small.get("annotator"), "result": result}
    return {"id": small.get("id"), "data": data, "annotations": [annotation], "predictions": []}


class _Task:
    """One task in the reading."""

    def __init__(self, line: Fields, authors: dict[tuple[str, str], Author]) -> None:
        self._line = line
        self._place: Place = line.place
        self._authors = authors
        self._annotations = dicts(line.get("annotations")) or dicts(line.get("completions"))

    def document(self) -> ForeignDocument | None:
        line, place = self._line, self._place
        line.note_unread(_TASK_KEYS, "a task")
        data = line.mapping("data")
        predictions = self._predictions()
        results = [item for one in (*self._annotations, *predictions) for item in dicts(one.get("result"))]
        self._refuse_others(data, results)
        key = self._text_key(data, results)
        text = data.get(key)
        number = line.name("id") if isinstance(line.get("id"), (int, str)) else None
        name = f"task {number}" if number else f"line {place.line}"
        if isinstance(text, str) and is_address(text):
            place.note("document.refused", f"its {key} is an address, not a text", article=name)
            return None
        card = data.get(CARD)
        inner, outer = data.get("meta"), line.get("meta")
        # Only our card; another tool's "article", and a detail of that name in "meta", are details like any other.
        rest = {name: value for name, value in data.items() if name != key and not (name == CARD and is_card(value))}
        if isinstance(inner, dict):
            rest = {**{name: value for name, value in rest.items() if name != "meta"}, **cast("dict[str, Any]", inner)}
        meta = (cast("dict[str, Any]", outer) if isinstance(outer, dict) else {}) | rest
        made = told_article(Telling(text if isinstance(text, str) else "", "label-studio", number, card, meta), place)
        if made is None:
            return None
        article, named = made
        reader = ResultReader(article.text, article=article.external_id or name, place=place)
        marks = (*self._said(reader), *self._suggested(reader, predictions))
        self._note_drafts()
        return ForeignDocument(article, marks, place.line, named)

    # which text

    def _refuse_others(self, data: Mapping[str, Any], results: list[dict[str, Any]]) -> None:
        for item in results:
            kind, value = item.get("type"), as_object(item.get("value"))
            other = _OTHER_REGIONS.get(kind) if isinstance(kind, str) else None
            if other is None and "startOffset" in value:
                other = "HTML pages or dialogues"
            if other is None and _is_time(value):
                other = "audio"
            if other is not None:
                raise self._place.fail(f"it holds annotations of {other}", _ONLY_TEXT)
        if not any(isinstance(value, str) and not is_address(value) for value in data.values()):
            other = next((_MEDIA[key] for key in data if key in _MEDIA), "")
            if other:
                raise self._place.fail(f"it holds annotations of {other}", _ONLY_TEXT)

    def _text_key(self, data: Mapping[str, Any], results: list[dict[str, Any]]) -> str:
        """The key of the text in the data of a task: what regions stand in, else "text", else the longest text."""
        for item in results:
            name = item.get("to_name")
            if region_ends(item.get("value")) and isinstance(name, str) and isinstance(data.get(name), str):
                return name
        if isinstance(data.get("text"), str):
            return "text"
        texts = {key: value for key, value in data.items() if isinstance(value, str)}
        if not texts:
            return "text"
        key = max(texts, key=lambda name: len(texts[name]))
        if ("text", key) not in self._place.reported:
            self._place.reported.add(("text", key))
            self._place.note("text.taken", f"the text was taken from {shown(key)}, here and in later tasks")
        return key

    # who says what

    def _said(self, reader: ResultReader) -> Iterator[ForeignMarks]:
        """The marks of each person; of two annotations by one the later stands."""
        latest: dict[Author, dict[str, Any]] = {}
        for annotation in sorted(self._annotations, key=_order):
            author = self._author_of(annotation)
            if annotation.get("ground_truth") is True and author.kind != "gold":
                if named_author("gold", "gold", self._authors) not in latest:
                    told = f"the annotation of {author.name or 'nobody named'} is the ground truth and comes in as gold"
                    self._place.note("ground_truth.taken", told, article=reader.article)
                author = named_author("gold", "gold", self._authors)
            if author in latest:
                told = f"{author.name or 'nobody named'} has several annotations, and the latest stands"
                self._place.note("annotation.not_read", told, article=reader.article)
            latest[author] = annotation
        for author, annotation in latest.items():
            yield self._marks(reader, annotation, author)

    def _marks(self, reader: ResultReader, item: Mapping[str, Any], author: Author) -> ForeignMarks:
        """What an annotation or a prediction says. Scores of a person's regions are those of what they accepted."""
        said = read_saying(item.get("said"), self._authors)
        suggested = author.kind in ("extractor", "rules")
        marks = reader.marks(item.get("result"), author, scores=suggested or said.author is not None)
        state = said.state or ("skipped" if item.get("was_cancelled") is True else None)
        note = "\n".join(part for part in (said.note, marks.note) if part)
        return replace(marks, state=state, reason=said.reason, note=note)

    def _author_of(self, annotation: Mapping[str, Any]) -> Author:
        said = read_saying(annotation.get("said"), self._authors).author
        if said is not None:
            return said
        name = _person(annotation.get("completed_by"))
        return named_author(name, "human", self._authors) if name else UNNAMED

    def _predictions(self) -> list[dict[str, Any]]:
        """Those of the task, and those that annotations were started from where the task has their numbers alone."""
        started_from = (as_object(annotation.get("prediction")) for annotation in self._annotations)
        found = {cast("int", one["id"]): one for one in started_from if isinstance(one.get("id"), int)}
        given = self._line.items("predictions") if isinstance(self._line.get("predictions"), list) else []
        predictions = dicts(given)
        numbers = [item for item in given if isinstance(item, int)]
        predictions += [found[number] for number in numbers if number in found]
        missing = [number for number in numbers if number not in found]
        if missing and ("prediction", "number") not in self._place.reported:
            self._place.reported.add(("prediction", "number"))
            told = "of some predictions the file has the number alone, here and in later tasks"
            self._place.note("prediction.not_read", told, article=f"task {self._line.get('id')}")
        return predictions

    def _suggested(self, reader: ResultReader, predictions: list[dict[str, Any]]) -> Iterator[ForeignMarks]:
        latest: dict[Author, dict[str, Any]] = {}
        for prediction in sorted(predictions, key=_order):
            said = read_saying(prediction.get("said"), self._authors).author
            version = prediction.get("model_version")
            kind: AuthorKind = "extractor"
            name = version if isinstance(version, str) and version else "predictions"
            author = said if said is not None else named_author(name, kind, self._authors)
            if author in latest:
                told = f"{author.name} has several predictions, and the latest stands"
                self._place.note("prediction.not_read", told, article=reader.article)
            latest[author] = prediction
        for author, prediction in latest.items():
            yield self._marks(reader, prediction, author)

    def _note_drafts(self) -> None:
        drafts = dicts(self._line.get("drafts"))
        if drafts:
            told = f"{count(len(drafts), 'draft')} that nobody submitted {'is' if len(drafts) == 1 else 'are'} not read"
            self._place.note("draft.not_read", told, article=f"task {self._line.get('id')}")


def _order(item: Mapping[str, Any]) -> tuple[bool, str]:
    """Cancelled ones first, then by the time of their last change; else as they stand."""
    at = item.get("updated_at") or item.get("created_at")
    return item.get("was_cancelled") is not True, at if isinstance(at, str) else ""


def _person(raw: object) -> str:
    """The name of who completed an annotation: a number, a text, or an object with names and an address."""
    if isinstance(raw, dict):
        item = as_object(cast("object", raw))
        names = " ".join(
            value for key in ("first_name", "last_name") if isinstance(value := item.get(key), str) and value
        )
        others = (value for key in ("email", "username") if isinstance(value := item.get(key), str) and value)
        return names or next(others, "") or _person(item.get("id"))
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return ""
    return f"user {raw}" if isinstance(raw, int) else raw


def _is_time(value: Mapping[str, Any]) -> bool:
    """Whether a region stands in seconds."""
    return isinstance(value.get("start"), float) or "channel" in value
