"""Frappe's whitelisted methods for documents, each with its arguments for a DocType or a document."""

from collections.abc import Callable

import frappe

from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.permission_matrix import MARK, OWN_VILLAGE

LISTS: dict[str, Callable[[str], dict]] = {
	"frappe.client.get_list": lambda doctype: {"doctype": doctype, "limit_page_length": 0},
	"frappe.desk.reportview.get": lambda doctype: {
		"doctype": doctype,
		"fields": [f"`tab{doctype}`.`name`"],
		"page_length": 1000,
	},
	"frappe.desk.reportview.get_list": lambda doctype: {
		"doctype": doctype,
		"fields": [f"`tab{doctype}`.`name`"],
		"page_length": 1000,
	},
	"frappe.desk.search.search_link": lambda doctype: _search(doctype),
	"frappe.desk.search.search_widget": lambda doctype: _search(doctype),
	"frappe.utils.global_search.search": lambda doctype: {"text": MARK, "doctype": doctype, "limit": 1000},
	"frappe.desk.query_report.get_data_for_custom_field": lambda doctype: {
		"doctype": doctype,
		"field": "name",
	},
	"frappe.desk.doctype.tag.tag.get_tagged_docs": lambda doctype: {"doctype": doctype, "tag": f"%{MARK}%"},
}
EXPORT = "frappe.desk.reportview.export_query"
# DocTypes of Frappe whose documents refer to documents of other DocTypes.
COMPANIONS = ("File", "Tag Link", "Comment", "Version", "ToDo", "Document Follow", "Deleted Document")

READS: dict[str, Callable[[str, str], dict]] = {
	"frappe.client.get": lambda doctype, name: {"doctype": doctype, "name": name},
	"frappe.client.get_value": lambda doctype, name: {
		"doctype": doctype,
		"filters": {"name": name},
		"fieldname": matrix.secret_field(doctype) or "region",
	},
	"frappe.client.validate_link": lambda doctype, name: {
		"doctype": doctype,
		"docname": name,
		"fields": [matrix.secret_field(doctype) or "region"],
	},
	"frappe.desk.form.load.getdoc": lambda doctype, name: {"doctype": doctype, "name": name},
	"frappe.desk.form.load.get_docinfo": lambda doctype, name: {"doctype": doctype, "name": name},
	"frappe.desk.link_preview.get_preview_data": lambda doctype, name: {"doctype": doctype, "docname": name},
	"frappe.desk.search.get_link_title": lambda doctype, name: {"doctype": doctype, "docname": name},
	"frappe.www.printview.get_html_and_style": lambda doctype, name: {"doc": doctype, "name": name},
}
SHOWING = ("frappe.client.get", "frappe.desk.form.load.getdoc")
PRINT = "frappe.www.printview.get_html_and_style"
# Rendering is slow, so only the roles that read most and least.
PRINTING = ("village", "clerk")
# Some versions of Frappe answer that a document does not exist if it may not be printed.
REFUSALS = (frappe.PermissionError, frappe.DoesNotExistError)
# Only called for documents outside of scope, and must be refused.
REFUSED: dict[str, Callable[[str, str], dict]] = {
	"frappe.utils.print_format.download_pdf": lambda doctype, name: {"doctype": doctype, "name": name},
	"frappe.desk.notifications.get_open_count": lambda doctype, name: {
		"doctype": doctype,
		"name": name,
		"items": matrix.doctypes(),
	},
	"run_doc_method": lambda doctype, name: {"dt": doctype, "dn": name, "method": "get_title"},
	"frappe.desk.like.toggle_like": lambda doctype, name: {"doctype": doctype, "name": name, "add": "Yes"},
	"frappe.desk.doctype.tag.tag.add_tag": lambda doctype, name: {"tag": "x", "dt": doctype, "dn": name},
	"frappe.desk.doctype.tag.tag.add_tags": lambda doctype, name: {
		"tags": ["x"],
		"dt": doctype,
		"docs": [name],
	},
	"frappe.desk.doctype.tag.tag.remove_tag": lambda doctype, name: {"tag": MARK, "dt": doctype, "dn": name},
	"frappe.desk.form.assign_to.add": lambda doctype, name: {
		"assign_to": ["Administrator"],
		"doctype": doctype,
		"name": name,
	},
	"frappe.desk.form.assign_to.remove": lambda doctype, name: {
		"doctype": doctype,
		"name": name,
		"assign_to": "Administrator",
	},
	"frappe.desk.form.document_follow.update_follow": lambda doctype, name: {
		"doctype": doctype,
		"doc_name": name,
		"following": 1,
	},
	"frappe.desk.form.document_follow.get_follow_users": lambda doctype, name: {
		"doctype": doctype,
		"doc_name": name,
	},
	"frappe.desk.form.utils.add_comment": lambda doctype, name: {
		"reference_doctype": doctype,
		"reference_name": name,
		"content": "x",
		"comment_email": "x@fanpin.example",
		"comment_by": "x",
	},
	"frappe.share.add": lambda doctype, name: {"doctype": doctype, "name": name, "user": "Guest"},
}
WRITES: dict[str, Callable[[str, str], dict]] = {
	"frappe.client.set_value": lambda doctype, name: {
		"doctype": doctype,
		"name": name,
		"fieldname": matrix.secret_field(doctype) or "region",
		"value": OWN_VILLAGE,
	},
	"frappe.desk.form.save.savedocs": lambda doctype, name: {
		"doc": frappe.get_doc(doctype, name).as_json(),
		"action": "Save",
	},
	"frappe.client.delete": lambda doctype, name: {"doctype": doctype, "name": name},
}


def _search(doctype: str) -> dict:
	return {"doctype": doctype, "txt": "", "page_length": 1000, "ignore_user_permissions": 1}
