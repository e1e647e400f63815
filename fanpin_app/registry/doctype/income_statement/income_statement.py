import frappe
from frappe.model.document import Document

from fanpin_app.registry.households import derived_fields
from fanpin_app.registry.income.statements import net_income


class IncomeStatement(Document):
	def validate(self) -> None:
		self.region = frappe.db.get_value("Household", self.household, "region")
		self.net_income = net_income(self)

	def on_update(self) -> None:
		derived_fields.update_households([self.household])

	def after_delete(self) -> None:
		derived_fields.update_households([self.household])


def on_doctype_update() -> None:
	"""The first index orders lists, latest year first. The second covers the business figures that screening reads from
	all statements of a region."""
	frappe.db.add_index("Income Statement", ["year", "region"])
	frappe.db.add_index(
		"Income Statement",
		["household", "year", "business_income", "business_expense", "net_income"],
		"asked_by_rules",
	)
