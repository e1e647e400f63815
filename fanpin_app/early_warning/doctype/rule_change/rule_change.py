from frappe.model.document import Document


class RuleChange(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		definition: DF.Code | None
		reason: DF.SmallText | None
		rule: DF.Link
		sentence_after: DF.SmallText | None
		sentence_before: DF.SmallText | None
		version: DF.Int
	# end: auto-generated types
