"""Writes Label Studio tasks that can be imported there, with a labelling interface that shows them.

`completed_by` is left out: Label Studio refuses a file that names people whom it does not know, and gives annotations
without it to whoever imports them. Who said what stands beside, in `said`, where our reader finds it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from spanloop.core.marks import Event, fragments_of, name_of
from spanloop.core.schema import Schema
from spanloop.formats.atomic import writing
from spanloop.formats.cards import CARD, article_card, saying_card
from spanloop.formats.features import Features, lessened
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.span_relations import flattened

CARRIES: Features = frozenset(
    {"mentions", "nested", "events", "arguments", "event_fillers", "attributes", "links", "notes", "scores", "authors"}
    | {"suggestions", "states", "article_notes", "details", "ids", "meta"}
)
#: Names of the controls in the labelling interface.
_TEXT, _LABELS = "text", "label"
#: What no XML file may hold.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_label_studio(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write one task for each article: an annotation for each person and gold, a prediction for each extractor and rule
    set. Beside it stands the labelling interface of the schema, as `NAME.config.xml`."""
    count = 0
    with writing(dest) as file:
        file.write(b"[")
        for _, some in groupby(records, key=lambda record: record.article.uid):
            task = _task([lessened(record, carries=CARRIES, ledger=ledger) for record in some], schema, ledger)
            file.write(b",\n" if count else b"\n")
            file.write(json.dumps(task, ensure_ascii=False, allow_nan=False).encode())
            count += 1
        file.write(b"\n]\n")
        with writing(dest.with_name(f"{dest.stem}.config.xml")) as config:
            config.write(label_config(schema).encode())
    return count


def label_config(schema: Schema) -> str:
    """The labelling interface for a schema: labels over the text, attributes of events for their regions, relations."""
    labels = [*(one.label for one in schema.entities), *(one.type for one in schema.events)]
    roles = (role.name for event in schema.events for role in event.roles)
    relations = dict.fromkeys([*roles, *(link.type for link in schema.links)])
    lines = ["<View>", "  <Relations>"]
    lines += [f"    <Relation value={_quoted(name)}/>" for name in relations]
    lines += ["  </Relations>", f'  <Labels name="{_LABELS}" toName="{_TEXT}">']
    lines += [f"    <Label value={_quoted(name)}/>" for name in dict.fromkeys(labels)]
    # White space counts in offsets, so it must be shown.
    lines += ["  </Labels>", "  <Style>.htx-text{ white-space: pre-wrap; }</Style>"]
    lines += [f'  <Text name="{_TEXT}" value="${_TEXT}" granularity="word"/>']
    for attribute in schema.attributes:
        values = attribute.values
        if attribute.per_type:
            values = tuple(dict.fromkeys(kind for event in schema.events for kind in event.kinds))
        lines += [f'  <Choices name={_quoted(attribute.name)} toName="{_TEXT}" perRegion="true">']
        lines += [f"    <Choice value={_quoted(value)}/>" for value in values]
        lines += ["  </Choices>"]
    return "\n".join([*lines, "</View>", ""])


def _quoted(name: str) -> str:
    """A name as the value of an attribute of XML."""
    held = escape(_NO_XML.sub("\ufffd", name), quote=True)
    for sign in "\t\n\r":
        held = held.replace(sign, f"&#{ord(sign)};")
    return f'"{held}"'


def _task(records: list[Record], schema: Schema, ledger: Ledger) -> dict[str, Any]:
    article = records[0].article
    data: dict[str, Any] = {_TEXT: article.text, CARD: article_card(article)}
    if article.meta:
        data["meta"] = dict(sorted(article.meta.items()))
    annotations: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for record in records:
        if record.marks is None:
            continue
        result = list(_result(record, schema, ledger))
        author = record.marks.author
        said = saying_card(record)
        if author.kind in ("extractor", "rules"):
            predictions.append({"model_version": author.name, "result": result, "said": said})
        else:
            told = {"was_cancelled": record.state == "skipped", "ground_truth": author.kind == "gold"}
            annotations.append({"result": result, **told, "said": said})
    return {"data": data, "annotations": annotations, "predictions": predictions}


def _result(record: Record, schema: Schema, ledger: Ledger) -> Iterator[dict[str, Any]]:
    text = record.article.text
    flat = flattened(record, schema=schema, ledger=ledger)
    ids = {mark.uid: f"m{number}" for number, mark in enumerate(flat.spans, 1)}
    for mark in flat.spans:
        (start, end) = fragments_of(mark)[0]
        place = {"start": start, "end": end, "text": text[start:end]}
        whole = {"id": ids[mark.uid], "to_name": _TEXT}
        region: dict[str, Any] = {
            **whole,
            "from_name": _LABELS,
            "type": "labels",
            "value": {**place, "labels": [name_of(mark)]},
        }
        if mark.score is not None:
            region["score"] = mark.score
        if mark.notes:
            region["meta"] = {"text": [mark.notes]}
        yield region
        if isinstance(mark, Event):
            for name, chosen in sorted(mark.attributes.items()):
                yield {**whole, "from_name": name, "type": "choices", "value": {**place, "choices": [chosen]}}
    for relation in flat.relations:
        ends = {"from_id": ids[relation.source], "to_id": ids[relation.target]}
        yield {"type": "relation", **ends, "direction": "right", "labels": [relation.type]}
