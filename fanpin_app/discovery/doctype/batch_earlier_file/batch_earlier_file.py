from frappe.model.document import Document


class BatchEarlierFile(Document):
	pass
