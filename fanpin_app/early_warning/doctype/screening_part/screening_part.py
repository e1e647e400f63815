from frappe.model.document import Document


class ScreeningPart(Document):
	pass
