from frappe.model.document import Document

from fanpin_app.security.notices.recipients import normalize_address


class OutsideRecipient(Document):
	"""An address that an administrator (its owner) has allowed, with the reason."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Data
		reason: DF.SmallText
	# end: auto-generated types

	def before_naming(self) -> None:
		self.address = normalize_address(self.address or "")
