from frappe.model.document import Document


class ExclusionSituation(Document):
	pass
