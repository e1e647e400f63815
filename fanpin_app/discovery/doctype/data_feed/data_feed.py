from frappe.model.document import Document


class DataFeed(Document):
	pass
