"""Logs and changes every answer before it is sent; the order matters.

One hook for all of it, because Frappe binds the arguments of each hook for every request.
"""

from werkzeug.wrappers import Request, Response

from fanpin_app.privacy import exports
from fanpin_app.security.accounts import account_check, lockout, patches
from fanpin_app.security.gate import renamed_endpoints
from fanpin_app.security.responses import failures, headers, redirects, serving, withheld


def finish(response: Response | None = None, request: Request | None = None) -> None:
	"""Hook after a request."""
	if response is None or request is None:
		return
	patches.install()
	exports.log_bulk_read(response, request)
	serving.set_headers(response, request)
	lockout.handle_response(response, request)
	account_check.end_refused_session(response)
	redirects.prevent_open_redirect(response, request)
	withheld.hide_withheld_documents(response, request)
	failures.add_sentence(response)
	headers.add_headers(response, request)
	renamed_endpoints.add_warning(response)
