from frappe.model.document import Document


class BatchChange(Document):
	pass
