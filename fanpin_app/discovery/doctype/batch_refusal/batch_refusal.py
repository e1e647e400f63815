from frappe.model.document import Document


class BatchRefusal(Document):
	pass
