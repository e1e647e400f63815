"""Guards of Frappe's functions for companions of a document (tags, tasks, follows …): check that it may be
read."""

from collections.abc import Callable
from typing import Any

import frappe

from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.queries.reader_guards import is_readable, refuse, require_readable
from fanpin_app.security.roles import is_system_manager

# Function → its parameters for the DocType and the name(s) of the document.
DOCUMENT_PARAMETERS = {
	"frappe.desk.like.toggle_like": ("doctype", "name"),
	"frappe.desk.doctype.tag.tag.add_tag": ("dt", "dn"),
	"frappe.desk.doctype.tag.tag.add_tags": ("dt", "docs"),
	"frappe.desk.doctype.tag.tag.remove_tag": ("dt", "dn"),
	"frappe.desk.form.assign_to.add": ("doctype", "name"),
	"frappe.desk.form.assign_to.add_multiple": ("doctype", "name"),
	"frappe.desk.form.assign_to.close": ("doctype", "name"),
	"frappe.desk.form.assign_to.remove_multiple": ("doctype", "names"),
	"frappe.desk.form.document_follow.update_follow": ("doctype", "doc_name"),
	"frappe.desk.form.document_follow.follow_document": ("doctype", "doc_name"),
	"frappe.desk.form.document_follow.get_follow_users": ("doctype", "doc_name"),
	"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs": ("doctype", "docnames"),
	"frappe.desk.reportview.delete_items": ("doctype", "items"),
	"frappe.model.workflow.bulk_workflow_approval": ("doctype", "docnames"),
	"frappe.automation.doctype.assignment_rule.assignment_rule.bulk_apply": ("doctype", "docnames"),
	"frappe.core.doctype.submission_queue.submission_queue.get_latest_submissions": ("doctype", "docname"),
	"frappe.core.doctype.sms_settings.sms_settings.get_contact_number": ("ref_doctype", "ref_name"),
	"frappe.client.is_document_amended": ("doctype", "docname"),
	"frappe.contacts.doctype.address.address.get_default_address": ("doctype", "name"),
	"frappe.printing.page.print.print.get_print_settings_to_show": ("doctype", "docname"),
	"frappe.share.get_users": ("doctype", "name"),
	"frappe.social.doctype.energy_point_log.energy_point_log.get_reviews": ("doctype", "docname"),
	"frappe.templates.includes.comments.comments.add_comment": ("reference_doctype", "reference_name"),
	"frappe.templates.includes.likes.likes.like": ("reference_doctype", "reference_name"),
	"frappe.website.doctype.discussion_topic.discussion_topic.submit_discussion": ("doctype", "docname"),
	"frappe.website.doctype.web_form.web_form.get_form_data": ("doctype", "docname"),
}
# Function → the DocType, and its parameter for the name of the document.
NAME_PARAMETERS = {
	"frappe.desk.form.utils.remove_attach": ("File", "fid"),
	"frappe.desk.form.utils.update_comment_publicity": ("Comment", "name"),
}
# Function → its parameter for the user, which must be the current user.
USER_PARAMETERS = {
	"frappe.core.doctype.user.user.get_email_awaiting": "user",
	"frappe.core.doctype.user.user.get_roles": "uid",
	"frappe.core.doctype.user_permission.user_permission.get_user_permissions": "user",
	"frappe.desk.doctype.dashboard_settings.dashboard_settings.create_dashboard_settings": "user",
	"frappe.desk.doctype.event.event.get_events": "user",
	"frappe.desk.doctype.notification_settings.notification_settings.set_seen_value": "user",
	"frappe.desk.form.document_follow.unfollow_document": "user",
}
# Value in an entry of the Access Log that a client makes → its greatest length.
LOGGED = {"method": 140, "file_type": 140, "report_name": 140, "filters": 1000, "columns": 1000}
FULL_NAME_AND_IMAGE = ("fullname", "image", "name", "email")


def _require_document_access(doctype: str, name: str) -> Callable[[Call], Any]:
	def ask(call: Call) -> Any:
		# Frappe's own callers, such as an Assignment Rule, ignore permissions; a request cannot.
		if call["ignore_permissions"] is True or is_system_job():
			return call.proceed()
		asked = _arguments(call)
		if asked.get(name):
			require_readable(asked.get(doctype), asked[name])
		return call.proceed()

	return ask


