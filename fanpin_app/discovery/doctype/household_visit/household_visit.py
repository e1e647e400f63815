import frappe
from frappe.model.document import Document

from fanpin_app.database.locking import lock
from fanpin_app.discovery.visits import recording


class HouseholdVisit(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.discovery.doctype.visit_finding.visit_finding import VisitFinding

		findings: DF.Table[VisitFinding]
		head_name: DF.Data | None
		household: DF.Link
		latitude: DF.Float
		longitude: DF.Float
		minutes_spent: DF.Int
		needs: DF.SmallText | None
		outcome: DF.Literal["No Change", "Something Found"]
		region: DF.Link | None
		visited_on: DF.Date
		visitor: DF.Link | None
		visitor_name: DF.Data | None
	# end: auto-generated types

	def before_insert(self) -> None:
		lock("Household", self.household)

	def validate(self) -> None:
		recording.check(self)
		recording.complete(self)

	def on_update(self) -> None:
		recording.update_last_visit(self.household)

	def after_delete(self) -> None:
		recording.update_last_visit(self.household)


def on_doctype_update() -> None:
	"""A household's last visit is looked up at every visit."""
	frappe.db.add_index("Household Visit", ["household", "visited_on"])
