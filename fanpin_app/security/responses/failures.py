"""A sentence in the answer to a request that failed without one."""

import json

from frappe import _
from werkzeug.wrappers import Response

# Errors of the program, and refused values, such as arguments of a wrong type.
CONFLICT = 409
FAILED = (500, 417, CONFLICT)


def add_sentence(response: Response) -> None:
	"""Frappe answers an error of the program, and one about arguments of a wrong type, with `{}`."""
	if response.status_code not in FAILED or response.mimetype != "application/json":
		return
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
