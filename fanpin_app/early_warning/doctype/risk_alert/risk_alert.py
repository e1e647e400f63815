import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from fanpin_app.database.locking import lock
from fanpin_app.early_warning.alerts import lifecycle, merging
from fanpin_app.early_warning.response import deadlines
from fanpin_app.early_warning.screening import explanation

REPORTED_FIELDS = ("reported_level", "reported_reason")


class RiskAlert(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.early_warning.doctype.alert_escalation.alert_escalation import AlertEscalation

		asset: DF.Link | None
		base_level: DF.Link | None
		closed_at: DF.Datetime | None
		dismissal_reason: DF.SmallText | None
		ended_on: DF.Date | None
		escalated_on: DF.Datetime | None
		escalations: DF.Table[AlertEscalation]
		head_name: DF.Data | None
		household: DF.Link | None
		last_run: DF.Link | None
		leading_tier: DF.Literal["", "Village", "Town", "District", "City"]
		level: DF.Link | None
		merged_into: DF.Link | None
		open_key: DF.Data | None
		raised_on: DF.Date | None
		reason: DF.SmallText | None
		region: DF.Link | None
		reported_level: DF.Link | None
		reported_reason: DF.SmallText | None
		resolution: DF.SmallText | None
		responded_at: DF.Datetime | None
		responded_by: DF.Link | None
		response_due: DF.Datetime | None
		responsible: DF.Link | None
		responsible_name: DF.Data | None
		responsible_since: DF.Datetime | None
		responsible_tier: DF.Literal["", "Village", "Town", "District", "City"]
		risk: DF.Link
		rules: DF.SmallText | None
		source: DF.Literal["Rule", "Visit", "Application", "Officer"]
		status: DF.Literal["Open", "Acknowledged", "Under Check", "Confirmed", "Dismissed", "Ended"]
		times_escalated: DF.Int
	# end: auto-generated types

	def before_insert(self) -> None:
		if self.source != lifecycle.BY_RULE:
			lock("Household", self.household)

	def validate(self) -> None:
		if not self.flags.by_system:
			self._require_unchanged_report()
		lifecycle.set_derived_fields(self)

	def onload(self) -> None:
		"""Values for the form that are not stored: the time left, and whether the user may dismiss the alert."""
		self.set_onload("may_close", lifecycle.may_close(self))
		self.set_onload("time_left", deadlines.time_left_by_alert([self.name]).get(self.name))

	@frappe.whitelist(methods=["POST"])
	def acknowledge(self) -> None:
		"""Record the first response. Raises `frappe.PermissionError` outside the user's regions."""
		self.reload()
		self.check_permission("write")
		lifecycle.acknowledge(self)

	@frappe.whitelist(methods=["POST"])
	def dismiss(self, reason: str) -> None:
		"""Close the alert as no risk, with a reason. Raises `frappe.PermissionError` if the user may not close it."""
		self.reload()
		self.check_permission("write")
		lifecycle.dismiss(self, reason)

	@frappe.whitelist(methods=["POST"])
	def merge_into(self, other: str) -> None:
		"""End the alert by merging it into `other`, an alert of the same household.

		Raises `frappe.PermissionError` if one of the two is outside the user's regions.
		"""
		self.reload()
		self.check_permission("write")
		into = frappe.get_doc("Risk Alert", other)
		into.check_permission("write")
		merging.merge(self, into)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_evidence(self) -> list[dict]:
		"""The evidence of the alert: rows of rule, version, rule_name, level, what, value, threshold and origin; all plain
		text."""
		self.reload()
		self.check_permission("read")
		return explanation.alert_evidence_rows(self)

	def _require_unchanged_report(self) -> None:
		if self.is_new():
			self._require_no_open_alert()
			return
		before = self.get_doc_before_save()
		if before and any((self.get(name) or "") != (before.get(name) or "") for name in REPORTED_FIELDS):
			frappe.throw(_("A report cannot be edited. Add a comment instead."))

	def _require_no_open_alert(self) -> None:
		if self.source == lifecycle.BY_RULE:
			return
		if not (self.reported_level and self.reported_reason):
			frappe.throw(_("Say how severe it is, and what was found."))
		if other := lifecycle.open_alert(self.household, self.risk):
			frappe.throw(
				_(
					"{0} is open for this household and risk already: write what you found as a comment there."
				).format(get_link_to_form("Risk Alert", other))
			)


def on_doctype_update() -> None:
	"""Lists are ordered by creation, latest first."""
	frappe.db.add_index("Risk Alert", ["creation"])
