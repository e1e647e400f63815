from frappe.model.document import Document


class MonitoringCase(Document):
	pass
