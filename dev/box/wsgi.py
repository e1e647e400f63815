"""Frappe for gunicorn, with the assets and the public files that a proxy serves elsewhere.

Runs in the folder `sites`; SITE names the site that answers whatever the request's host is.
"""

from __future__ import annotations

import os

import frappe.app
from werkzeug.middleware.shared_data import SharedDataMiddleware

A_DAY = 24 * 3600
site = os.environ["SITE"]
frappe.app._site = site


def application(environ, start_response):
	return files(environ, start_response)


files = SharedDataMiddleware(
	SharedDataMiddleware(
		frappe.app.application,
		{"/assets": os.path.abspath("assets"), "/files": os.path.abspath(f"{site}/public/files")},
		cache_timeout=0,
	),
	{
		f"/assets/{app}/dist": os.path.abspath(f"assets/{app}/dist")  # their names change with their content
		for app in os.listdir("assets")
		if os.path.isdir(f"assets/{app}/dist")
	},
	cache_timeout=A_DAY,
)
