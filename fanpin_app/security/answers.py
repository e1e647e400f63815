"""What is done with every answer before it leaves, in this order."""

from werkzeug.wrappers import Request, Response

from fanpin_app.security import account_patches, accounts, headers, lockout, redirects, withheld


def finish(response: Response | None = None, request: Request | None = None) -> None:
	"""Hook after a request."""
	if response is None or request is None:
		return
	account_patches.install()
	lockout.follow_response(response, request)
	accounts.end_refused_session(response)
	redirects.keep_on_this_host(response, request)
	withheld.answer_alike(response, request)
	headers.add_headers(response, request)
