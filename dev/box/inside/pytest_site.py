"""A pytest plugin that does for the tests what Frappe's own runner does: a connected site, flags and rollback.

The environment names the sites (SITES), one for each process of the run, and the bench's folder of sites (SITES_PATH).
"""

from __future__ import annotations

import functools
import os
import warnings

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # of older packages that Frappe pins
	import frappe
	import frappe.utils
import sqlparse
from hypothesis import HealthCheck, settings

# How fast the machine is decides no test.
settings.register_profile("fanpin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fanpin")


def pytest_sessionstart(session) -> None:
	if only_distributes(session.config):
		return
	os.chdir(os.environ["SITES_PATH"])
	frappe.init(site=site_of_this_process(), sites_path=".")
	frappe.connect()
	frappe.flags.in_test = True
	frappe.clear_cache()
	frappe.set_user("Administrator")
	keep_caches_of_unchanged_defaults()
	# Frappe 15 has the same names of columns formatted again and again; a tenth of the time went there.
	sqlparse.format = functools.lru_cache(maxsize=4096)(sqlparse.format)


def only_distributes(config) -> bool:
	"""Whether the tests run in other processes."""
	return bool(config.getoption("numprocesses", None)) and not os.environ.get("PYTEST_XDIST_WORKER")


def site_of_this_process() -> str:
	number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
	return os.environ["SITES"].split()[int(number)]


def pytest_collection_modifyitems(items) -> None:
	"""Browser tests first: they take longest, and no process waits at the end for another one's."""
	items.sort(key=lambda item: item.path.parent.name != "browser")


def keep_caches_of_unchanged_defaults() -> None:
	"""Frappe 15 writes the same default at each save of a User and drops every cache with it, which 16 does not.

	Four fifths of the tests' time went there.
	"""
	set_default = frappe.utils.set_default

	def set_changed_default(key, value):
		if (frappe.db.get_default(key) or "") != (value or ""):
			set_default(key, value)

	frappe.utils.set_default = set_changed_default


def pytest_sessionfinish(session) -> None:
	if only_distributes(session.config):
		return
	os.chdir(os.environ["SITES_PATH"])  # pytest has gone back to where it began
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.destroy()