def _require_readable_name(doctype: str, parameter: str) -> Callable[[Call], Any]:
	def ask(call: Call) -> Any:
		require_readable(doctype, _arguments(call).get(parameter))
		return call.proceed()

	return ask


@guards("frappe.desk.form.utils.update_comment")
def require_own_comment(call: Call) -> Any:
	"""Authors change their comments on documents that they may read. No officer has a right on comments themselves."""
	fields = ("owner", "reference_doctype", "reference_name")
	name = call["name"]
	owner, doctype, about = (
		isinstance(name, str | int) and frappe.db.get_value("Comment", name, fields)
	) or (None,) * 3
	if owner != frappe.session.user or not doctype or not is_readable(doctype, about):
		require_readable("Comment", name)
	return call.proceed()


def is_system_job() -> bool:
	"""Whether this is a job of the system, not of a user."""
	return not getattr(frappe.local, "request", None) and frappe.session.user == "Administrator"


def _arguments(call: Call) -> dict:
	"""The arguments; some functions of Frappe take them as one dict, or read the request."""
	if isinstance(call["args"], dict):
		return call["args"]
	return call.arguments or frappe.local.form_dict


def _require_own_user(parameter: str) -> Callable[[Call], Any]:
	def ask(call: Call) -> Any:
		user = (call.arguments or frappe.local.form_dict).get(parameter)
		is_request = getattr(frappe.local, "request", None)
		if (
			is_request
			and user
			and user != frappe.session.user
			and not is_system_manager()
			and _is_requested_directly(call)
		):
			refuse("User", user)
		return call.proceed()

	return ask


def _is_requested_directly(call: Call) -> bool:
	"""Whether the request calls this function directly.

	Frappe itself calls it for other users to check permissions.
	"""
	endpoint = requested_endpoint(frappe.local.request, frappe.local.form_dict) or ""
	return endpoint.rpartition(".")[2] == call.function.__name__


for _path, _parameters in DOCUMENT_PARAMETERS.items():
	guards(_path)(_require_document_access(*_parameters))
for _path, _parameters in NAME_PARAMETERS.items():
	guards(_path)(_require_readable_name(*_parameters))
for _path, _parameter in USER_PARAMETERS.items():
	guards(_path)(_require_own_user(_parameter))


@guards("frappe.desk.form.load.get_user_info_for_viewers")
def get_user_info_for_viewers(call: Call) -> dict:
	"""Limit the data about viewers of a document to names and pictures."""
	found = call.proceed()
	return {user: {key: info.get(key) for key in FULL_NAME_AND_IMAGE} for user, info in found.items()}


@guards("frappe.email.relink")
def relink(call: Call) -> Any:
	"""Linking a message to another document requires the rights to write the message and to read the
	document."""
	frappe.get_doc("Communication", call["name"]).check_permission("write")
	require_readable(call["reference_doctype"], call["reference_name"])
	return call.proceed()


@guards("frappe.desk.doctype.notification_log.notification_log.mark_as_read")
def mark_as_read(call: Call) -> Any:
	require_readable("Notification Log", call["docname"])
	return call.proceed()


@guards("frappe.desk.doctype.note.note.mark_as_seen")
def mark_note_as_seen(call: Call) -> Any:
	require_readable("Note", call["note"])
	return call.proceed()


@guards("frappe.core.doctype.access_log.access_log.make_access_log")
def make_access_log(call: Call) -> Any:
	"""Log what a client says it printed or exported: only of a readable document, briefly and without the page.

	Frappe's own callers log the page that they made.
	"""
	if not getattr(frappe.local, "request", None) or not _is_requested_directly(call):
		return call.proceed()
	if call["document"]:
		require_readable(call["doctype"], call["document"])
	brief = {name: _brief(call[name], length) for name, length in LOGGED.items()}
	return call.proceed(page=None, **brief)


def _brief(value: Any, length: int) -> str | None:
	if value is None:
		return None
	return (value if isinstance(value, str) else frappe.as_json(value))[:length]


@guards("frappe.handler.download_file", "frappe.utils.file_manager.download_file")
def download_file(call: Call) -> Any:
	"""Later versions answer differently for unknown and unreadable files; answer both alike."""
	try:
		return call.proceed()
	except (frappe.PermissionError, frappe.DoesNotExistError):
		refuse("File", call["file_url"])
