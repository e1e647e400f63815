from frappe.model.document import Document


class RetentionCount(Document):
	pass
