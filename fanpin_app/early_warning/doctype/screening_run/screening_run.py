from frappe.model.document import Document


class ScreeningRun(Document):
	pass
