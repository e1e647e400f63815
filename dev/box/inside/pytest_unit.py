"""A pytest plugin that sets up tests without a site: Frappe knows its apps, and no database or Redis is reached.

Environment variable: SITES_PATH, the bench's folder of sites.
"""

from __future__ import annotations

import os
import socket
import warnings

with warnings.catch_warnings():
	warnings.simplefilter("ignore")  # from older packages that Frappe pins
	import frappe
	import frappe.utils.data
from pytest_site import is_controller

TIME_ZONE = "Asia/Shanghai"


def pytest_sessionstart(session) -> None:
	if is_controller(session.config):
		return
	socket.socket.connect = refuse_connection
	os.chdir(os.environ["SITES_PATH"])
	frappe.init(site="", sites_path=".")
	frappe.flags.in_test = True
	frappe.local.lang = ""  # no translations
	frappe.utils.data.get_system_timezone = lambda: TIME_ZONE


def refuse_connection(self, address) -> None:
	raise ConnectionRefusedError(f"Tests without a site must not connect to a server: {address}")
