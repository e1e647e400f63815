"""Monitored households in the reader's regions whose risk may be eliminated: no guard objects (现在可申请消除的户)."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import today
from pypika.functions import Substring
from pypika.queries import QueryBuilder
from pypika.terms import Term

from fanpin_app.assistance.elimination.ready_cases import ReadyCases
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.verification.stages import FINAL


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view. Filter, optional: `region` (a code, including its subregions).

	Income is in yuan a year per head. `elimination_check` names the check that is already under way.
	"""
	return HouseholdsReadyForElimination(filters).run()


class HouseholdsReadyForElimination(ScopedReport):
	doctype = "Monitoring Case"

	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.ready = ReadyCases(today())
		self.case = self.ready.case
		self.region = self.case.region

	def columns(self) -> list[dict]:
		return [
			column("head_name", _("Head of Household"), width=90),
			column("monitoring_case", _("Monitoring Case"), "Link", 150, options="Monitoring Case"),
			column("household", _("Household"), "Link", 140, options="Household"),
			column("village", _("Village"), width=120),
			column("monitored_kind", _("Monitored Kind"), width=120),
			column("opened_on", _("Included On"), "Date", 110),
			column("income_per_head", _("Income per Head (Yuan)"), "Float", 130, precision=2),
			column("income_line", _("Income Line"), "Float", 110, precision=2),
			column("delivered", _("Delivered Measures"), "Int", 110),
			column("helper_name", _("Helper Name"), width=90),
			column("elimination_check", _("Elimination Check"), "Link", 150, options="Risk Check"),
		]

	def query(self) -> QueryBuilder:
		case, ready = self.case, self.ready
		village, check = frappe.qb.DocType("Administrative Region"), frappe.qb.DocType("Risk Check")
		is_running = (
			(check.household == case.household) & (check.purpose == "Elimination") & check.stage.notin(FINAL)
		)
		return (
			ready.query.left_join(village)
			.on(village.name == Substring(case.region, 1, scope.SIGNIFICANT_DIGITS["Village"]))
			.left_join(check)
			.on(is_running)
			.select(
				case.head_name,
				case.name.as_("monitoring_case"),
				case.household,
				village.region_name.as_("village"),
				case.monitored_kind,
				case.opened_on,
				ready.income.as_("income_per_head"),
				ready.line.as_("income_line"),
				self.delivered().as_("delivered"),
				case.helper_name,
				check.name.as_("elimination_check"),
			)
			.orderby(case.region)
			.orderby(case.opened_on)
			.orderby(case.name)
		)

	def delivered(self) -> Term:
		measure = frappe.qb.DocType("Assistance Measure")
		return (
			frappe.qb.from_(measure)
			.select(Count(measure.name))
			.where((measure.monitoring_case == self.case.name) & (measure.status == "Delivered"))
		)

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [case | {"monitored_kind": _(case.monitored_kind)} for case in found]
