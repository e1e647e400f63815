from frappe.model.document import Document


class IndicatorRecord(Document):
	pass
