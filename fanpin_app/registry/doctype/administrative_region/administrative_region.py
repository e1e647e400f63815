from frappe.model.document import Document


class AdministrativeRegion(Document):
	pass
