from frappe.model.document import Document


class CalendarDay(Document):
	pass
