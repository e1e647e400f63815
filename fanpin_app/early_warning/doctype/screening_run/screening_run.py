import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.early_warning.screening import engine
from fanpin_app.permissions import scope


class ScreeningRun(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.early_warning.doctype.screening_part.screening_part import ScreeningPart

		alerts_ended: DF.Int
		alerts_raised: DF.Int
		alerts_raised_level: DF.Int
		as_of: DF.Date
		batch: DF.Link | None
		defects: DF.Int
		defects_new: DF.Int
		defects_resolved: DF.Int
		error: DF.SmallText | None
		findings: DF.Int
		findings_ended: DF.Int
		findings_new: DF.Int
		finished_at: DF.Datetime | None
		parts: DF.Table[ScreeningPart]
		region: DF.Link | None
		started_at: DF.Datetime | None
		status: DF.Literal["Queued", "Running", "Finished", "Failed"]
		trigger: DF.Literal["Manual", "Scheduled", "Batch"]
	# end: auto-generated types

	def validate(self) -> None:
		if self.is_new():
			self.status = engine.QUEUED
			engine.plan_parts(self)

	def before_insert(self) -> None:
		if not self.flags.by_system:
			self._require_own_region()

	@frappe.whitelist(methods=["POST"])
	def start(self) -> None:
		"""Enqueue the parts that are not finished: starts a new run, or resumes a stopped one.

		Raises `frappe.PermissionError` outside the user's regions.
		"""
		self.reload()
		self.check_permission("write")
		self._require_own_region()
		if self.status == engine.FINISHED:
			frappe.throw(_("This run is finished. Make a new one to screen again."))
		engine.enqueue(self)

	def _require_own_region(self) -> None:
		if scope.has_permission_by_lineage(self, "write"):
			return
		frappe.throw(_("Choose a region that you are posted to."), frappe.PermissionError)
