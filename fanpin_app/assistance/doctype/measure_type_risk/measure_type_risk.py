from frappe.model.document import Document


class MeasureTypeRisk(Document):
	pass
