"""A trainable spaCy component that says which mention, or which other event, fills which role of an event.

It reads the triggers and mentions that stand on the Doc, whoever put them there, and learns from gold ones. Where the
events of a text are not completely marked, it learns from the arguments that are there and takes nothing else as a
negative example. A filler is always a mention or an event of the Doc.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Config, Model
from thinc.types import Floats2d

from spanloop.learn.arguments.gold import read_gold
from spanloop.learn.arguments.hints import NAMES
from spanloop.learn.arguments.likeness import Likeness, learn_likeness
from spanloop.learn.arguments.masking import RoleMask
from spanloop.learn.arguments.pairs import Place, Scene, make_scene
from spanloop.learn.arguments.rows import make_rows, parts_of, width
from spanloop.learn.arguments.scores import SCORER
from spanloop.learn.config_names import read_roles
from spanloop.learn.event_records import RIVALS, mentions_of, open_records, scores_of
from spanloop.learn.row_component import RowComponent, softmax
from spanloop.learn.row_model import ARCHITECTURE, Rows
from spanloop.learn.trigger_scores import SPANS_KEY

#: A second role of the same pair, and a second filler of a role that has one, have to be about as likely as not.
SECOND = 0.4
_HARDLY = 1e-9
#: The file of what pairs that are alike turned out to be, in the folder of the component.
_LIKENESS = "likeness"
#: How many sentences away a filler may be at most, and which share of all has to be so far away for it to be looked at.
FARTHEST, SHARE = 2, 0.05

DEFAULT_MODEL = f"""
[model]
@architectures = "{ARCHITECTURE}"
features = null
hidden = 128
width = 64
rows = 2000
"""


@Language.factory(
    "event_arguments",
    assigns=["doc.user_data"],
    requires=["doc.spans"],
    default_config={
        "model": Config().from_str(DEFAULT_MODEL)["model"],
        "spans_key": SPANS_KEY,
        "roles": None,
        "window": None,
        "threshold": 0.2,
        "together": 0.0,
        "pace": 1.0,
        "scorer": {"@scorers": SCORER},
    },
    default_score_weights={"args_f": 1.0, "args_p": 0.0, "args_r": 0.0, "args_per_type": None},
)
def make_event_arguments(
    nlp: Language,
    name: str,
    model: Model[Rows, Floats2d],
    spans_key: str,
    roles: dict[str, dict[str, list[str]]] | list[Any] | None,
    window: int | None,
    threshold: float,
    pace: float,
    scorer: Callable[..., dict[str, Any]] | None,
    together: float = 0.0,
) -> "EventArguments":
    """The factory that configs name as "event_arguments"."""
    return EventArguments(
        nlp.vocab,
        model,
        name,
        spans_key=spans_key,
        roles=read_roles(roles),
        window=window,
        threshold=threshold,
        together=together,
        pace=pace,
        scorer=scorer,
    )


@dataclass(frozen=True)
class Found:
    """One document's pairs, and the probability of each role: (pairs, 1 + roles), the first that it has none."""

    scene: Scene
    probabilities: Any

    def rival(self, event: int, other: int, column: int) -> float:
        """How probable the next best filler of a role is: of the other pairs of the event, the greatest."""
        rows = [row for row, filler in self._by_event[event] if filler != other]
        return float(self.probabilities[rows, column].max(initial=0))

    @cached_property
    def _by_event(self) -> dict[int, list[tuple[int, int]]]:
        """Of each event its rows, each with the number of its filler."""
        rows: dict[int, list[tuple[int, int]]] = {}
        for row, (event, filler) in enumerate(self.scene.pairs):
            rows.setdefault(event, []).append((row, filler))
        return rows


