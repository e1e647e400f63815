"""What uninstalling removes besides the app's own DocTypes."""

import frappe

from fanpin_app.security.doctor import settings
from fanpin_app.setup import seeds


def before_uninstall() -> None:
	frappe.db.delete("DefaultValue", {"defkey": ("in", (seeds.LEDGER, settings.APPLIED_KEY))})
