"""Validation of asset leases: term, unit, and days of payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, today

if TYPE_CHECKING:
	from fanpin_app.resources.doctype.asset_lease.asset_lease import AssetLease


def validate(lease: AssetLease) -> None:
	"""Raises `frappe.ValidationError` for a term that ends before it begins, a unit that the asset does not have, and a
	payment in the future."""
	if getdate(lease.to_date) < getdate(lease.from_date):
		frappe.throw(_("The lease ends before it begins: check From and To."))
	if lease.unit_name and not _has_unit(lease.asset, lease.unit_name):
		frappe.throw(_("The asset has no unit {0}. Add it to the asset first.").format(lease.unit_name))
	for rent in lease.rents:
		if rent.paid_on and getdate(rent.paid_on) > getdate(today()):
			frappe.throw(_("Row {0}: a payment is recorded when it has come in.").format(rent.idx))


def _has_unit(asset: str, unit: str) -> bool:
	return bool(
		frappe.db.exists(
			"Asset Unit", {"parenttype": "Alleviation Asset", "parent": asset, "unit_name": unit}
		)
	)
