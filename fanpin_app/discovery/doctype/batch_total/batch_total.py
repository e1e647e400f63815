from frappe.model.document import Document


class BatchTotal(Document):
	pass
