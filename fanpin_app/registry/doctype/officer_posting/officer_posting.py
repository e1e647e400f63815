from frappe.model.document import Document


class OfficerPosting(Document):
	pass
