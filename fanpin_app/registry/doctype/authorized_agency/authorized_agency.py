from frappe.model.document import Document


class AuthorizedAgency(Document):
	pass
