from frappe.model.document import Document


class RiskFinding(Document):
	pass
