"""A Risk Rule as one query: the households of a region that it hits on a day, each with the evidence.

A rule's conditions become query terms from lists written here and in the modules beside; nothing that a rule says
becomes SQL text. Conditions of one group must all hold, one group is enough, and the first group that holds gives
the evidence. A household that is not active or has no living member is never hit. A rule may warn about other things
than households (rules/subjects.py); it then asks their own fields only.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import frappe
from frappe import _
from frappe.model.document import Document
from pypika import Case
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from fanpin_app.early_warning.rule_queries import household_conditions
from fanpin_app.early_warning.rule_queries.evidence import Evidence
from fanpin_app.early_warning.rule_queries.household_conditions import Reading, Sources
from fanpin_app.early_warning.rule_queries.member_conditions import MemberBlock, demand_of
from fanpin_app.early_warning.rule_queries.related_conditions import RelatedBlock
from fanpin_app.early_warning.rules import related_sources, subjects
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD, Subject

OF_HOUSEHOLD = {
	"Indicator": household_conditions.indicator,
	"Household": household_conditions.household,
	"Income": household_conditions.income,
}


@dataclass(frozen=True)
class Hit:
	"""A household (or what else the rule warns about) that is hit; the first evidence is what the rule is about."""

	about: str
	region: str
	evidence: list[Evidence]

	@property
	def household(self) -> str:
		"""Whom a rule about households hits."""
		return self.about

	@property
	def value(self) -> str | None:
		first = self.evidence[0]
		return first.value if first.members is None else str(first.members)

	@property
	def threshold(self) -> str | None:
		return self.evidence[0].threshold


@dataclass(frozen=True)
class CompiledRule:
	"""`found`: who is hit (columns household, or whatever links to the rule's subject, and region); `query` is `found` with
	the evidence: which group holds, and the columns of all groups."""

	query: QueryBuilder
	groups: list[list[Reading]]
	found: QueryBuilder
	subject: Subject

	def hits(self, limit: int | None = None) -> list[Hit]:
		query = self.query.orderby(self.subject.table.name).limit(limit) if limit else self.query
		widths = (sum(len(reading.columns) for reading in group) for group in self.groups)
		starts = list(accumulate(widths, initial=0))
		return [self._hit(row, starts) for row in query.run()]

	def _hit(self, row: Sequence, starts: list[int]) -> Hit:
		about, region, matched, *told = row
		values = islice(told, starts[matched], None)
		evidence = []
		for reading in self.groups[matched]:
			evidence += reading.evidence(dict(zip(reading.columns, values, strict=False)))
		return Hit(about, region, evidence)


def compile_rule(rule: Document, frame: Frame) -> CompiledRule:
	"""The query of a rule over a region prefix on a day.

	Raises RuleRefused where the rule names a field, operator, aggregation or value that is not known.
	"""
	subject = subjects.of_rule(rule)
	sources = Sources(frame, subject)
	groups = [_readings(conditions, sources) for conditions in _groups(rule)]
	holds = [Criterion.all(reading.criterion for reading in group) for group in groups]
	about = sources.about
	found = (
		sources.join_to(frappe.qb.from_(about), [_needs(group) for group in groups])
		.select(about.name.as_(subject.link), about.region)
		.where(frame.lies_in(about.region))
		.where(subject.looked_at(about))
		.where(Criterion.any(holds))
	)
	query = found.select(_first_that_holds(holds).as_("matched"))
	for number, group in enumerate(groups):
		for place, reading in enumerate(group):
			query = query.select(
				*(term.as_(f"{name}_{number}_{place}") for name, term in reading.columns.items())
			)
	return CompiledRule(query, groups, found, subject)


def _groups(rule: Document) -> list[list]:
	groups = defaultdict(list)
	for condition in rule.conditions:
		groups[condition.group].append(condition)
	return [groups[number] for number in sorted(groups)]


def _readings(conditions: list, sources: Sources) -> list[Reading]:
	"""The group's conditions; those that are bound together are read together, where the first of them stands."""
	bound: dict[Hashable, list] = {}
	for condition in conditions:
		bound.setdefault(_bond(condition), []).append(condition)
	return [_reading(together, sources) for together in bound.values()]


def _bond(condition) -> Hashable:
	"""What conditions have in common that speak of one and the same member, or of one document."""
	if condition.same_member:
		return "member"
	if condition.source in related_sources.every():
		return condition.source, condition.aggregation
	return condition.idx or id(condition)


def _reading(conditions: list, sources: Sources) -> Reading:
	first = conditions[0]
	try:
		if sources.subject.name != HOUSEHOLD:
			return household_conditions.own_field(first, sources)
		if first.same_member or first.source == "Member":
			return _of_members(conditions, sources)
		if source := related_sources.every().get(first.source):
			return _of_related(source, conditions, sources)
		return _known_source(first)(first, sources)
	except RuleRefused as refused:
		raise RuleRefused(_("Condition {0}: {1}").format(first.idx, refused))


def _known_source(condition):
	if condition.source not in OF_HOUSEHOLD:
		raise RuleRefused(_("There is no source {0}").format(condition.source))
	return OF_HOUSEHOLD[condition.source]


def _of_members(conditions: list, sources: Sources) -> Reading:
	block = MemberBlock(sources.household, sources.frame, [demand_of(condition) for condition in conditions])
	return Reading(block.criterion(), block.columns(), block.evidence)


def _of_related(source: related_sources.Related, conditions: list, sources: Sources) -> Reading:
	block = RelatedBlock(sources.household, sources.frame, source, conditions)
	return Reading(block.criterion(), block.columns(), block.evidence)


def _first_that_holds(holds: list[Criterion]) -> Term:
	if len(holds) == 1:
		return ValueWrapper(0)
	case = Case()
	for number, criterion in enumerate(holds):
		case = case.when(criterion, number)
	return case


def _needs(group: list[Reading]) -> set[Hashable]:
	return {key for reading in group for key in reading.needs}
