from frappe.model.document import Document

from fanpin_app.resources import leases


class AssetLease(Document):
	def validate(self) -> None:
		leases.validate(self)
