import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from fanpin_app.early_warning.data_defects.detection import KIND
from fanpin_app.early_warning.rule_queries.validation import validation_message
from fanpin_app.early_warning.rules import versions, vocabulary
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD


class RiskRule(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

		basis: DF.Data | None
		change_reason: DF.SmallText | None
		conditions: DF.Table[RuleCondition]
		effective_from: DF.Date | None
		effective_to: DF.Date | None
		enabled: DF.Check
		kind: DF.Literal["Risk", "Data Defect"]
		level: DF.Link | None
		reason: DF.SmallText | None
		resolve_within_days: DF.Int
		resolved_by_tier: DF.Literal["Village", "Town", "District", "City"]
		risk: DF.Link | None
		rule_code: DF.Data
		rule_name: DF.Data
		steps_up: DF.Check
		subject: DF.Literal["Household", "Asset"]
		version: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		from_day, to_day = self.effective_from, self.effective_to
		if from_day and to_day and getdate(to_day) < getdate(from_day):
			frappe.throw(_("The rule ends before it begins: check Effective From and Effective To."))
		if self.kind == KIND and (self.subject or HOUSEHOLD) != HOUSEHOLD:
			frappe.throw(_("A rule of data defects looks at households: choose Household under Warns About."))
		for condition in self.conditions:
			vocabulary.normalise_value(condition)
		if problem := validation_message(self):
			frappe.throw(problem, InvalidRuleError)
		versions.set_version(self)

	def on_update(self) -> None:
		versions.record_change(self)

	def on_trash(self) -> None:
		versions.delete_changes(self)
