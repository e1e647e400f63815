from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.assistance.cases import ELIMINATED, MERGED
from fanpin_app.assistance.first_help import clock_of
from fanpin_app.database.locking import latest, lock


class MonitoringCase(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.assistance.doctype.case_risk.case_risk import CaseRisk

		closed_on: DF.Date | None
		decided_household: DF.Link | None
		decided_region: DF.Link | None
		elimination_check: DF.Link | None
		elimination_mode: DF.Literal["", "By Help", "By Itself"]
		head_name: DF.Data | None
		help_due_on: DF.Date | None
		help_remind_on: DF.Date | None
		help_reminder: DF.Literal["", "Before", "Due", "Overdue"]
		help_working_days: DF.Int
		helped_on: DF.Date | None
		helper: DF.Link | None
		helper_name: DF.Data | None
		household: DF.Link
		inclusion_check: DF.Link | None
		is_relapse: DF.Check
		merged_into: DF.Link | None
		monitored_kind: DF.Literal["Unstable Formerly Poor", "Marginal", "Sudden Hardship"]
		opened_on: DF.Date
		plan: DF.SmallText | None
		previous_case: DF.Link | None
		region: DF.Link | None
		risks: DF.Table[CaseRisk]
		source: DF.Literal["Risk Check", "Imported", "Household Split"]
		status: DF.Literal["Open", "Eliminated", "Merged"]
		warned_on: DF.Date | None
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("help_clock", clock_of(self))

	def before_insert(self) -> None:
		lock("Household", self.household)

	def validate(self) -> None:
		if self.is_new():
			self.refuse_second_case()
		self.refuse_changes_after_closing()
		for row in self.risks:
			self.complete_risk(row)

	def refuse_second_case(self) -> None:
		for other in latest("Monitoring Case", {"household": self.household, "status": "Open"}):
			frappe.throw(_("The household has an open Monitoring Case already: {0}.").format(other.name))

	def refuse_changes_after_closing(self) -> None:
		before = self.get_doc_before_save()
		if before and before.status in (ELIMINATED, MERGED):
			frappe.throw(
				_("The case is closed and stays as it is. A new risk of the household opens a new case.")
			)

	def complete_risk(self, row: CaseRisk) -> None:
		row.added_on = row.added_on or today()
		if not row.resolved:
			row.resolved_on = None
			return
		row.resolved_on = row.resolved_on or today()
		if not (row.resolution or "").strip():
			frappe.throw(_("Risks, row {0}: write down how the risk was solved.").format(row.idx))
