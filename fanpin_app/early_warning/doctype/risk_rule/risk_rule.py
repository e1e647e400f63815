import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from fanpin_app.early_warning.compiler import compile_rule
from fanpin_app.early_warning.frame import Frame
from fanpin_app.early_warning.refusal import RuleRefused

NOWHERE = "-"  # no region's code begins so: the query is made and not run


class RiskRule(Document):
	def validate(self) -> None:
		if self.effective_to and self.effective_from and self.effective_to < self.effective_from:
			frappe.throw(_("The rule ends before it begins: check Effective From and Effective To."))
		try:
			compile_rule(self, Frame(prefix=NOWHERE, as_of=getdate(today())))
		except RuleRefused as refused:
			frappe.throw(str(refused), RuleRefused)
