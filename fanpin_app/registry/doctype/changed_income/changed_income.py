from frappe.model.document import Document


class ChangedIncome(Document):
	pass
