"""Which installed app a module, and so a DocType, belongs to."""

import frappe


def app_of(module: str | None) -> str | None:
	"""The app with this module, or None if the module was created on the site."""
	return frappe.local.module_app.get(frappe.scrub(module)) if module else None


def is_ours(module: str | None) -> bool:
	"""Whether the module is one of this app's."""
	return app_of(module) == "fanpin_app"
