from frappe.model.document import Document


class AccountSecurity(Document):
	pass
