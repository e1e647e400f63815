from frappe.model.document import Document


class ExclusionSituation(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Data | None
		effective_from: DF.Date | None
		effective_to: DF.Date | None
		enabled: DF.Check
		evidence: DF.SmallText | None
		exceptions: DF.SmallText | None
		mode: DF.Literal["Needs Explanation", "Block"]
		situation_no: DF.Int
		threshold: DF.Data | None
		title: DF.Data
	# end: auto-generated types
