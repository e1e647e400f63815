"""What all operations share: who may, what is written down before, what is told afterwards."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Max
from frappe.utils import formatdate, getdate, today

LIVING = "Living"
HEAD = "Household Head"
OF_HOUSEHOLD = ("head_name", "region", "status", "household_kind", "people", "workers")


def take_up(*names: str, with_ended: bool = False) -> list[Document]:
	"""The households, locked so that two operations come one after the other.

	Raises `frappe.PermissionError` where the user may not write one, `frappe.ValidationError` where one is no more;
	`with_ended`: only where it was merged into another.
	"""
	for name in sorted(names):
		frappe.db.get_value("Household", name, "name", for_update=True)
	households = [frappe.get_doc("Household", name) for name in names]
	for household in households:
		household.check_permission("write")
	for household in households:
		if household.merged_into:
			frappe.throw(
				_("Household {0} was merged into {1}: record the change there.").format(
					household.name, household.merged_into
				)
			)
		if household.status == "Ended" and not with_ended:
			frappe.throw(_("Household {0} has ended: nothing changes in it any more.").format(household.name))
	return households


def require_right_to_register(household: Document) -> None:
	"""What makes, ends or moves households is for those who may register one there: the town or above."""
	if not frappe.has_permission("Household", "create", doc=household):
		frappe.throw(
			_("Splitting, merging and moving households is for the town or above: tell the town office."),
			frappe.PermissionError,
		)


def begin(
	kind: str, households: list[Document], effective_on: str, reason: str, with_members: bool = True
) -> Document:
	"""A Registry Change that holds how the households are now; `finish` writes it. The first household is the main one.

	Raises `frappe.ValidationError` where the day or the reason does not do.
	"""
	_check_day(households, effective_on)
	if not reason.strip():
		frappe.throw(_("Write down why the register changes."))
	return new(kind, households, effective_on, reason, with_members)


def new(
	kind: str, households: list[Document], effective_on: str, reason: str, with_members: bool = True
) -> Document:
	"""The same without asking for the day or the reason."""
	main = households[0]
	change = frappe.new_doc("Registry Change")
	change.update({"kind": kind, "effective_on": effective_on, "reason": reason.strip()})
	change.update({"household": main.name, "head_name": main.head_name, "region": main.region})
	for household in households:
		remember(change, household, with_members)
	return change


def remember(change: Document, household: Document, with_members: bool = True) -> None:
	"""Write down how the household, as given, is before the change."""
	facts = {field: household.get(field) for field in OF_HOUSEHOLD}
	change.append(
		"households", {"household": household.name, "existed": 1, "with_members": int(with_members), **facts}
	)
	if with_members:
		for row in household.members:
			_remember_member(change, household, row)
	for statement in frappe.get_all(
		"Income Statement",
		filters={"household": household.name},
		fields=["household", "year", "net_income"],
		order_by="year asc",
	):
		change.append("incomes", statement)


def remember_new(change: Document, household: Document) -> None:
	"""Write down that the household was not there before the change."""
	change.append("households", {"household": household.name, "existed": 0, "with_members": 1})


def record_moved(change: Document, doctype: str, name: str, household_before: str) -> None:
	"""Write down a document that went along to another household."""
	change.append(
		"documents",
		{"reference_doctype": doctype, "reference_name": name, "household_before": household_before},
	)


def finish(change: Document, hook: str | None = None) -> str:
	"""Write down how the members are now, let later steps follow (`hook` takes the change), and keep it all."""
	_complete_members(change)
	head_before, head = change.head_name, frappe.db.get_value("Household", change.household, "head_name")
	hooks = frappe.get_hooks(hook) if hook else []
	if head and head != head_before:
		change.head_name = head
		hooks = [*hooks, *frappe.get_hooks("household_head_changed")]
	for follow in hooks:
		frappe.get_attr(follow)(change)
	return change.insert(ignore_permissions=True).name


def save(household: Document) -> None:
	"""Save a household whose change is being written down; the right to it was asked before."""
	household.flags.in_operation = True
	household.flags.ignore_permissions = True
	household.save()


def row_of(household: Document, member: str) -> Document:
	"""The household's living member with this row name."""
	for row in household.members:
		if row.name == member and row.status == LIVING:
			return row
	frappe.throw(_("Choose a living member of household {0}.").format(household.name))


def _check_day(households: list[Document], day: str) -> None:
	if getdate(day) > getdate(today()):
		frappe.throw(_("A change is recorded once it is in effect: choose today or an earlier day."))
	change, row = frappe.qb.DocType("Registry Change"), frappe.qb.DocType("Changed Household")
	last = (
		frappe.qb.from_(change)
		.join(row)
		.on(row.parent == change.name)
		.where(row.household.isin([household.name for household in households]))
		.select(Max(change.effective_on))
		.run()[0][0]
	)
	if last and getdate(day) < getdate(last):
		frappe.throw(
			_("The last change of this household is of {0}: choose that day or a later one.").format(
				formatdate(last)
			)
		)


def _remember_member(change: Document, household: Document, row: Document) -> None:
	change.append(
		"members",
		{
			"member": row.name,
			"member_name": row.member_name,
			"household_before": household.name,
			"relation_before": row.relation,
			"status_before": row.status,
		},
	)


def _complete_members(change: Document) -> None:
	before = {row.member: row for row in change.members}
	touched = [row.household for row in change.households if row.with_members]
	rows = frappe.get_all(
		"Household Member",
		filters={"parenttype": "Household", "parent": ("in", touched)},
		fields=["name", "parent", "member_name", "relation", "status"],
		order_by="parent asc, idx asc",
	)
	for now in rows if touched else []:
		row = before.get(now.name) or change.append(
			"members", {"member": now.name, "member_name": now.member_name}
		)
		row.update(
			{
				"household_after": now.parent,
				"relation_after": now.relation,
				"status_after": now.status,
			}
		)
