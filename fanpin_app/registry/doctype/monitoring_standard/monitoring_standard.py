from frappe.model.document import Document


class MonitoringStandard(Document):
	pass
