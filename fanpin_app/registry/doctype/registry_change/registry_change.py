import frappe
from frappe import _
from frappe.utils import get_fullname

from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class RegistryChange(AppendOnlyLog):
	"""A change of a household's registration, with its previous state. Written only by `registry.operations`."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.registry.doctype.changed_document.changed_document import ChangedDocument
		from fanpin_app.registry.doctype.changed_household.changed_household import ChangedHousehold
		from fanpin_app.registry.doctype.changed_income.changed_income import ChangedIncome
		from fanpin_app.registry.doctype.changed_member.changed_member import ChangedMember

		documents: DF.Table[ChangedDocument]
		effective_on: DF.Date
		from_region: DF.Link | None
		head_name: DF.Data | None
		household: DF.Link | None
		households: DF.Table[ChangedHousehold]
		incomes: DF.Table[ChangedIncome]
		kind: DF.Literal[
			"Household Split",
			"Households Merged",
			"Household Moved",
			"Head Changed",
			"Member Born",
			"Member Joined",
			"Member Died",
			"Member Moved Out",
			"Household Left",
			"Household Ended",
			"Correction",
		]
		members: DF.Table[ChangedMember]
		officer: DF.Link
		officer_name: DF.Data | None
		other_household: DF.Link | None
		reason: DF.SmallText
		region: DF.Link
		to_region: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)

	def refusal_message(self) -> str:
		return _("A change of the register is history: it is neither changed nor deleted. Record a new one.")


def on_doctype_update() -> None:
	"""Changes after a day are searched by day; a household's history by household."""
	frappe.db.add_index("Registry Change", ["effective_on", "creation"])
