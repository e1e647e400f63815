"""The outline of a rule: its groups of conditions, and which conditions of a group are about one and the same member or
document. The query and the sentence of a rule follow the same outline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fanpin_app.early_warning.rules.related_sources import RelatedSource

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

# How many members or documents must meet the conditions that are bound to them.
ANY, NONE, COUNT = "Any", "None", "Count"
AGGREGATIONS = (ANY, NONE, COUNT)


@dataclass(frozen=True)
class MemberBond:
	"""Conditions that must hold for one and the same member."""

	conditions: tuple[RuleCondition, ...]


@dataclass(frozen=True)
class DocumentBond:
	"""Conditions with the same aggregation that must hold for one and the same document of a related source."""

	source: RelatedSource
	conditions: tuple[RuleCondition, ...]


@dataclass(frozen=True)
class SingleCondition:
	"""A condition that is bound to no other."""

	condition: RuleCondition

	@property
	def conditions(self) -> tuple[RuleCondition]:
		return (self.condition,)


Bond = MemberBond | DocumentBond | SingleCondition


def outline_of(
	conditions: Sequence[RuleCondition], sources: Mapping[str, RelatedSource], blank_group: int = 0
) -> list[list[Bond]]:
	"""The groups of a rule's conditions by number, each as its bonds in the order of their first conditions.

	`sources`: the related sources by name. Conditions without a number are in the group `blank_group`.
	"""
	groups: dict[int, list[RuleCondition]] = defaultdict(list)
	for condition in conditions:
		groups[condition.group or blank_group].append(condition)
	return [_bonds(groups[number], sources) for number in sorted(groups)]


def _bonds(conditions: Sequence[RuleCondition], sources: Mapping[str, RelatedSource]) -> list[Bond]:
	bound: dict[Hashable, list[RuleCondition]] = {}
	for position, condition in enumerate(conditions):
		bound.setdefault(_binding_key(condition, sources) or position, []).append(condition)
	return [_bond(tuple(together), sources) for together in bound.values()]


def _binding_key(condition: RuleCondition, sources: Mapping[str, RelatedSource]) -> Hashable | None:
	"""The key that bound conditions share; None for a condition that is bound to no other."""
	if condition.same_member:
		return MemberBond
	if condition.source in sources:
		return condition.source, condition.aggregation
	return None


def _bond(conditions: tuple[RuleCondition, ...], sources: Mapping[str, RelatedSource]) -> Bond:
	first = conditions[0]
	if first.same_member:
		return MemberBond(conditions)
	if first.source in sources:
		return DocumentBond(sources[first.source], conditions)
	return SingleCondition(first)
