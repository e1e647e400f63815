from frappe.model.document import Document


class ApplicationRisk(Document):
	pass
