from frappe.model.document import Document

from fanpin_app.security.notices.recipients import bare


class OutsideRecipient(Document):
	"""An address that an administrator has allowed, with the reason. Who allowed it is its owner."""

	def before_naming(self) -> None:
		self.address = bare(self.address or "")
