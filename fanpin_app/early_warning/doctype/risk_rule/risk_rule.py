from frappe.model.document import Document


class RiskRule(Document):
	pass
