"""Report on the site's security; `bench fanpin-doctor` prints the same."""

from frappe import _
from frappe.utils import cint

from fanpin_app.oversight.columns import column
from fanpin_app.security.doctor import checks


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns, and a row for each finding and each check without one.

	Filter: `thorough` includes long checks.
	"""
	found = checks.findings(thorough=bool(cint((filters or {}).get("thorough"))))
	order = (checks.WRONG, checks.NOTICE, checks.IN_ORDER)
	columns = [
		column("state", _("State"), width=90),
		column("check", _("What Is Checked"), width=260),
		column("finding", _("Finding"), width=420),
		column("advice", _("What to Do"), width=420),
	]
	rows = [
		{
			"state": _(finding.severity),
			"severity": finding.severity,
			"check": finding.check,
			"finding": finding.finding,
			"advice": finding.advice,
		}
		for finding in sorted(found, key=lambda finding: order.index(finding.severity))
	]
	return columns, rows
