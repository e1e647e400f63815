"""Outcome of alerts by source: how many of a rule, of visits or of applications were checked, and with what result.

A rule with mostly dismissed alerts warns too often.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Date, Sum
from frappe.query_builder.terms import SubQuery
from frappe.utils import today
from pypika import Case
from pypika.functions import Coalesce
from pypika.queries import QueryBuilder, Table
from pypika.terms import ExistsCriterion, Term

from fanpin_app.early_warning.alerts.lifecycle import BY_RULE, CONFIRMED, DISMISSED, UNDER_CHECK
from fanpin_app.early_warning.rules import subjects
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions import scope
from fanpin_app.verification import stages

FACTS = ("checked", "confirmed", "dismissed")
COUNTS = ("warned", *FACTS)


@dataclass(frozen=True)
class Clues:
	"""The alerts to count: raised in a region (a code; None for all that the reader may read) between two days, of one
	rule if given."""

	region: str | None = None
	from_date: date | str | None = None
	to_date: date | str | None = None
	rule: str | None = None

	def by_rule(self) -> list[dict]:
		"""Rows of rule and counts. An alert counts for every rule that matched while it was open."""
		rows = [
			row
			for subject in subjects.by_name().values()
			for row in self._rule_counts(subject).run(as_dict=True)
		]
		return sorted(_with_hit_rate(rows), key=lambda row: row["rule"])

	def by_origin_of_rules(self) -> list[dict]:
		"""Rows of agency and counts, for alerts raised by rules; agency None: rules that use only the register.

		An alert counts once for every agency whose figures are used by a rule that matched while it was open.
		"""
		rows = [
			row
			for subject in subjects.by_name().values()
			for row in self._agency_counts(subject).run(as_dict=True)
		]
		sums: dict[str | None, dict] = {}
		for row in rows:
			counts = sums.setdefault(row.agency, dict.fromkeys(COUNTS, 0))
			counts.update({name: counts[name] + int(row[name] or 0) for name in COUNTS})
		in_order = sorted(sums, key=lambda agency: (agency is None, agency or ""))
		return list(_with_hit_rate([{"agency": agency} | sums[agency] for agency in in_order]))

	def by_other_sources(self) -> list[dict]:
		"""Rows of source and counts, for alerts from visits and applications."""
		alert = frappe.qb.DocType("Risk Alert")
		query = (
			frappe.qb.from_(alert)
			.select(alert.source, *_counts(_facts(alert)))
			.where(alert.source != BY_RULE)
			.where(Criterion.all(self._conditions(alert)))
			.groupby(alert.source)
			.orderby(alert.source)
		)
		return list(_with_hit_rate(query.run(as_dict=True)))

	def _rule_counts(self, subject: Subject) -> QueryBuilder:
		pairs = self._pairs(subject).as_("pair")
		return (
			frappe.qb.from_(pairs)
			.select(pairs.rule, *_counts({name: pairs[name] for name in FACTS}))
			.groupby(pairs.rule)
		)

	def _agency_counts(self, subject: Subject) -> QueryBuilder:
		pairs, rule_agencies = self._pairs(subject).as_("pair"), _agencies_by_rule().as_("rule_agency")
		facts = [pairs[name] for name in FACTS]
		alert_agencies = (
			frappe.qb.from_(pairs)
			.left_join(rule_agencies)
			.on(rule_agencies.rule == pairs.rule)
			.select(rule_agencies.agency, pairs.name, *facts)
			.distinct()
		).as_("alert_agency")
		return (
			frappe.qb.from_(alert_agencies)
			.select(alert_agencies.agency, *_counts({name: alert_agencies[name] for name in FACTS}))
			.groupby(alert_agencies.agency)
		)

	def _pairs(self, subject: Subject) -> QueryBuilder:
		"""Each alert with each rule that matched while it was open."""
		alert, finding = frappe.qb.DocType("Risk Alert"), frappe.qb.DocType("Risk Finding")
		facts = _facts(alert)
		pairs = (
			frappe.qb.from_(alert)
			.join(finding)
			.on(
				(finding[subject.link] == alert[subject.link])
				& (finding.risk == alert.risk)
				& (finding.found_on <= Coalesce(Date(alert.closed_at), today()))
				& (finding.ended_on.isnull() | (finding.ended_on >= alert.raised_on))
			)
			.select(finding.rule, alert.name, *(term.as_(name) for name, term in facts.items()))
			.distinct()
			.where(Criterion.all(self._conditions(alert)))
		)
		return pairs.where(finding.rule == self.rule) if self.rule else pairs

	def _conditions(self, alert: Table) -> Iterator[Criterion]:
		yield scope.criterion(alert.region)
		if self.region:
			yield scope.in_region(alert.region, self.region)
		if self.from_date:
			yield alert.raised_on >= self.from_date
		if self.to_date:
			yield alert.raised_on <= self.to_date


def _agencies_by_rule() -> QueryBuilder:
	"""Each rule with the agencies whose feeds contain the indicators that it uses."""
	condition, column = frappe.qb.DocType("Rule Condition"), frappe.qb.DocType("Feed Column")
	feed = frappe.qb.DocType("Data Feed")
	return (
		frappe.qb.from_(condition)
		.join(column)
		.on(column.indicator == condition.indicator)
		.join(feed)
		.on(feed.name == column.parent)
		.select(condition.parent.as_("rule"), feed.agency)
		.distinct()
		.where(condition.source == "Indicator")
	)


def _facts(alert: Table) -> dict[str, Term]:
	"""1 or 0 for each outcome of an alert."""
	return {
		"checked": _one_if(alert.status.isin((UNDER_CHECK, CONFIRMED)) | _has_check(alert)),
		"confirmed": _one_if((alert.status == CONFIRMED) | _has_check(alert, stages.APPROVED)),
		"dismissed": _one_if(alert.status == DISMISSED),
	}


def _has_check(alert: Table, stage: str | None = None) -> Criterion:
	"""Whether the household was checked for inclusion while the alert was open (with this result)."""
	check = frappe.qb.DocType("Risk Check")
	query = (
		frappe.qb.from_(check)
		.select(check.name)
		.where(check.household == alert.household)
		.where(check.purpose == "Inclusion")
		.where(Coalesce(check.decided_on, today()) >= alert.raised_on)
		.where(check.started_on <= Coalesce(Date(alert.closed_at), today()))
	)
	return ExistsCriterion(SubQuery(query.where(check.stage == stage) if stage else query))


def _counts(facts: dict[str, Term]) -> list[Term]:
	return [Count("*").as_("warned"), *(Sum(term).as_(name) for name, term in facts.items())]


def _one_if(criterion: Criterion) -> Term:
	return Case().when(criterion, 1).else_(0)


def _with_hit_rate(rows: list[dict]) -> Iterator[dict]:
	for row in rows:
		counts = {name: int(row[name] or 0) for name in COUNTS}
		decided = counts["confirmed"] + counts["dismissed"]
		yield row | counts | {"hit_rate": 100 * counts["confirmed"] / decided if decided else None}
