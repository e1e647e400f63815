"""Frappe for gunicorn, with the assets and public files that a proxy would serve in production.

Runs in the folder `sites`; the site SITE answers for any host.
"""

from __future__ import annotations

import os

import frappe.app
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.wrappers import Response

from fanpin_app.security.responses.headers import headers_without_frappe
from fanpin_app.security.responses.serving import file_headers

DAY_SECONDS = 24 * 3600
site = os.environ["SITE"]
frappe.app._site = site

if record_path := os.environ.get("RECORD_ENDPOINTS"):
	from fanpin_app.tests.support.security import endpoint_recorder

	endpoint_recorder.install(record_path)


def frappe_or_no_socket(environ, start_response):
	"""Frappe, but 404 for the desk's many requests to a socket.io server, which does not run here."""
	if environ["PATH_INFO"].startswith("/socket.io"):
		return Response(status=404)(environ, start_response)
	return frappe.app.application(environ, start_response)


def public_files(environ, start_response):
	"""Frappe and the public files, which get the headers that a proxy must set (docs/operators.md)."""
	path = environ["PATH_INFO"]

	def start_with_headers(status, headers, *rest):
		return start_response(status, [*headers, *file_headers(path).items()], *rest)

	return files_of_site(environ, start_with_headers if path.startswith("/files/") else start_response)


files_of_site = SharedDataMiddleware(
	frappe_or_no_socket, {"/files": os.path.abspath(f"{site}/public/files")}, cache_timeout=0
)

assets_and_files = SharedDataMiddleware(
	SharedDataMiddleware(public_files, {"/assets": os.path.abspath("assets")}, cache_timeout=0),
	{
		f"/assets/{app}/dist": os.path.abspath(f"assets/{app}/dist")  # their names change with their content
		for app in os.listdir("assets")
		if os.path.isdir(f"assets/{app}/dist")
	},
	cache_timeout=DAY_SECONDS,
)


def application(environ, start_response):
	"""Add security headers to files that Frappe does not serve itself, as a proxy does."""

	def start_with_headers(status, headers, *exc_info):
		present = {name.lower() for name, _value in headers}
		added = [
			(name, value) for name, value in headers_without_frappe().items() if name.lower() not in present
		]
		return start_response(status, [*headers, *added], *exc_info)

	return assets_and_files(environ, start_with_headers)
