from frappe.model.document import Document


class RiskType(Document):
	pass
