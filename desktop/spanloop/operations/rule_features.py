"""What rules match as a feature of training and prediction, where a project wants that."""

from __future__ import annotations

from spanloop.formats.docbin_rules import RuleFeatures, patterns_of
from spanloop.formats.tokenizing import blank
from spanloop.operations.ruling import trains_on_rules
from spanloop.store.project import Project


def rule_features(project: Project, language: str) -> RuleFeatures | None:
    """The rules that training data is to show, None where it is to show none.

    Only rules of files and of people: a learned one comes of the very marks that train, where it is always right, and
    an extractor that trusts it so is deceived everywhere else.
    """
    if not trains_on_rules(project):
        return None
    patterns = patterns_of(rule for rule in project.rules.rules() if rule.origin != "learned")
    if not patterns:
        return None
    from spanloop.learn.rule_marks import RuleMarks

    component = RuleMarks(blank(language))
    component.add_patterns(patterns)
    return RuleFeatures(patterns, component)
