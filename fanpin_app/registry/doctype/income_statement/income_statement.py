import frappe
from frappe.model.document import Document

from fanpin_app.registry.households import derived_fields
from fanpin_app.registry.income.statements import net_income


class IncomeStatement(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		business_expense: DF.Currency
		business_income: DF.Currency
		household: DF.Link
		net_income: DF.Currency
		property_income: DF.Currency
		region: DF.Link | None
		transfer_income: DF.Currency
		wage_income: DF.Currency
		year: DF.Int
	# end: auto-generated types

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
