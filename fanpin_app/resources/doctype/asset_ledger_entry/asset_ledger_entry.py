from frappe.model.document import Document


class AssetLedgerEntry(Document):
	pass
