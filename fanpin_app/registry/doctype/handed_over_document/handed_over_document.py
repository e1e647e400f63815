from frappe.model.document import Document


class HandedOverDocument(Document):
	pass
