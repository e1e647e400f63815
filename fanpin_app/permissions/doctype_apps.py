"""Which installed app a DocType comes from, by its module."""

import frappe


def app_of(module: str | None) -> str | None:
	"""The app that has this module; None for modules that were made on the site."""
	return frappe.local.module_app.get(frappe.scrub(module)) if module else None


def is_ours(module: str | None) -> bool:
	"""Whether the module is one of this app's."""
	return app_of(module) == "fanpin_app"
