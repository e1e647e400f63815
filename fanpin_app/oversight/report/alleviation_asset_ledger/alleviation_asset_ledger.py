"""Assets in use by village, with the figures that rules use, in the reader's regions."""

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.resources import rule_fields
from fanpin_app.resources.rule_fields import ASSETS


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, ordered by village.

	Filters, all optional: `region` (a code, including its subregions), `as_of` (the day up to which days are counted,
	default today) and `with_alert` (only assets with an open alert).
	"""
	return AlleviationAssetLedger(filters).run()


class AlleviationAssetLedger(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.asset, self.alert = ASSETS.table, _open_alerts()
		self.region = self.asset.region

	def columns(self) -> list[dict]:
		return [
			column("region", _("Village"), "Link", 130, options="Administrative Region"),
			column("full_name", _("Region Name"), width=200),
			column("asset", _("Asset"), "Link", 110, options="Alleviation Asset"),
			column("asset_name", _("Asset Name"), width=180),
			column("asset_kind", _("Kind of Asset")),
			column("original_value", _("Original Value"), "Currency", 120),
			column("last_inspection", _("Last Inspected"), "Date", 110),
			column("days_since_inspection", _("Days Since Inspection"), "Int", 120),
			column("rent_overdue_days", _("Rent Overdue (Days)"), "Int", 110),
			column("idle_days", _("Idle (Days)"), "Int"),
			column("alert", _("Open Alert"), "Link", 140, options="Risk Alert"),
		]

	def query(self) -> QueryBuilder:
		asset, alert, region = self.asset, self.alert, frappe.qb.DocType("Administrative Region")
		context = RuleContext(scope.WHOLE, getdate(self.filters.as_of or today()))
		return (
			frappe.qb.from_(asset)
			.left_join(region)
			.on(region.name == asset.region)
			.left_join(alert)
			.on(alert.asset == asset.name)
			.select(
				asset.region, region.full_name, asset.name.as_("asset"), asset.asset_name, asset.asset_kind
			)
			.select(asset.original_value, rule_fields.last_inspection(asset, context).as_("last_inspection"))
			.select(
				*(
					ASSETS.fields[name].term(asset, context, 0).as_(name)
					for name in ("days_since_inspection", "rent_overdue_days", "idle_days")
				)
			)
			.select(alert.alert)
			.orderby(asset.region)
			.orderby(asset.name)
		)

	def conditions(self) -> list[Criterion]:
		conditions = [ASSETS.is_screened(self.asset)]
		if self.filters.with_alert:
			conditions.append(self.alert.alert.isnotnull())
		return conditions

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		return [row | {"asset_kind": _(row.asset_kind) if row.asset_kind else ""} for row in found]


def _open_alerts() -> QueryBuilder:
	"""One open alert for each asset."""
	alert = frappe.qb.DocType("Risk Alert")
	return (
		frappe.qb.from_(alert)
		.select(alert.asset, Max(alert.name).as_("alert"))
		.where(alert.asset.isnotnull())
		.where(alert.status.isin(STILL_OPEN))
		.groupby(alert.asset)
	).as_("open_alert")
