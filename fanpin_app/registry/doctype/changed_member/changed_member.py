from frappe.model.document import Document


class ChangedMember(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		household_after: DF.Link | None
		household_before: DF.Link | None
		member: DF.Data
		member_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		relation_after: DF.Literal[
			"",
			"Household Head",
			"Spouse",
			"Son",
			"Daughter",
			"Daughter-in-law",
			"Son-in-law",
			"Grandson",
			"Granddaughter",
			"Daughter's Son",
			"Daughter's Daughter",
			"Father",
			"Mother",
			"Wife's Father",
			"Wife's Mother",
			"Husband's Father",
			"Husband's Mother",
			"Grandfather",
			"Grandmother",
			"Maternal Grandfather",
			"Maternal Grandmother",
			"Sibling",
			"Great-grandson",
			"Great-granddaughter",
			"Nephew",
			"Niece",
			"Sibling's Wife",
			"Uncle",
			"Other",
		]
		relation_before: DF.Literal[
			"",
			"Household Head",
			"Spouse",
			"Son",
			"Daughter",
			"Daughter-in-law",
			"Son-in-law",
			"Grandson",
			"Granddaughter",
			"Daughter's Son",
			"Daughter's Daughter",
			"Father",
			"Mother",
			"Wife's Father",
			"Wife's Mother",
			"Husband's Father",
			"Husband's Mother",
			"Grandfather",
			"Grandmother",
			"Maternal Grandfather",
			"Maternal Grandmother",
			"Sibling",
			"Great-grandson",
			"Great-granddaughter",
			"Nephew",
			"Niece",
			"Sibling's Wife",
			"Uncle",
			"Other",
		]
		status_after: DF.Literal["", "Living", "Deceased", "Moved Out"]
		status_before: DF.Literal["", "Living", "Deceased", "Moved Out"]
	# end: auto-generated types
