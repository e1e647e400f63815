"""Whether anybody but this app listens when documents of a DocType are made: then they are made as documents.

Where nobody listens, many documents may be written at once (database/bulk.py) and nobody misses anything.
"""

import frappe

OWN_APPS = ("frappe", "fanpin_app")
EVENTS_OF_INSERT = {
	"before_naming",
	"autoname",
	"before_insert",
	"before_validate",
	"validate",
	"before_save",
	"after_insert",
	"on_update",
	"on_change",
}
# These notifications are looked for once a day, in the tables.
BY_DATE = ("Days Before", "Days After", "Minutes Before", "Minutes After")
# What administrators set up in the desk: DocType → what makes one of its documents listen.
OF_ADMINISTRATORS = {
	"Notification": {"document_type": "{doctype}", "enabled": 1, "event": ("not in", BY_DATE)},
	"Assignment Rule": {"document_type": "{doctype}", "disabled": 0},
	"Server Script": {"reference_doctype": "{doctype}", "script_type": "DocType Event", "disabled": 0},
	"Webhook": {"webhook_doctype": "{doctype}", "enabled": 1},
	"Document Naming Rule": {"document_type": "{doctype}", "disabled": 0},
	"Workflow": {"document_type": "{doctype}", "is_active": 1},
	"Milestone Tracker": {"document_type": "{doctype}", "disabled": 0},
	"Energy Point Rule": {"reference_doctype": "{doctype}", "enabled": 1},
}


def listen(doctype: str) -> bool:
	"""Whether an administrator's record, another app's code or the global search follows the DocType's documents."""
	return (
		bool(frappe.get_meta(doctype).get_global_search_fields())
		or _another_app_listens(doctype)
		or any(_is_set_up(listener, filters, doctype) for listener, filters in OF_ADMINISTRATORS.items())
	)


def may_be_written_at_once(doctype: str) -> bool:
	"""Whether nobody misses a document of the DocType: nobody listens, its names are running numbers, and no
	administrator has given it further duties."""
	meta = frappe.get_meta(doctype)
	further = meta.get("fields", {"reqd": 1, "is_custom_field": 1})
	return (meta.autoname or "").endswith("#") and not further and not listen(doctype)


def _another_app_listens(doctype: str) -> bool:
	replaced = frappe.get_hooks("override_doctype_class").get(doctype, [])
	events = frappe.get_doc_hooks()
	handlers = [
		handler
		for key in (doctype, "*")
		for event, of_event in events.get(key, {}).items()
		if event in EVENTS_OF_INSERT
		for handler in of_event
	]
	return any(path.partition(".")[0] not in OWN_APPS for path in (*replaced, *handlers))


def _is_set_up(listener: str, filters: dict, doctype: str) -> bool:
	# Not every version of Frappe has all of them.
	if not frappe.db.exists("DocType", listener):
		return False
	named = {field: doctype if value == "{doctype}" else value for field, value in filters.items()}
	return bool(frappe.db.exists(listener, named))