class EventArguments(RowComponent):
    """Fills the roles of events.

    roles: event type -> role -> entity labels and event types that may fill it, as the schema says it; None learns it
    from the marks. window: sentences that a filler may be away from its trigger; None learns that too. threshold: from
    which probability on a role is filled. together: the least that this and the trigger's own score, where it has one,
    may be when multiplied: an argument of an event that hardly is one is not wanted. pace: as for event_triggers.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[Rows, Floats2d],
        name: str = "event_arguments",
        *,
        spans_key: str = SPANS_KEY,
        roles: dict[str, dict[str, list[str]]] | None = None,
        window: int | None = None,
        threshold: float = 0.2,
        together: float = 0.0,
        pace: float = 1.0,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(vocab, model, name, pace=pace)
        self._schema_roles = roles
        self._mask = RoleMask(roles)
        self._fixed_window = window
        # None in versions that were trained before there was one: their heads decide alone.
        self._likeness: Likeness | None = None
        self.scorer = scorer
        self.cfg = {
            "roles": [],
            "spans_key": spans_key,
            "threshold": threshold,
            "together": together,
            "window": window or 0,
            "mask": self._mask.state(),
        }

    @property
    def labels(self) -> tuple[str, ...]:
        """The roles, in the order of the model's columns after the first."""
        return tuple(self.cfg["roles"])

    @property
    def label_data(self) -> tuple[str, ...]:
        """What `spacy init labels` writes and `initialize` takes."""
        return self.labels

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,  # noqa: ARG002 - spaCy gives it to every component
        labels: Sequence[str] | None = None,
    ) -> None:
        """Learn from the data what the roles are, what fills them and how far away; and size the model.

        No role at all is allowed.
        """
        references = [example.reference for example in get_examples()]
        gold = [read_gold(reference) for reference in references]
        self._mask = RoleMask(self._schema_roles)
        self.cfg["window"] = self._window(gold) if self._fixed_window is None else self._fixed_window
        for each in gold:
            near = make_scene(
                each.tokens,
                triggers=each.triggers,
                mentions=each.mentions,
                window=self.cfg["window"],
                may_fill=lambda kind, label: True,  # noqa: ARG005
            ).pairs
            self._mask.learn(
                (
                    (each.triggers[event].label, each.fillers[other].label, each.filled.get((event, other), ()))
                    for event, other in {*near, *each.filled}
                    if each.known(event, other)
                ),
                each.counts() if all(each.complete) else (),
            )
        found = {role for each in gold for roles in each.filled.values() for role in roles}
        self.cfg["roles"] = list(labels) if labels is not None else sorted(found)
        self.cfg["mask"] = self._mask.state()
        self.size_model(references, columns=1 + len(self.labels), names=NAMES, numbers=width)
        rows = self.learned_rows()
        self._likeness = learn_likeness(*rows, parts=parts_of(self.model)) if rows is not None else None

    def _window(self, gold: Sequence[Any]) -> int:
        """As far away as a fair share of the fillers is."""
        apart: list[int] = []
        for each in gold:
            scene = make_scene(each.tokens, triggers=(), mentions=(), window=0, may_fill=lambda kind, label: False)  # noqa: ARG005
            for event, other in each.filled:
                there, here = each.triggers[event].start, each.fillers[other].start
                apart.append(abs(scene.sentence[there] - scene.sentence[here]))
        far = [n for n in range(1, FARTHEST + 1) if sum(d >= n for d in apart) >= max(1, SHARE * len(apart))]
        return max(far, default=0)

    def gold_rows(self, references: Sequence[Doc]) -> list[Sequence[Any]]:
        """See RowComponent; only pairs of which it is known what they are. Known: the columns that the mask leaves.

        With a fifth array, (rows, 2): the number of the text among the references, and that of the event.
        """
        gold = [read_gold(reference) for reference in references]
        for each in gold:  # what is marked is possible, whatever was seen before
            self._mask.learn(
                (
                    (each.triggers[event].label, each.fillers[other].label, roles)
                    for (event, other), roles in each.filled.items()
                    if not all(self._allows(each, event, other, role) for role in roles)
                ),
                (),
            )
        scenes = [each.scene(self._mask, window=self.cfg["window"]) for each in gold]
        rows: list[Sequence[Any]] = []
        made = make_rows(self.model, references, scenes)
        for text, (each, scene, (names, numbers)) in enumerate(zip(gold, scenes, made, strict=True)):
            targets = np.zeros((len(scene.pairs), 1 + len(self.labels)), dtype=np.float32)
            known = np.zeros(len(scene.pairs), dtype=bool)
            for row, pair in enumerate(scene.pairs):
                roles = each.filled.get(pair, ())
                columns = [1 + self.labels.index(role) for role in roles if role in self.labels]
                known[row] = each.known(*pair) and len(columns) == len(roles)
                targets[row, columns or [0]] = 1 / max(1, len(columns))
            mask = self._columns(scene)
            places = np.array([(text, event) for event, _ in scene.pairs], dtype=np.int64).reshape(-1, 2)
            rows.append((names[known], numbers[known].astype(np.float16), targets[known], mask[known], places[known]))
        return rows

    def _allows(self, gold: Any, event: int, other: int, role: str) -> bool:
        return self._mask.allows(gold.triggers[event].label, gold.fillers[other].label, role)

    def _columns(self, scene: Scene) -> Any:
        """Which columns of each pair may be."""
        kinds = [(scene.triggers[event].label, scene.fillers[other].label) for event, other in scene.pairs]
        return self._mask.rows(kinds, self.labels)

    def loss_of(self, logits: Any, targets: Any, known: Any) -> tuple[float, Any]:
        """Cross-entropy over what may be, summed over the pairs."""
        said = softmax(np.where(known, logits, -1e4))
        loss = -float((np.log(np.maximum(said, 1e-9)) * targets).sum())
        return loss, ((said - targets) * known).astype(np.float32)

    def predict(self, docs: Iterable[Doc]) -> list[Found]:
        """The pairs of each document, with probabilities by role: see Found.

        The mean of what several components of the same roles give is a vote: hand it to `set_annotations` of one.
        """
        docs = list(docs)
        scenes = [self._scene(doc) for doc in docs]
        if not any(scene.pairs for scene in scenes):
            return [Found(scene, np.zeros((0, 1 + len(self.labels)), dtype="f")) for scene in scenes]
        rows = make_rows(self.model, docs, scenes)
        columns = np.concatenate([self._columns(scene) for scene in scenes])
        said = softmax(np.where(columns, self.logits(rows), -1e4)).mean(axis=0)
        if self._likeness is not None:
            names, numbers = (np.concatenate(each) for each in zip(*rows, strict=True))
            pairs = [(text, event) for text, scene in enumerate(scenes) for event, _ in scene.pairs]
            events = np.unique(pairs, axis=0, return_inverse=True)[1].ravel()
            said = (said + self._likeness.read(names, numbers.astype(np.float16), columns, events)) / 2
        ends = np.cumsum([len(scene.pairs) for scene in scenes])[:-1]
        return [Found(scene, own) for scene, own in zip(scenes, np.split(said, ends), strict=True)]

    def _scene(self, doc: Doc) -> Scene:
        triggers = [
            Place(span.start, span.end, span.label_, number)
            for number, span in enumerate(doc.spans.get(self.cfg["spans_key"], ()))
        ]
        mentions = [Place(span.start, span.end, span.label_) for span in mentions_of(doc)] if triggers else []
        return make_scene(
            [token.text for token in doc] if triggers else [],
            triggers=triggers,
            mentions=mentions,
            window=self.cfg["window"],
            may_fill=self._mask.may_fill,
        )

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Found]) -> None:
        """Write the arguments into the records of `doc.user_data["events"]`, in the order of the text, with scores."""
        for doc, found in zip(docs, scores, strict=True):
            records = open_records(doc, spans_key=self.cfg["spans_key"])
            arguments: list[list[tuple[int, str, dict[str, Any], float]]] = [[] for _ in records]
            for event, role, other, score in self._decode(found, records, scores_of(doc)):
                filler = found.scene.fillers[other]
                said: dict[str, Any] = {"role": role}
                if filler.event >= 0:
                    said["event"] = records[filler.event]["id"]
                else:
                    span = doc[filler.start : filler.end]
                    said |= {"start": span.start_char, "end": span.end_char, "label": filler.label}
                rival = found.rival(event, other, 1 + self.labels.index(role))
                arguments[event].append((filler.start, role, said | {"score": score}, rival))
            for record, mine in zip(records, arguments, strict=True):
                mine.sort(key=lambda one: one[:2])
                record["arguments"] = [said for *_, said, _ in mine]
            if records:
                rivals = [[rival for *_, rival in mine] for mine in arguments]
                doc.spans[self.cfg["spans_key"]].attrs[RIVALS] = rivals

    def _decode(
        self, found: Found, records: Sequence[dict[str, Any]], mentions: Mapping[tuple[int, int, str], float]
    ) -> Iterable[tuple[int, str, int, float]]:
        """(event, role, filler, probability) of every argument. records: of the events, with their scores if any.

        mentions: scores by place and label, those that have one.
        """
        least, together = float(self.cfg["threshold"]), float(self.cfg.get("together", 0))
        events = [float(record.get("score", 1)) for record in records]
        fillers = [
            events[place.event] if place.event >= 0 else mentions.get((place.start, place.end, place.label), 1.0)
            for place in found.scene.fillers
        ]
        chosen: dict[tuple[int, str], list[tuple[float, float, int]]] = {}
        for (event, other), row in zip(found.scene.pairs, found.probabilities[:, 1:], strict=True):
            wanted = max(least, together / max(events[event] * fillers[other], _HARDLY))
            for column in np.flatnonzero((row >= wanted) & ((row >= row.max(initial=0)) | (row >= SECOND))):
                score = float(row[column])
                chosen.setdefault((event, self.labels[column]), []).append((score * fillers[other], score, other))
        for (event, role), several in chosen.items():
            for number, (_, score, other) in enumerate(sorted(several, reverse=True)):
                if number == 0 or score >= SECOND or role not in self._mask.single:
                    yield event, role, other, score

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """As every component of spaCy has it."""
        state = self._likeness.state() if self._likeness is not None else None
        return srsly.msgpack_dumps({"component": super().to_bytes(exclude=exclude), _LIKENESS: state})

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> "EventArguments":
        """As every component of spaCy has it."""
        held: Any = srsly.msgpack_loads(bytes_data)
        # Versions from before there was a likeness stand for themselves.
        super().from_bytes(held.get("component", bytes_data), exclude=exclude)
        self._take_likeness(held.get(_LIKENESS))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """As every component of spaCy has it; the likeness in a file of its own."""
        super().to_disk(path, exclude=exclude)
        file = Path(path, _LIKENESS)
        if self._likeness is not None:
            srsly.write_msgpack(file, self._likeness.state())
        else:
            file.unlink(missing_ok=True)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "EventArguments":
        """As every component of spaCy has it."""
        super().from_disk(path, exclude=exclude)
        file = Path(path, _LIKENESS)
        self._take_likeness(srsly.read_msgpack(file) if file.is_file() else None)
        return self

    def _take_likeness(self, state: Any) -> None:
        self._likeness = Likeness.from_state(state) if state is not None else None

    def _loaded(self) -> None:
        super()._loaded()
        self._mask = RoleMask(self._schema_roles)
        self._mask.from_state(self.cfg["mask"])
