from frappe.model.document import Document


class AlertEscalation(Document):
	pass
