from frappe.model.document import Document

from fanpin_app.assistance import pairings
from fanpin_app.database.locking import lock


class HelperPairing(Document):
	"""Who is responsible for helping a household, from when to when. One at a time; earlier ones are its history."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date
		head_name: DF.Data | None
		helper: DF.Link
		helper_name: DF.Data | None
		household: DF.Link
		reason: DF.SmallText | None
		region: DF.Link | None
		to_date: DF.Date | None
		unit: DF.Data | None
	# end: auto-generated types

	def before_insert(self) -> None:
		lock("Household", self.household)

	def validate(self) -> None:
		pairings.fill_derived_fields(self)
		pairings.check_days(self)
		pairings.check_helper(self)

	def on_update(self) -> None:
		pairings.update_case_helper(self.household)
