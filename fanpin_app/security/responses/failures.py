"""A sentence in the answer to a request that failed without one."""

import json

import frappe
from frappe import _
from frappe.utils import escape_html, strip_html
from frappe.website.serve import get_response
from werkzeug.wrappers import Response

# Errors of the program, and refused values, such as arguments of a wrong type.
CONFLICT = 409
FAILED = (500, 417, CONFLICT)
# The title of Frappe's page.
SERVER_ERROR = "Server Error"


def add_sentence(response: Response) -> None:
	"""Frappe answers an error of the program, and one about arguments of a wrong type, with `{}`, and a browser that
	opens the address of a function, as for a PDF, with "Server Error", early 15 even with the status 200."""
	if response.status_code in FAILED and response.mimetype == "application/json":
		_add_to_json(response)
	elif getattr(frappe.local, "message_title", None) == SERVER_ERROR and frappe.local.message_log:
		_show_messages(response)


def _add_to_json(response: Response) -> None:
	body = json.loads(response.get_data() or b"{}")
	if not isinstance(body, dict) or body.get("_server_messages"):
		return
	body["_server_messages"] = json.dumps(
		[json.dumps({"message": _sentence(response.status_code), "indicator": "red"})]
	)
	response.data = json.dumps(body)


def _sentence(status: int) -> str:
	if status == CONFLICT:
		return _(
			"Somebody else changed the same at this moment, so nothing was changed here. Load it again, and repeat what you did."
		)
	return _(
		"The server could not process this request, and changed nothing. Check what was sent, or give an administrator the time of this message."
	)


def _show_messages(response: Response) -> None:
	messages = [frappe._dict(frappe.parse_json(message)) for message in frappe.local.message_log]
	sentences = [f"<p>{escape_html(strip_html(each.message or ''))}</p>" for each in messages]
	title = strip_html(messages[-1].title or _("Not Done"))
	status = (
		response.status_code if response.status_code in FAILED else frappe.ValidationError.http_status_code
	)
	frappe.respond_as_web_page(title, "".join(sentences), http_status_code=status, indicator_color="red")
	response.data = get_response("message", http_status_code=status).get_data()
	response.status_code = status
