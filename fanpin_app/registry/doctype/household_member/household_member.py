import frappe

from fanpin_app.privacy.fields import PrivateDocument


class HouseholdMember(PrivateDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		birth_date: DF.Date | None
		education: DF.Literal[
			"",
			"Illiterate or Semi-literate",
			"Primary School",
			"Junior High School",
			"Senior High School",
			"Junior College",
			"Bachelor or Above",
		]
		employment_status: DF.Literal["", "Employed", "Self-employed", "Not Employed"]
		ethnicity: DF.Data | None
		health: DF.Literal["", "Healthy", "Long-term Chronic Illness", "Serious Illness", "Disabled"]
		health_recorded: DF.Check
		id_number: DF.Data | None
		id_number_masked: DF.Data | None
		id_number_since: DF.Datetime | None
		labour_capacity: DF.Literal[
			"",
			"Ordinary Labour",
			"Skilled Labour",
			"Weak or Half Labour",
			"Lost Labour Capacity",
			"No Labour Capacity",
		]
		medical_insurance: DF.Literal["", "Yes", "No"]
		member_name: DF.Data
		months_worked: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		relation: DF.Literal[
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
		school_status: DF.Literal[
			"",
			"Preschool Age",
			"Kindergarten",
			"Primary School",
			"Grade 7",
			"Grade 8",
			"Grade 9",
			"Senior High or Vocational Year 1",
			"Senior High or Vocational Year 2",
			"Senior High or Vocational Year 3",
			"Bachelor Year 1",
			"Bachelor Year 2",
			"Bachelor Year 3",
			"Bachelor Year 4",
			"Bachelor Year 5",
			"Master or Above",
		]
		sex: DF.Literal["", "Male", "Female"]
		status: DF.Literal["Living", "Deceased", "Moved Out"]
		work_place: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Covering index for the fields that screening reads from all members in a region: no row is read."""
	frappe.db.add_index(
		"Household Member",
		["parent", "parenttype", "status", "medical_insurance", "labour_capacity", "birth_date"],
		"asked_by_rules",
	)
