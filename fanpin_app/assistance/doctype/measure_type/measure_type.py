from frappe.model.document import Document


class MeasureType(Document):
	pass
