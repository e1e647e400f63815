"""What is done with every answer before it leaves, in this order."""

from werkzeug.wrappers import Request, Response

from fanpin_app.security.accounts import account_check, lockout, patches
from fanpin_app.security.gate import renamed_endpoints
from fanpin_app.security.responses import headers, redirects, withheld


def finish(response: Response | None = None, request: Request | None = None) -> None:
	"""Hook after a request."""
	if response is None or request is None:
		return
	patches.install()
	lockout.follow_response(response, request)
	account_check.end_refused_session(response)
	redirects.keep_on_this_host(response, request)
	withheld.answer_alike(response, request)
	headers.add_headers(response, request)
	renamed_endpoints.add_warning(response)
