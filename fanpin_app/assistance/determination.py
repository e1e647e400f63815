"""What a case begins or ends with is what was determined, or nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.verification import stages
from fanpin_app.verification.facts import digests

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

# Field of the case → field of the check.
OPENING = {"household": "household", "monitored_kind": "determined_kind", "opened_on": "decided_on"}
CLOSING = {"household": "household", "elimination_mode": "elimination_mode", "closed_on": "decided_on"}


def check_applied(check: RiskCheck, case: str) -> None:
	"""Compare the stored check and case with the digests that were taken at the determination.

	Raises `frappe.ValidationError` with the names of what differs, so that the determination is not written either.
	"""
	stored = frappe.get_doc("Monitoring Case", case)
	determined = digests.of_determination(check)
	differing = [
		*digests.changed(frappe.get_doc("Risk Check", check.name), stages.APPROVED),
		*_fields(stored, OPENING if check.purpose == "Inclusion" else CLOSING, determined),
	]
	if check.purpose == "Inclusion":
		differing += _risks(stored, determined)
	if differing:
		frappe.throw(
			_(
				"{0} would not be as determined: {1}. Nothing was written: look at it and determine again."
			).format(_("Monitoring Case"), ", ".join(dict.fromkeys(differing)))
		)


def _fields(case: MonitoringCase, fields: dict[str, str], determined: dict[str, str]) -> list[str]:
	return [
		_(case.meta.get_label(field))
		for field, source in fields.items()
		if digests.digest(case.get(field)) != determined.get(source)
	]


def _risks(case: MonitoringCase, determined: dict[str, str]) -> list[str]:
	begun = {digests.alert_key(row.alert): digests.digest(row.risk) for row in case.risks if row.alert}
	alerts = {key: value for key, value in determined.items() if key.startswith(digests.alert_key(""))}
	return [] if begun == alerts else [_(case.meta.get_label("risks"))]
