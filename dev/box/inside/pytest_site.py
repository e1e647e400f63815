"""A pytest plugin that does for the tests what Frappe's own runner does: a connected site, flags and rollback.

The environment names the site (SITE) and the bench's folder of sites (SITES_PATH).
"""

from __future__ import annotations

import os
import warnings

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # of older packages that Frappe pins
	import frappe


def pytest_sessionstart() -> None:
	os.chdir(os.environ["SITES_PATH"])
	frappe.init(site=os.environ["SITE"], sites_path=".")
	frappe.connect()
	frappe.flags.in_test = True
	frappe.clear_cache()
	frappe.set_user("Administrator")


def pytest_sessionfinish() -> None:
	os.chdir(os.environ["SITES_PATH"])  # pytest has gone back to where it began
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.destroy()
