"""Checks of the site's configuration and services."""

import frappe
from frappe import _
from frappe.utils import get_url
from frappe.utils.scheduler import is_scheduler_inactive

from fanpin_app.security.accounts.client_address import trusted_networks

# Flags for developers, or flags that disable a protection; the sentences are source strings of zh.csv.
FLAGS = {
	"developer_mode": "for developers: errors are shown, and DocTypes can be changed",
	"allow_tests": "tests may run here and delete data",
	"ignore_csrf": "other web pages may act with an officer's session",
	"allow_cors": "other web pages may read with an officer's session",
	"disable_session_cache": "sessions are read again at every request",
	"content_security_policy": "the app's policy for browsers is replaced",
	"deny_multiple_sessions": "set here, and not in System Settings",
}


def dangerous_flags() -> list[str]:
	found = [f"{flag}: {_(meaning)}" for flag, meaning in FLAGS.items() if frappe.conf.get(flag)]
	try:
		everybody = [network for network in trusted_networks() if not network.prefixlen]
	except ValueError as error:
		return [*found, f"trusted_proxies: {error}"]
	return found + [_("trusted_proxies: {0} trusts every client").format(network) for network in everybody]


def address_without_https() -> list[str]:
	address = get_url()
	return [] if address.startswith("https://") else [address]


def server_scripts() -> list[str]:
	return [_("allowed (server_script_enabled)")] if frappe.conf.get("server_script_enabled") else []


def stopped_scheduler() -> list[str]:
	return [_("The scheduler does not run.")] if is_scheduler_inactive() else []


def missing_mail() -> list[str]:
	outgoing = frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1})
	return [] if outgoing else [_("There is no outgoing Email Account.")]
