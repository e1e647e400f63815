from frappe.model.document import Document


class CheckPolicy(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appraisal_photo: DF.Check
		basis: DF.SmallText | None
		four_eyes: DF.Check
		notice_names: DF.Literal["Masked", "Full"]
		objections_to: DF.SmallText | None
		two_surveyors: DF.Check
	# end: auto-generated types
