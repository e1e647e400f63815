from frappe.model.document import Document


class AlertLevel(Document):
	pass
