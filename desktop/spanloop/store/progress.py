"""How far one author has come: by layer, by label, by day, and in active time."""

from __future__ import annotations

from typing import NamedTuple

from spanloop.core.completeness import layers_of
from spanloop.core.marks import LAYERS, Layer
from spanloop.store.listing import QueueReading


class Progress(NamedTuple):
    """What one author has done.

    articles: of the project. layers: articles in which each layer of the schema is complete, in the schema's order.
    complete, skipped: articles. completed: by day ("2024-03-12", where the person sits), articles of which the last
    layer was completed then and that are complete now. seconds: active time by day, as far as it was recorded.
    labels: mentions by label and events by type, the most frequent first.
    """

    articles: int
    complete: int
    skipped: int
    layers: dict[Layer, int]
    completed: dict[str, int]
    seconds: dict[str, int]
    labels: dict[str, int]


def read_progress(reading: QueueReading) -> Progress:
    """Read all of it. Takes as long as there are articles of which the author said anything."""
    counts = reading.counts()
    needed = layers_of(reading.schema) or LAYERS
    return Progress(
        counts.articles,
        counts.complete,
        counts.skipped,
        {layer: reading.complete_layers(layer) for layer in needed},
        reading.complete_by_day(),
        reading.seconds_by_day(),
        reading.marks_by_label(),
    )
