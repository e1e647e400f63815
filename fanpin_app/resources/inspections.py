"""Validation of asset inspections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, today

if TYPE_CHECKING:
	from fanpin_app.resources.doctype.asset_inspection.asset_inspection import AssetInspection

NEEDS_ATTENTION = "Needs Attention"


def validate(inspection: AssetInspection) -> None:
	"""Raises `frappe.ValidationError` for a day in the future, and for a fault without a description."""
	if getdate(inspection.inspected_on) > getdate(today()):
		frappe.throw(_("An inspection is recorded when it has been made: the day is in the future."))
	if inspection.outcome == NEEDS_ATTENTION and not (inspection.found or "").strip():
		frappe.throw(_("Say what was found that needs attention."))
