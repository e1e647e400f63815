from frappe.model.document import Document

from fanpin_app.security.notices.recipients import normalize_address


class OutsideRecipient(Document):
	"""An address that an administrator (its owner) has allowed, with the reason."""

	def before_naming(self) -> None:
		self.address = normalize_address(self.address or "")
