"""Members leave a household and form a new one."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.head import next_head as next_head_of
from fanpin_app.registry.operations.head import set_head

# What a new household has from the one that its members leave.
INHERITED = (
	"region",
	"group_name",
	"address",
	"household_kind",
	"subsistence_allowance",
	"extreme_poverty_support",
	"drinking_water",
)


@frappe.whitelist(methods=["POST"])
def split(
	household: str,
	members: str | list,
	head: str,
	effective_on: str,
	reason: str,
	next_head: str | None = None,
	household_no: str | None = None,
) -> str:
	"""The `members` (names of living members' rows, a list or its JSON) form a household of their own under `head`.

	`next_head` is the head of who stays, needed where the head leaves. The new household's number is made where
	none is given. Returns the name of the Registry Change, whose `other_household` is the new one. Raises
	`frappe.PermissionError` outside the user's regions and below the town.
	"""
	(doc,) = change.take_up(household)
	change.require_right_to_register(doc)
	leaving = _leaving(doc, frappe.parse_json(members), head)
	staying = [row for row in doc.members if row.status == change.LIVING and row not in leaving]
	head_of_staying = next_head_of(doc, staying, next_head)
	record = change.begin("Household Split", [doc], effective_on, reason)
	new = _new_household(doc, household_no)
	change.remember_new(record, new)
	record.other_household = new.name
	_give_over(leaving, new)
	_settle(new.name, head)
	_settle(doc.name, head_of_staying and head_of_staying.name)
	return change.finish(record, "household_split")


def _leaving(household: Document, members: list[str], head: str) -> list[Document]:
	rows = [change.row_of(household, member) for member in dict.fromkeys(members)]
	if not rows:
		frappe.throw(_("Choose the members who leave."))
	if head not in members:
		frappe.throw(_("The head of the new household is one of the members who leave."))
	if len(rows) == sum(row.status == change.LIVING for row in household.members):
		frappe.throw(_("Somebody must stay: if all of them leave, move the household instead."))
	return rows


def _new_household(household: Document, household_no: str | None) -> Document:
	new = frappe.new_doc("Household")
	new.update({field: household.get(field) for field in INHERITED})
	new.household_no = (household_no or "").strip() or None
	if new.household_no and frappe.db.exists("Household", new.household_no):
		frappe.throw(
			_("Household number {0} cannot be used: leave it empty to get a new one.").format(
				new.household_no
			)
		)
	new.flags.in_operation = True
	return new.insert()


def _give_over(leaving: list[Document], new: Document) -> None:
	"""The rows themselves change hands: what agencies told of these people stays theirs."""
	for position, row in enumerate(leaving, start=1):
		frappe.db.set_value("Household Member", row.name, {"parent": new.name, "idx": position})


def _settle(name: str, head: str | None) -> None:
	"""Each household has one head, a new one where `head` names the row, and the others are what they are to this head."""
	household = frappe.get_doc("Household", name)
	if head:
		set_head(household, change.row_of(household, head))
	change.save(household)
