import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.assistance.cases import ELIMINATED, MERGED, open_case_of


class MonitoringCase(Document):
	def validate(self) -> None:
		if self.is_new():
			self.refuse_second_case()
		self.refuse_changes_after_closing()
		for row in self.risks:
			self.complete_risk(row)

	def refuse_second_case(self) -> None:
		# The lock serialises two determinations at the same moment.
		frappe.db.get_value("Household", self.household, "name", for_update=True)
		if other := open_case_of(self.household):
			frappe.throw(_("The household has an open Monitoring Case already: {0}.").format(other))

	def refuse_changes_after_closing(self) -> None:
		before = self.get_doc_before_save()
		if before and before.status in (ELIMINATED, MERGED):
			frappe.throw(
				_("The case is closed and stays as it is. A new risk of the household opens a new case.")
			)

	def complete_risk(self, row: Document) -> None:
		row.added_on = row.added_on or today()
		if not row.resolved:
			row.resolved_on = None
			return
		row.resolved_on = row.resolved_on or today()
		if not (row.resolution or "").strip():
			frappe.throw(_("Risks, row {0}: write down how the risk was solved.").format(row.idx))
