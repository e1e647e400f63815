from frappe.model.document import Document


class FeedColumn(Document):
	pass
