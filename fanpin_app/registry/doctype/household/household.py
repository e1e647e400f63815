import re
import unicodedata

import frappe
from frappe import _
from frappe.model.naming import make_autoname

from fanpin_app.privacy.fields import PrivateDocument
from fanpin_app.privacy.masks import mask_phone
from fanpin_app.registry.households import derived_fields, members, number_holders, relocation
from fanpin_app.registry.operations.correction import record_correction

SERIES = "H.########"  # the numbers that the system generates
OF_SERIES = re.compile(r"H\d{8}", re.IGNORECASE)


class Household(PrivateDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

		address: DF.Data | None
		drinking_water: DF.Literal["", "Safe", "Unsafe"]
		extreme_poverty_support: DF.Check
		group_name: DF.Data | None
		head_name: DF.Data | None
		household_kind: DF.Literal["General", "Formerly Poor"]
		household_no: DF.Data | None
		income_per_head: DF.Currency
		income_year: DF.Int
		last_visit: DF.Date | None
		members: DF.Table[HouseholdMember]
		merged_into: DF.Link | None
		monitored: DF.Check
		monitored_kind: DF.Literal["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"]
		net_income: DF.Currency
		no_labour: DF.Check
		people: DF.Int
		phone: DF.Data | None
		phone_masked: DF.Data | None
		region: DF.Link
		status: DF.Literal["Active", "Moved Out", "Ended"]
		subsistence_allowance: DF.Check
		workers: DF.Int
		watched_until: DF.Date | None
	# end: auto-generated types

	def autoname(self) -> None:
		number = (self.household_no or "").strip()
		if number:
			_require_usable(number)
		else:
			number = make_autoname(SERIES)
		self.name = self.household_no = number

	def validate(self) -> None:
		self.phone_masked = mask_phone(self.phone)
		for row in self.members:
			members.fill_derived_fields(row)
		members.count_new_numbers(self)
		members.release_former_heads(self)
		members.validate(self)
		number_holders.keep_since(self)

	def on_update(self) -> None:
		number_holders.update([self.name])
		derived_fields.update_households([self.name])
		if self.get_doc_before_save() and self.has_value_changed("region"):
			relocation.notify_moved([self.name], self.region)
		record_correction(self)
		self.update(frappe.db.get_value("Household", self.name, derived_fields.FIELDS, as_dict=True))


def _require_usable(number: str) -> None:
	"""Refuse a typed number that is taken, or that the system may generate, in the same words. Generated numbers are
	consecutive, so that otherwise anybody could ask which ones other districts have."""
	if OF_SERIES.fullmatch(unicodedata.normalize("NFKC", number)) or frappe.db.exists("Household", number):
		frappe.throw(
			_("Household number {0} cannot be used: leave it empty to get a new one.").format(number)
		)


def on_doctype_update() -> None:
	"""Covering index for the fields that screening reads from all households of a region: no row is read."""
	frappe.db.add_index(
		"Household",
		[
			"region",
			"status",
			"people",
			"household_kind",
			"monitored",
			"subsistence_allowance",
			"extreme_poverty_support",
			"drinking_water",
		],
		"asked_by_rules",
	)
