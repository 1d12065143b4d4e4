"""Somebody who knows the keyboard by heart and has no mouse: turns marks into keys, and watches what they do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from spanloop.core.marks import Fragments
from spanloop.gui.inspector.attributes import attributes_of, current_value, next_value
from tests.e2e.keys_script.walking import way_to
from tests.e2e.window.desk import Desk

Line = dict[str, Any]
#: How much of a word is typed to find it, at most.
_TYPED = 12


class Typist:
    """Marks what lines of JSONL say by keys alone. keys: how many went where."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keys: Counter[str] = Counter()

    def press(self, what: str, *keys: str) -> None:
        """Press keys and remember what for."""
        self.keys[what] += len(keys)
        self.desk.press(*keys)

    # a page

    def turn_to(self, text: str) -> None:
        """Go down the queue until the article with this text is open, and give the text the keyboard."""
        for _ in self.desk.queue:
            if self.desk.text == text:
                break
            self.press("queue", "Alt+Down")
        assert self.desk.text == text, "Alt+Down does not lead to the article"
        self.desk._front()  # a screen would have given the window its keyboard back when the last sheet closed
        for _ in range(4):
            if not self.desk.canvas.hasFocus():
                self.press("queue", "F6")
        assert self.desk.canvas.hasFocus()

    def annotate(self, line: Line) -> None:
        """All spans and events of a page, sentence after sentence: first its mentions, then its events."""
        self.turn_to(line["text"])
        sentence = sentence_of
        for number in sorted({sentence(mark) for mark in (*line["spans"], *line["events"])}):
            for span in sorted(line["spans"], key=lambda s: (s["start"], -s["end"])):
                if sentence(span) == number:
                    self.mark(span)
            for event in sorted(line["events"], key=lambda e: e["trigger"]["start"]):
                if sentence(event) == number:
                    self.make(event, {span["id"]: span for span in line["spans"]})

    # the cursor

    def go(self, target: Fragments) -> None:
        """To these words on the shortest way; where they are far, by a search for their beginning."""
        keys = way_to(self.desk.canvas, target)
        if keys is None:
            self.find(target)
            keys = way_to(self.desk.canvas, target)
        assert keys is not None, f"no way to {self.desk.quote(target)}"
        self.press("cursor", *keys)
        assert self.desk.canvas.selection() == target, (self.desk.covered, self.desk.quote(target), keys)

    def find(self, target: Fragments) -> None:
        """Type so much of the words into the search field that they are the place that is found."""
        start = target[0][0]
        self.press("cursor", "/")
        for character in self.desk.text[start : start + _TYPED]:
            self.press("cursor", character)
            current = self.desk.canvas.found.current
            if current is not None and self.desk.canvas.found.ranges[current][0] == start:
                break
        self.press("cursor", "Esc")

    # marks

    def mark(self, span: Line) -> None:
        """A mention by the key of its label."""
        place = ((span["start"], span["end"]),)
        self.go(place)
        self.press("marks", self.desk.key_of(span["label"]))
        assert (span["label"], place) in {(m.label, m.fragments) for m in self.desk.canvas.view.marks.mentions}

    def make(self, event: Line, spans: dict[str, Line]) -> None:
        """An event by the key of its type, its attributes by theirs, its roles by theirs and by numbers."""
        self.go(((event["trigger"]["start"], event["trigger"]["end"]),))
        self.press("marks", self.desk.key_of(event["type"]))
        assert self.desk.page.composer.isVisible()
        for name, value in event["attributes"].items():
            self.turn(name, value)
        for argument in event["arguments"]:
            self.fill(argument["role"], spans[argument["span"]])
        if self.desk.page.composer.role:
            self.press("arguments", "Enter")
        self.press("marks", "Enter")
        assert not self.desk.page.composer.isVisible()

    def turn(self, name: str, value: str) -> None:
        """Press an attribute's key, forward or back, whichever is nearer."""
        schema, made = self.desk.canvas.view.schema, self._made()
        attribute = next(a for a in attributes_of(schema, made) if a.name == name)
        steps: dict[bool, int] = {}
        for back in (False, True):
            trial, steps[back] = made, 0
            while current_value(trial, attribute) != value:
                after = next_value(schema, trial, attribute, back=back)
                trial = type(made)(**{**_fields(trial), "attributes": {**trial.attributes, name: after}})
                steps[back] += 1
        back = steps[True] < steps[False]
        self.press("attributes", *([attribute.key.upper() if back else attribute.key] * steps[back]))
        assert current_value(self._made(), attribute) == value

    def fill(self, role: str, span: Line) -> None:
        """Press the role's key; take the candidate, by its number or by going on, or else go to the words."""
        composer: Any = self.desk.page.composer
        kind = self.desk.canvas.view.schema.event(self._made().type)
        assert kind is not None
        key = next(r.key for r in kind.roles if r.name == role)
        place = ((span["start"], span["end"]),)
        if composer.role == role:
            self.press("arguments", "Enter")  # the one before is kept; again the key would be a step
        self.press("arguments", key)
        offered = composer._state.candidates
        numbers = [n for n, c in enumerate(offered, 1) if c.fragments == place and c.label == span["label"]]
        if not numbers:
            self.go(place)
            self.press("arguments", key)
        elif composer._state.current is not offered[numbers[0] - 1]:
            self.press("arguments", str(numbers[0]))

    def _made(self) -> Any:
        uid = self.desk.page.composer.event_uid
        return next(e for e in self.desk.canvas.view.marks.events if e.uid == uid)


def sentence_of(mark: Line) -> int:
    """The gold numbers sentences in the names of its marks: 000.2.E1."""
    return int(mark["id"].split(".")[1])


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
