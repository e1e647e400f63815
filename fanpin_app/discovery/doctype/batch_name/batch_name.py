from frappe.model.document import Document


class BatchName(Document):
	pass
