from frappe.model.document import Document

from fanpin_app.coordination import policies


class PolicyAcknowledgement(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acknowledged_by: DF.Link | None
		acknowledged_on: DF.Datetime | None
		agency: DF.Link | None
		policy: DF.Link
		region: DF.Link
	# end: auto-generated types

	def autoname(self) -> None:
		self.name = policies.name_of(self.policy, policies.Office(self.region, self.agency))
