from frappe.model.document import Document


class DataBatch(Document):
	pass
