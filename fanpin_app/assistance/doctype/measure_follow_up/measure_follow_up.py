from frappe.model.document import Document


class MeasureFollowup(Document):
	pass
