"""Checks for access to households' data beyond roles and postings."""

import frappe
from frappe import _
from frappe.utils import today

from fanpin_app.permissions.links import UNSCOPED
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.roles import AUTOMATIC_ROLES


def permitted_endpoints() -> list[str]:
	rows = frappe.get_all(
		"Permitted Endpoint", filters={"enabled": 1}, fields=["endpoint", "role"], order_by="endpoint, role"
	)
	return [f"{row.endpoint}: {_(row.role)}" for row in rows]


def unscoped_doctypes() -> list[str]:
	if not frappe.db.table_exists(UNSCOPED):
		return []
	rows = frappe.get_all(UNSCOPED, fields=["document_type", "reason"], order_by="document_type")
	return [f"{_(row.document_type)}: {row.reason}" for row in rows]


def customised_without_role() -> list[str]:
	"""Once a DocType's permissions are customised, Frappe ignores the app's, and so roles that the app adds
	later."""
	ours = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	found = []
	for doctype in frappe.get_all(
		"DocType", filters={"module": ("in", ours), "istable": 0}, pluck="name", order_by="name"
	):
		customised = set(frappe.get_all("Custom DocPerm", filters={"parent": doctype}, pluck="role"))
		shipped = set(frappe.get_all("DocPerm", filters={"parent": doctype}, pluck="role"))
		if customised and (missing := shipped - customised):
			found.append(f"{_(doctype)}: {', '.join(sorted(_(role) for role in missing))}")
	return found


def open_to_everybody() -> list[str]:
	return [
		f"{_(doctype)}: {_(rule.role)}"
		for doctype in sorted(scoped_doctypes())
		for rule in frappe.get_meta(doctype).permissions
		if rule.role in AUTOMATIC_ROLES
	]


def public_access() -> list[str]:
	scoped = sorted(scoped_doctypes())
	forms = frappe.get_all(
		"Web Form", filters={"doc_type": ("in", scoped), "published": 1}, fields=["name", "doc_type"]
	)
	shares = frappe.get_all(
		"DocShare",
		filters={"share_doctype": ("in", scoped), "everyone": 1},
		fields=["share_doctype", "share_name"],
	)
	keys = frappe.get_all(
		"Document Share Key",
		filters={"reference_doctype": ("in", scoped)},
		or_filters=[["expires_on", ">=", today()], ["expires_on", "is", "not set"]],
		fields=["reference_doctype", "reference_docname"],
	)
	return [
		*(_("Web Form {0}: {1}").format(form.name, _(form.doc_type)) for form in forms),
		*(
			_("shared with everybody: {0} {1}").format(_(share.share_doctype), share.share_name)
			for share in shares
		),
		*(_("public link: {0} {1}").format(_(key.reference_doctype), key.reference_docname) for key in keys),
	]
