from frappe.model.document import Document


class ChangedMember(Document):
	pass
