from frappe.model.document import Document


class AssetUnit(Document):
	pass
