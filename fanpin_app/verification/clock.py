"""The settings of Statutory Clock; the time limits of steps are in `clocks/terms.py`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import add_days, cint, getdate

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.statutory_clock.statutory_clock import StatutoryClock


def clock() -> StatutoryClock:
	"""The settings in force: rows of time limits, days of notice and papers, months of review and watch."""
	return frappe.get_cached_doc("Statutory Clock")


def papers_due(started_on: date | str) -> date:
	"""The last day for the papers of a green lane check."""
	return getdate(add_days(started_on, cint(clock().papers_days)))


def notice_days(purpose: str) -> int:
	"""Days for which the public notice of a check is posted; 0 if none is required."""
	return clock().notice_days if purpose == "Inclusion" else clock().elimination_notice_days
