"""The cases whose risk may be eliminated, by one query: those to which none of `guards` objects.

Each criterion is a guard of `guards.conditions`, and changes with it. The mode of elimination is not chosen yet, so
delivered help is not required.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce
from frappe.query_builder.terms import SubQuery
from frappe.utils import getdate, today
from pypika import CustomFunction, Order
from pypika.queries import QueryBuilder
from pypika.terms import ExistsCriterion, Interval, Term

from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN
from fanpin_app.registry.income.income_line import income_line_term
from fanpin_app.verification.clock import clock, notice_days

DateDiff = CustomFunction("datediff", ["later", "earlier"])


class ReadyCases:
	"""A query over `case` and its `household`, limited to open cases that no guard objects to on `day`.

	`income`: yuan a year per head, `line`: the income line, as terms.
	"""

	def __init__(self, day: date | str) -> None:
		self.day = getdate(day)
		self.case, self.household = frappe.qb.DocType("Monitoring Case"), frappe.qb.DocType("Household")
		self._row = frappe.qb.DocType("Case Risk")
		self.income = self._net_income() / self.household.people
		self.line = income_line_term(self.household.region, self.day)

	@property
	def query(self) -> QueryBuilder:
		case, household = self.case, self.household
		return (
			frappe.qb.from_(case)
			.join(household)
			.on(household.name == case.household)
			.where(case.status == "Open")
			.where(Criterion.all(self._guards()))
		)

	def _guards(self) -> list[Criterion]:
		household = self.household
		return [
			self.case.opened_on + Interval(months=clock().review_after_months) <= self.day,
			_exists(self._checks_with_owed_papers()).negate(),
			household.people > 0,
			# Multiplied, because a quotient is rounded.
			self._net_income() >= self.line * household.people,
			Coalesce(household.no_labour, 0) == 0,
			Coalesce(household.drinking_water, "") != "Unsafe",
			_exists(self._uninsured_members()).negate(),
			_exists(self._risks().where(self._row.resolved == 0)).negate(),
			_exists(self._alerts_not_solved()).negate(),
		]

	def _net_income(self) -> Term:
		"""Of the latest statement up to the year of the day."""
		statement = frappe.qb.DocType("Income Statement")
		return SubQuery(
			frappe.qb.from_(statement)
			.select(statement.net_income)
			.where(statement.household == self.household.name)
			.where(statement.year <= self.day.year)
			.orderby(statement.year, order=Order.desc)
			.limit(1)
		)

	def _uninsured_members(self) -> QueryBuilder:
		member = frappe.qb.DocType("Household Member")
		return (
			frappe.qb.from_(member)
			.select(member.name)
			.where((member.parent == self.household.name) & (member.parenttype == "Household"))
			.where((member.status == "Living") & (member.medical_insurance == "No"))
		)

	def _risks(self) -> QueryBuilder:
		row = self._row
		return (
			frappe.qb.from_(row)
			.select(row.name)
			.where((row.parent == self.case.name) & (row.parenttype == "Monitoring Case"))
		)

	def _alerts_not_solved(self) -> QueryBuilder:
		alert = frappe.qb.DocType("Risk Alert")
		solved = self._risks().where((self._row.resolved == 1) & (self._row.alert == alert.name))
		return (
			frappe.qb.from_(alert)
			.select(alert.name)
			.where((alert.household == self.case.household) & alert.status.isin(STILL_OPEN))
			.where(_exists(solved).negate())
		)

	def _checks_with_owed_papers(self) -> QueryBuilder:
		"""As `verification.papers.owed_papers` of the check for inclusion, which was approved."""
		check = frappe.qb.DocType("Risk Check")
		days = notice_days("Inclusion")
		present, first, last = Coalesce(check.votes_present, 0), check.notice_from, check.notice_to
		no_notice = first.isnull() | last.isnull()
		if not days:
			no_notice &= first.notnull() | last.notnull()
		owed = (
			(present == 0)
			| (Coalesce(check.votes_for, 0) + Coalesce(check.votes_against, 0) > present)
			| no_notice
			| (DateDiff(last, first) < days)
			| _exists(_agencies_without_authorization(check))
		)
		return (
			frappe.qb.from_(check)
			.select(check.name)
			.where(check.name == self.case.inclusion_check)
			.where((check.purpose == "Inclusion") & (Coalesce(check.green_lane, "") != ""))
			.where(check.stage != "Rejected")
			.where(owed)
		)


def _agencies_without_authorization(check: frappe.qb.DocType) -> QueryBuilder:
	"""As `authorization.missing_agencies`, on any day since the start of the check."""
	agency = frappe.qb.DocType("Sector Agency")
	authorization, row = frappe.qb.DocType("Data Authorization"), frappe.qb.DocType("Authorized Agency")
	given = (
		frappe.qb.from_(authorization)
		.join(row)
		.on((row.parent == authorization.name) & (row.parenttype == "Data Authorization"))
		.select(authorization.name)
		.where((authorization.household == check.household) & (row.agency == agency.name))
		.where(authorization.signed_on <= today())
		.where(authorization.valid_until >= check.started_on)
		.where(authorization.withdrawn_on.isnull() | (authorization.withdrawn_on > check.started_on))
	)
	return (
		frappe.qb.from_(agency)
		.select(agency.name)
		.where((agency.needs_authorization == 1) & _exists(given).negate())
	)


def _exists(query: QueryBuilder) -> Criterion:
	return ExistsCriterion(SubQuery(query))
