"""Assets as rule fields: each name that conditions may use, with its query term.

Where leases and units are recorded in the system, overdue and idle days are calculated from them as of the screening
date; for other assets the figure of the latest ledger applies.
"""

import frappe
from frappe.query_builder.functions import Max, Min
from frappe.query_builder.terms import SubQuery
from pypika import CustomFunction
from pypika.queries import Table
from pypika.terms import Case, ExistsCriterion, Term

from fanpin_app.early_warning.rules import units
from fanpin_app.early_warning.rules.comparison import NUMBER
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.fields import Field, select_field, stored_field
from fanpin_app.early_warning.rules.subjects import Subject

IN_USE, IDLE = "In Use", "Idle"

days_between = CustomFunction("DATEDIFF", ["later", "earlier"])
Coalesce = CustomFunction("COALESCE", ["first", "second"])
Greatest = CustomFunction("GREATEST", ["one", "other"])


def days_since_inspection(asset: Table, context: RuleContext, months: int = 0) -> Term:
	"""Days from the last recorded inspection, or else from the acquisition, to the screening date."""
	return days_between(context.as_of, Coalesce(last_inspection(asset, context), asset.acquired_on))


def last_inspection(asset: Table, context: RuleContext) -> Term:
	"""The later of the ledger's date and the last Asset Inspection up to the screening date; NULL without either."""
	inspection = frappe.qb.DocType("Asset Inspection").as_("inspection")
	recorded = SubQuery(
		frappe.qb.from_(inspection)
		.select(Max(inspection.inspected_on))
		.where(inspection.asset == asset.name)
		.where(inspection.inspected_on <= context.as_of)
	)
	reported = asset.reported_last_inspection
	return Greatest(Coalesce(recorded, reported), Coalesce(reported, recorded))


def rent_overdue_days(asset: Table, context: RuleContext, months: int = 0) -> Term:
	"""Days since the earliest unpaid rent was due; 0 if all is paid."""
	lease, rent = frappe.qb.DocType("Asset Lease").as_("lease"), frappe.qb.DocType("Asset Rent").as_("rent")
	unpaid = (
		frappe.qb.from_(rent)
		.join(lease)
		.on(lease.name == rent.parent)
		.select(days_between(context.as_of, Min(rent.due_on)))
		.where(lease.asset == asset.name)
		.where(rent.due_on < context.as_of)
		.where(rent.paid_on.isnull() | (rent.paid_on > context.as_of))
	)
	leased = frappe.qb.from_(lease).select(lease.name).where(lease.asset == asset.name)
	return _own_or_reported(leased, unpaid, asset.reported_rent_overdue_days)


def idle_days(asset: Table, context: RuleContext, months: int = 0) -> Term:
	"""Days for which the longest idle unit has been idle; 0 if none is."""
	unit = frappe.qb.DocType("Asset Unit").as_("unit")
	units = frappe.qb.from_(unit).where(unit.parent == asset.name)
	idle = (
		units.select(days_between(context.as_of, Min(unit.idle_since)))
		.where(unit.status == IDLE)
		.where(unit.idle_since <= context.as_of)
	)
	return _own_or_reported(units.select(unit.name), idle, asset.reported_idle_days)


def _own_or_reported(kept, figure, reported: Term) -> Term:
	return Case().when(ExistsCriterion(SubQuery(kept)), Coalesce(SubQuery(figure), 0)).else_(reported)


ASSETS = Subject(
	"Asset",
	"Alleviation Asset",
	"asset",
	"asset_name",
	is_screened=lambda asset: asset.status == IN_USE,
	fields={
		"rent_overdue_days": Field(NUMBER, rent_overdue_days, unit=units.days),
		"days_since_inspection": Field(NUMBER, days_since_inspection),
		"idle_days": Field(NUMBER, idle_days, unit=units.days),
		"asset_kind": select_field("Alleviation Asset", "asset_kind"),
		"original_value": stored_field(NUMBER, "original_value"),
	},
)
