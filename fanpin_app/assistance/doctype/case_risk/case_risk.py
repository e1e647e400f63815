from frappe.model.document import Document


class CaseRisk(Document):
	pass
