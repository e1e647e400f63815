from frappe.model.document import Document


class AlertEscalation(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		escalated_on: DF.Datetime | None
		from_name: DF.Data | None
		from_officer: DF.Link | None
		from_tier: DF.Literal["Village", "Town", "District", "City"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		to_name: DF.Data | None
		to_officer: DF.Link | None
		to_tier: DF.Literal["Village", "Town", "District", "City"]
	# end: auto-generated types
