"""A report, a number card and a workflow state are renamed, before their files would be imported beside them."""

import json

import frappe

from fanpin_app.patches.standard_names import DOCUMENTS, FIELDS, LABELS, TITLES

# The default of the site that lists the seeds which were planted.
LEDGER = "fanpin_seeds"
LABELLED_ROWS = {
	"Workspace Link": "label",
	"Workspace Number Card": "label",
	"Workspace Shortcut": "format",
}


def execute() -> None:
	_refuse_custom_fields_of_the_new_names()
	for doctype, names in DOCUMENTS.items():
		for old, new in names.items():
			if frappe.db.exists(doctype, old):
				_rename(doctype, old, new)
	for old, new in DOCUMENTS["Report"].items():
		frappe.db.set_value(
			"Prepared Report", {"report_name": old}, "report_name", new, update_modified=False
		)
	_rename_in_workspaces()
	_rename_seeds()


def _refuse_custom_fields_of_the_new_names() -> None:
	"""Raise `frappe.ValidationError` where an administrator has given a field the name that ours is about to get."""
	taken = [
		f"{doctype}: {new}"
		for doctype, names in FIELDS.items()
		for new in names.values()
		if frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": new})
	]
	if taken:
		frappe.throw(
			"Fields of fanpin_app get names that Custom Fields of this site have. Rename these first: "
			+ ", ".join(taken)
		)


def _rename(doctype: str, old: str, new: str) -> None:
	merge = bool(frappe.db.exists(doctype, new))
	frappe.rename_doc(doctype, old, new, force=True, merge=merge, show_alert=False)
	if not merge:
		frappe.db.set_value(doctype, {"name": new, TITLES[doctype]: old}, TITLES[doctype], new)


def _rename_in_workspaces() -> None:
	"""In everybody's workspaces; labels that administrators have changed stay."""
	for doctype, field in LABELLED_ROWS.items():
		for old, new in LABELS.items():
			frappe.db.set_value(doctype, {field: old}, field, new, update_modified=False)
	for name, content in frappe.get_all("Workspace", fields=["name", "content"], as_list=True):
		renamed = content
		for old, new in DOCUMENTS["Number Card"].items():
			renamed = (renamed or "").replace(json.dumps(old), json.dumps(new))
		if content and renamed != content:
			frappe.db.set_value("Workspace", name, "content", renamed, update_modified=False)


def _rename_seeds() -> None:
	"""In the ledger of planted seeds, or they would be planted again."""
	planted: list[str] = json.loads(frappe.db.get_default(LEDGER) or "[]")
	renamed = {
		f"{doctype}/{old}": f"{doctype}/{new}"
		for doctype, names in DOCUMENTS.items()
		for old, new in names.items()
	}
	if set(planted) & set(renamed):
		frappe.db.set_default(LEDGER, json.dumps(sorted({renamed.get(key, key) for key in planted})))
