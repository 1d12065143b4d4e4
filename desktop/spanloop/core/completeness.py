"""Whether somebody's word that a layer of an article is exhaustively marked holds under the schema in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spanloop.core.marks import LAYERS, Completion, Layer
from spanloop.core.ranges import covers, merge_ranges
from spanloop.core.schema import Schema


def labels_of(schema: Schema, layer: Layer) -> set[str]:
    """The labels or event types of a layer."""
    return {item.label for item in schema.entities} if layer == "entities" else {item.type for item in schema.events}


def holds(version: str, layer: Layer, *, schema: Schema, versions: Mapping[str, Schema]) -> bool:
    """Whether a layer that was completed under a version of the schema is complete under `schema` too.

    A label added since reopens the layer. versions: all that the project has or had. One that was never among them came
    with a file from elsewhere: the person's word is taken.
    """
    if version == schema.version or version not in versions:
        return True
    return labels_of(schema, layer) <= labels_of(versions[version], layer)


def is_complete(
    completions: Iterable[Completion],
    layer: Layer,
    *,
    start: int = 0,
    end: int,
    schema: Schema,
    versions: Mapping[str, Schema],
) -> bool:
    """Whether completions of one person leave no gap in `[start, end)` of an article, in code points."""
    ranges = merge_ranges(
        (c.start, c.end)
        for c in completions
        if c.layer == layer and holds(c.schema_version, layer, schema=schema, versions=versions)
    )
    return covers(ranges, ((start, end),))


def layers_of(schema: Schema) -> tuple[Layer, ...]:
    """The layers that a schema has anything for."""
    return tuple(layer for layer in LAYERS if (schema.entities if layer == "entities" else schema.events))
