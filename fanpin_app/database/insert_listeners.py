"""Whether anything besides this app reacts to new documents of a DocType: these are inserted through the document API.

Without such listeners many documents can be inserted in bulk (database/bulk.py) without skipping anything.
"""

import frappe

OWN_APPS = ("frappe", "fanpin_app")
INSERT_EVENTS = {
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
# Notifications for these events are found by a daily query, not when a document is inserted.
DATE_EVENTS = ("Days Before", "Days After", "Minutes Before", "Minutes After")
# Records that administrators create in the desk: DocType -> filters for those that react to a DocType.
LISTENER_FILTERS = {
	"Notification": {"document_type": "{doctype}", "enabled": 1, "event": ("not in", DATE_EVENTS)},
	"Assignment Rule": {"document_type": "{doctype}", "disabled": 0},
	"Server Script": {"reference_doctype": "{doctype}", "script_type": "DocType Event", "disabled": 0},
	"Webhook": {"webhook_doctype": "{doctype}", "enabled": 1},
	"Document Naming Rule": {"document_type": "{doctype}", "disabled": 0},
	"Workflow": {"document_type": "{doctype}", "is_active": 1},
	"Milestone Tracker": {"document_type": "{doctype}", "disabled": 0},
	"Energy Point Rule": {"reference_doctype": "{doctype}", "enabled": 1},
}


def has_listeners(doctype: str) -> bool:
	"""Whether an administrator's record, another app's code or the global search follows the DocType's documents."""
	return (
		bool(frappe.get_meta(doctype).get_global_search_fields())
		or _has_handler_of_other_app(doctype)
		or any(_is_configured(listener, filters, doctype) for listener, filters in LISTENER_FILTERS.items())
	)


def can_bulk_insert(doctype: str) -> bool:
	"""Whether documents of the DocType can be inserted in bulk: no listeners, names that are running numbers, and no
	mandatory custom fields."""
	meta = frappe.get_meta(doctype)
	mandatory_custom_fields = meta.get("fields", {"reqd": 1, "is_custom_field": 1})
	return (meta.autoname or "").endswith("#") and not mandatory_custom_fields and not has_listeners(doctype)


def _has_handler_of_other_app(doctype: str) -> bool:
	overrides = frappe.get_hooks("override_doctype_class").get(doctype, [])
	events = frappe.get_doc_hooks()
	handlers = [
		handler
		for key in (doctype, "*")
		for event, event_handlers in events.get(key, {}).items()
		if event in INSERT_EVENTS
		for handler in event_handlers
	]
	return any(path.partition(".")[0] not in OWN_APPS for path in (*overrides, *handlers))


def _is_configured(listener: str, filters: dict, doctype: str) -> bool:
	# Some versions of Frappe lack some of these DocTypes.
	if not frappe.db.exists("DocType", listener):
		return False
	conditions = {field: doctype if value == "{doctype}" else value for field, value in filters.items()}
	return bool(frappe.db.exists(listener, conditions))
