from frappe.model.document import Document


class AssistanceMeasure(Document):
	pass
