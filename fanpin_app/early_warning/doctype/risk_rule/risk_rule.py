import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.early_warning.data_defects.detection import KIND
from fanpin_app.early_warning.rule_desk.form import problem_of
from fanpin_app.early_warning.rules import versions, vocabulary
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD


class RiskRule(Document):
	def validate(self) -> None:
		if self.effective_to and self.effective_from and self.effective_to < self.effective_from:
			frappe.throw(_("The rule ends before it begins: check Effective From and Effective To."))
		if self.kind == KIND and (self.subject or HOUSEHOLD) != HOUSEHOLD:
			frappe.throw(_("A rule of data defects looks at households: choose Household under Warns About."))
		for condition in self.conditions:
			vocabulary.keep_as_known(condition)
		if problem := problem_of(self):
			frappe.throw(problem, RuleRefused)
		versions.number(self)

	def on_update(self) -> None:
		versions.record(self)

	def on_trash(self) -> None:
		versions.forget(self)
