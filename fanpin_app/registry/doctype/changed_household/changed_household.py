from frappe.model.document import Document


class ChangedHousehold(Document):
	pass
