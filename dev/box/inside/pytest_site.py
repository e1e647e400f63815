"""A pytest plugin that sets up tests like Frappe's own runner: a connected site, flags and rollback.

Environment variables: SITES, one site for each process of the run, and SITES_PATH, the bench's folder of
sites.
"""

from __future__ import annotations

import functools
import gc
import os
import warnings

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # from older packages that Frappe pins
	import frappe
	import frappe.utils
import sqlparse
from pymysql import connections, protocol


def pytest_sessionstart(session) -> None:
	if is_controller(session.config):
		return
	os.chdir(os.environ["SITES_PATH"])
	frappe.init(site=site_of_process(), sites_path=".")
	frappe.connect()
	frappe.flags.in_test = True
	frappe.clear_cache()
	frappe.set_user("Administrator")
	skip_unchanged_defaults()
	keep_metas()
	# Frappe 15 formats the same column names repeatedly, which took a tenth of the time.
	sqlparse.format = functools.lru_cache(maxsize=4096)(sqlparse.format)
	# PyMySQL parses the description of each column of each result in Python. It is not changed afterwards.
	described = protocol.FieldDescriptorPacket
	setattr(connections, described.__name__, functools.lru_cache(maxsize=16384)(described))


def is_controller(config) -> bool:
	"""Whether this process only distributes the tests to others."""
	return bool(config.getoption("numprocesses", None)) and not os.environ.get("PYTEST_XDIST_WORKER")


def site_of_process() -> str:
	number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
	return os.environ["SITES"].split()[int(number)]


def pytest_collection_modifyitems(items) -> None:
	"""Browser tests first: they take longest, and no process waits at the end for another one's."""
	items.sort(key=lambda item: item.path.parent.name != "browser")


def pytest_collection_finish() -> None:
	"""Exclude what collecting the tests has made from garbage collections."""
	gc.collect()
	gc.freeze()


def keep_metas() -> None:
	"""Keep the process's metas of DocTypes when the user changes, which tests do several times each.

	Frappe drops all values that it has read from Redis, as for a new request. Unpickling the metas took a tenth of the
	time.
	"""
	set_user = frappe.set_user
	key = frappe.cache.make_key("doctype_meta")

	def set_user_and_keep_metas(username: str) -> None:
		metas = frappe.local.cache.get(key, {})
		set_user(username)
		frappe.local.cache[key] = metas

	setattr(frappe, set_user.__name__, set_user_and_keep_metas)


def skip_unchanged_defaults() -> None:
	"""Skip writes of unchanged defaults: at each save of a User, Frappe 15 (not 16) writes one and clears all
	caches.

	This took four fifths of the tests' time.
	"""
	set_default = frappe.utils.set_default

	def set_changed_default(key, value):
		if (frappe.db.get_default(key) or "") != (value or ""):
			set_default(key, value)

	frappe.utils.set_default = set_changed_default


def pytest_sessionfinish(session) -> None:
	if is_controller(session.config):
		return
	os.chdir(os.environ["SITES_PATH"])  # pytest has returned to its first folder
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.destroy()
