from frappe.model.document import Document


class StatutoryClock(Document):
	pass
