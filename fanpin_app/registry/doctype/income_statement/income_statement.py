import frappe
from frappe.model.document import Document

from fanpin_app.registry.households import derived_fields
from fanpin_app.registry.income.statements import net_income


class IncomeStatement(Document):
	def validate(self) -> None:
		self.region = frappe.db.get_value("Household", self.household, "region")
		self.net_income = net_income(self)

	def on_update(self) -> None:
		derived_fields.households([self.household])

	def after_delete(self) -> None:
		derived_fields.households([self.household])


def on_doctype_update() -> None:
	"""Lists begin with the latest year. Screening asks all statements of a region's households for the figures of
	businesses, and then need not read their rows."""
	frappe.db.add_index("Income Statement", ["year", "region"])
	frappe.db.add_index(
		"Income Statement",
		["household", "year", "business_income", "business_expense", "net_income"],
		"asked_by_rules",
	)
