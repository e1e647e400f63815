"""What became of clues: of the alerts that a rule, a visit or an application raised, how many were checked, and with
what outcome. A rule whose alerts are mostly dismissed warns of too many."""

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
COUNTED = ("warned", *FACTS)


@dataclass(frozen=True)
class Clues:
	"""The alerts that count: raised in a region (a code; None for all that the reader reads) from one day to another,
	of one rule where it is named."""

	region: str | None = None
	from_date: date | str | None = None
	to_date: date | str | None = None
	rule: str | None = None

	def by_rule(self) -> list[dict]:
		"""Rows of rule and the counts. An alert counts for every rule that held while it was open."""
		rows = [
			row for subject in subjects.every().values() for row in self._of_rules(subject).run(as_dict=True)
		]
		return sorted(_whole(rows), key=lambda row: row["rule"])

	def by_origin_of_rules(self) -> list[dict]:
		"""Rows of agency and the counts, for alerts that rules raised; agency None: rules that ask the register alone.

		An alert counts once for every agency whose figures a rule asks that held while it was open.
		"""
		rows = [
			row
			for subject in subjects.every().values()
			for row in self._of_agencies(subject).run(as_dict=True)
		]
		sums: dict[str | None, dict] = {}
		for row in rows:
			told = sums.setdefault(row.agency, dict.fromkeys(COUNTED, 0))
			told.update({name: told[name] + int(row[name] or 0) for name in COUNTED})
		in_order = sorted(sums, key=lambda agency: (agency is None, agency or ""))
		return list(_whole([{"agency": agency} | sums[agency] for agency in in_order]))

	def by_other_sources(self) -> list[dict]:
		"""Rows of source and the counts, for what people told."""
		alert = frappe.qb.DocType("Risk Alert")
		query = (
			frappe.qb.from_(alert)
			.select(alert.source, *_counts(_facts(alert)))
			.where(alert.source != BY_RULE)
			.where(Criterion.all(self._conditions(alert)))
			.groupby(alert.source)
			.orderby(alert.source)
		)
		return list(_whole(query.run(as_dict=True)))

	def _of_rules(self, subject: Subject) -> QueryBuilder:
		pairs = self._pairs(subject).as_("pair")
		return (
			frappe.qb.from_(pairs)
			.select(pairs.rule, *_counts({name: pairs[name] for name in FACTS}))
			.groupby(pairs.rule)
		)

	def _of_agencies(self, subject: Subject) -> QueryBuilder:
		pairs, asked = self._pairs(subject).as_("pair"), _agencies_asked().as_("asked")
		facts = [pairs[name] for name in FACTS]
		told = (
			frappe.qb.from_(pairs)
			.left_join(asked)
			.on(asked.rule == pairs.rule)
			.select(asked.agency, pairs.name, *facts)
			.distinct()
		).as_("told")
		return (
			frappe.qb.from_(told)
			.select(told.agency, *_counts({name: told[name] for name in FACTS}))
			.groupby(told.agency)
		)

	def _pairs(self, subject: Subject) -> QueryBuilder:
		"""Each alert with each rule that held while it was open."""
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
			yield scope.lies_in(alert.region, self.region)
		if self.from_date:
			yield alert.raised_on >= self.from_date
		if self.to_date:
			yield alert.raised_on <= self.to_date


def _agencies_asked() -> QueryBuilder:
	"""Each rule with the agencies whose feeds fill the indicators that it asks."""
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
	"""1 or 0 for what became of an alert."""
	return {
		"checked": _one_if(alert.status.isin((UNDER_CHECK, CONFIRMED)) | _has_check(alert)),
		"confirmed": _one_if((alert.status == CONFIRMED) | _has_check(alert, stages.APPROVED)),
		"dismissed": _one_if(alert.status == DISMISSED),
	}


def _has_check(alert: Table, stage: str | None = None) -> Criterion:
	"""Whether the household was checked for inclusion while the alert was open (with this outcome)."""
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


def _whole(rows: list[dict]) -> Iterator[dict]:
	for row in rows:
		counts = {name: int(row[name] or 0) for name in COUNTED}
		decided = counts["confirmed"] + counts["dismissed"]
		yield row | counts | {"hit_rate": 100 * counts["confirmed"] / decided if decided else None}
