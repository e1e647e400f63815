from frappe.model.document import Document


class WorkingHours(Document):
	pass
