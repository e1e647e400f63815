from frappe.model.document import Document


class CheckStep(Document):
	pass
