from frappe.model.document import Document


class PostingHandover(Document):
	"""Who took over a posting, and the open work transferred with it. Created by `registry.officers.handover`."""
