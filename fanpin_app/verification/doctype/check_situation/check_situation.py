from frappe.model.document import Document


class CheckSituation(Document):
	pass
