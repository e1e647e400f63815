from frappe.model.document import Document


class PostingHandover(Document):
	"""The record of who took over a posting, and of the open work that went along: made by `registry.officers.handover`."""
