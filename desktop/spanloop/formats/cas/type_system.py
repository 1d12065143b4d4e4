"""The UIMA types that Spanloop writes, so that INCEpTION shows what they hold.

Entities are DKPro's named entities, which every INCEpTION project has. Events are a span layer with a slot feature,
links are relation layers; an INCEpTION project needs custom layers of these names. Labels, types and roles are values
of features, never names of types, because UIMA forbids most characters in these.
See "UIMA References", chapter "Type System", and the INCEpTION user guide, "Layers and Features".
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from spanloop.core.schema import Schema
from spanloop.formats.webanno.layers import DKPRO, NAMED_ENTITY

if TYPE_CHECKING:
    from cassis import TypeSystem  # pyright: ignore[reportMissingTypeStubs]

TOKEN = f"{DKPRO}segmentation.type.Token"
SENTENCE = f"{DKPRO}segmentation.type.Sentence"
METADATA = f"{DKPRO}metadata.type.DocumentMetaData"
EVENT = "webanno.custom.Event"
#: The name that INCEpTION gives to the type behind the slots of a layer.
EVENT_SLOT = "webanno.custom.EventArgumentsLink"
ENTITY_LINK = "webanno.custom.EntityLink"
EVENT_LINK = "webanno.custom.EventLink"
DETAILS = "webanno.custom.ArticleDetails"
#: The collection that an article of ours is in, by which its id is known for one of ours.
COLLECTION = "Spanloop"
#: Attributes that no feature can be named after: pairs of name and value, one after the other.
MORE = "moreAttributes"

_STRING = "uima.cas.String"
_ANNOTATION = "uima.tcas.Annotation"
_FEATURE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(
    {"value", "notes", "note", "comment", "remark", "score", "timeValue", "arguments", MORE, "begin", "end", "sofa"}
    | {"type", "self", "xmiID", "get", "set", "get_covered_text", "identifier", "elements", "head", "tail"}
    | {"target", "role", "first", "next", "Governor", "Dependent"}
)


def attribute_features(schema: Schema) -> frozenset[str]:
    """The attributes of a schema that are features of the event layer under their own names."""
    return frozenset(
        attribute.name
        for attribute in schema.attributes
        if _FEATURE.fullmatch(attribute.name) and attribute.name not in _TAKEN and not keyword.iskeyword(attribute.name)
    )


def make_type_system(schema: Schema) -> TypeSystem:
    """All types, with a feature of the event layer for each attribute of the schema that can name one."""
    from cassis import TypeSystem  # pyright: ignore[reportMissingTypeStubs]

    types = TypeSystem()

    def add(name: str, parent: str, /, **features: str) -> None:
        made = types.create_type(name, parent)
        for feature, kind in features.items():
            types.create_feature(made, feature, kind)

    add(TOKEN, _ANNOTATION)
    add(SENTENCE, _ANNOTATION)
    texts = ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")
    add(METADATA, "uima.tcas.DocumentAnnotation", **dict.fromkeys(texts, _STRING), isLastSegment="uima.cas.Boolean")
    aside = {"notes": _STRING, "score": "uima.cas.Double"}
    add(NAMED_ENTITY, _ANNOTATION, value=_STRING, identifier=_STRING, timeValue=_STRING, **aside)
    attributes = dict.fromkeys(sorted(attribute_features(schema)), _STRING)
    more = {MORE: "uima.cas.StringArray"}
    add(EVENT, _ANNOTATION, value=_STRING, **aside, **attributes, **more)
    add(EVENT_SLOT, "uima.cas.TOP", role=_STRING, target=_ANNOTATION)
    types.create_feature(EVENT, "arguments", "uima.cas.FSArray", elementType=EVENT_SLOT)
    add(ENTITY_LINK, _ANNOTATION, Dependent=NAMED_ENTITY, Governor=NAMED_ENTITY, value=_STRING)
    add(EVENT_LINK, _ANNOTATION, Dependent=EVENT, Governor=EVENT, value=_STRING)
    add(DETAILS, "uima.cas.AnnotationBase", source=_STRING, date=_STRING, note=_STRING)
    return types
