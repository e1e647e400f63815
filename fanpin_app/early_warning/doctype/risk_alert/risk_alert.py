import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from fanpin_app.early_warning.alerts import lifecycle, merging
from fanpin_app.early_warning.response import deadlines
from fanpin_app.early_warning.screening import explanation

WHAT_WAS_TOLD = ("reported_level", "reported_reason")


class RiskAlert(Document):
	def validate(self) -> None:
		if not self.flags.by_system:
			self._keep_what_was_told()
		lifecycle.complete(self)

	def onload(self) -> None:
		"""What the form needs to know of the moment: the time that is left, and whether the user may dismiss."""
		self.set_onload("may_close", lifecycle.may_close(self))
		self.set_onload("time_left", deadlines.left_of([self.name]).get(self.name))

	@frappe.whitelist(methods=["POST"])
	def acknowledge(self) -> None:
		"""Take the alert up. Raises `frappe.PermissionError` outside the user's regions."""
		self.reload()
		self.check_permission("write")
		lifecycle.acknowledge(self)

	@frappe.whitelist(methods=["POST"])
	def dismiss(self, reason: str) -> None:
		"""Close the alert as no risk, with the reason. Raises `frappe.PermissionError` where it is not the user's."""
		self.reload()
		self.check_permission("write")
		lifecycle.dismiss(self, reason)

	@frappe.whitelist(methods=["POST"])
	def merge_into(self, other: str) -> None:
		"""End the alert, which goes on as `other` of the same household.

		Raises `frappe.PermissionError` where one of the two is outside the user's regions.
		"""
		self.reload()
		self.check_permission("write")
		into = frappe.get_doc("Risk Alert", other)
		into.check_permission("write")
		merging.merge(self, into)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_evidence(self) -> list[dict]:
		"""The rows that prove the alert: rule, version, rule_name, level, what, value, threshold, origin; all plain text."""
		self.reload()
		self.check_permission("read")
		return explanation.rows_of(self)

	def _keep_what_was_told(self) -> None:
		if self.is_new():
			self._require_something_new()
			return
		before = self.get_doc_before_save()
		if any((self.get(name) or "") != (before.get(name) or "") for name in WHAT_WAS_TOLD):
			frappe.throw(_("What was told stays as it was told. Write a comment to add to it."))

	def _require_something_new(self) -> None:
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
	"""Lists begin with the latest."""
	frappe.db.add_index("Risk Alert", ["creation"])
