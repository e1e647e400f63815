from frappe.model.document import Document


class BatchColumn(Document):
	pass
