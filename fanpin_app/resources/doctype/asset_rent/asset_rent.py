from frappe.model.document import Document


class AssetRent(Document):
	pass
