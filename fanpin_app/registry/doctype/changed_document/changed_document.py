from frappe.model.document import Document


class ChangedDocument(Document):
	pass
