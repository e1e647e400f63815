from frappe.model.document import Document


class IncomeStatement(Document):
	pass
