from frappe.model.document import Document


class RuleChange(Document):
	pass
