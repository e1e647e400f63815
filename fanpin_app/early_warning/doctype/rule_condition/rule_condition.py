from frappe.model.document import Document


class RuleCondition(Document):
	pass
