from frappe.model.document import Document


class CheckPause(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date | None
		officer: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reason: DF.Data | None
		stage: DF.Literal["Village Review", "Town Verification", "District Determination"]
		until_date: DF.Date | None
	# end: auto-generated types
