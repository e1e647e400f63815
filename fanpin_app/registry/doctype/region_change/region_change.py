import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname


class RegionChange(Document):
	"""A change of a region. Written only by `registry.regions.changes`, and read-only."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		effective_on: DF.Date
		households_moved: DF.Int
		kind: DF.Literal["Renamed", "Merged into Another", "New Code"]
		new_name: DF.Data | None
		officer: DF.Link | None
		officer_name: DF.Data | None
		old_name: DF.Data | None
		place: DF.Link
		postings_moved: DF.Int
		reason: DF.SmallText
		successor: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)
