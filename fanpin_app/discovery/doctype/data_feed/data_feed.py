import frappe
from frappe import _
from frappe.model.document import Document


class DataFeed(Document):
	def validate(self) -> None:
		self.check_columns()
		if self.target == "Indicator Record":
			self.check_indicators()

	def check_columns(self) -> None:
		if sum(column.role == "Match Key" for column in self.columns) != 1:
			frappe.throw(
				_("A feed needs exactly one column of role Match Key: the one that says whom a row is about.")
			)
		for column in self.columns:
			if column.role == "Field" and not column.fieldname:
				frappe.throw(_("Row {0}: a column of role Field needs a Field Name.").format(column.idx))

	def check_indicators(self) -> None:
		if sum(column.role == "Record Date" for column in self.columns) != 1:
			frappe.throw(_("A feed of indicators needs exactly one column of role Record Date."))
		named_by_row = any(column.role == "Indicator" for column in self.columns)
		for column in self.columns:
			if column.role == "Value" and not (column.indicator or named_by_row):
				frappe.throw(_("Row {0}: a column of role Value needs an Indicator.").format(column.idx))
		if not any(column.indicator or column.role == "Indicator" for column in self.columns):
			frappe.throw(_("No column of this feed tells an Indicator."))
