"""Alerts waiting for a response, by village, tier and officer: waiting and overdue; unassigned ones first."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Min
from frappe.utils import add_days, cint, now_datetime, today
from pypika.functions import Coalesce
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.lifecycle import OPEN
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport, count_where


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view: unanswered alerts in the reader's regions.

	Filters, all optional: `region` (a code, including its subregions), `responsible` (a user), `tier` (the tier in
	charge), `overdue_only`, `nobody_only`.
	"""
	return AlertResponses(filters).run()


class AlertResponses(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.now = now_datetime()
		self.alert = frappe.qb.DocType("Risk Alert")
		self.region = self.alert.region
		self.tier = Coalesce(self.alert.responsible_tier, self.alert.leading_tier)

	def columns(self) -> list[dict]:
		return [
			column("region", _("Village"), "Link", 150, options="Administrative Region"),
			column("tier", _("Tier"), width=70),
			column("officer", _("Responsible Officer"), width=120),
			column("waiting", _("Waiting"), "Int", 80),
			column("overdue", _("Overdue"), "Int", 80),
			column("due_today", _("Due Today"), "Int", 80),
			column("escalated", _("Escalated"), "Int", 80),
			column("oldest_due", _("Oldest Due"), "Datetime", 160),
		]

	def query(self) -> QueryBuilder:
		alert, user = self.alert, frappe.qb.DocType("User")
		tomorrow = add_days(today(), 1)
		return (
			frappe.qb.from_(alert)
			.left_join(user)
			.on(user.name == alert.responsible)
			.select(
				alert.region,
				self.tier.as_("tier"),
				alert.responsible,
				user.full_name.as_("officer"),
				Count("*").as_("waiting"),
				count_where(alert.response_due < self.now).as_("overdue"),
				count_where((alert.response_due >= self.now) & (alert.response_due < tomorrow)).as_(
					"due_today"
				),
				count_where(alert.times_escalated > 0).as_("escalated"),
				Min(alert.response_due).as_("oldest_due"),
			)
			.groupby(alert.region, self.tier, alert.responsible, user.full_name)
			.orderby(alert.responsible.isnotnull())
			.orderby(Min(alert.response_due))
			.orderby(alert.region)
		)

	def conditions(self) -> list[Criterion]:
		alert, filters = self.alert, self.filters
		conditions = [alert.status == OPEN]
		if filters.responsible:
			conditions.append(alert.responsible == filters.responsible)
		if filters.tier:
			conditions.append(self.tier == filters.tier)
		if cint(filters.overdue_only):
			conditions.append(alert.response_due < self.now)
		if cint(filters.nobody_only):
			conditions.append(alert.responsible.isnull())
		return conditions

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [row | {"tier": _(row.tier or ""), "officer": row.officer or _("Unassigned")} for row in found]
