from frappe.model.document import Document


class ScreeningPart(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		alerts_ended: DF.Int
		alerts_raised: DF.Int
		alerts_raised_level: DF.Int
		defects: DF.Int
		defects_new: DF.Int
		defects_resolved: DF.Int
		error: DF.SmallText | None
		findings: DF.Int
		findings_ended: DF.Int
		findings_new: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		region: DF.Link | None
		seconds: DF.Float
		status: DF.Literal["Queued", "Running", "Finished", "Failed"]
		step: DF.Literal["Warnings", "Data Quality"]
	# end: auto-generated types
