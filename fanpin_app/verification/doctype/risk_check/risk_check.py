from frappe.model.document import Document


class RiskCheck(Document):
	pass
