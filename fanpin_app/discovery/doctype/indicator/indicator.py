from frappe.model.document import Document


class Indicator(Document):
	pass
