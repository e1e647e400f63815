"""What uninstalling takes away besides the app's own DocTypes."""

import frappe

from fanpin_app.setup.seeds import LEDGER


def before_uninstall() -> None:
	frappe.db.delete("DefaultValue", {"defkey": LEDGER})
