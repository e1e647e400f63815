from frappe.model.document import Document


class SectorAgency(Document):
	pass
