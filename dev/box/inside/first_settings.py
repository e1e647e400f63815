"""Applies the settings of Frappe's setup wizard to a new site. usage: python first_settings.py SITE, in
`sites`."""

from __future__ import annotations

import sys

import frappe

SETTINGS = {
	"language": "zh",
	"country": "China",
	"time_zone": "Asia/Shanghai",
	"first_day_of_the_week": "Monday",
	"enable_scheduler": 1,
	"setup_complete": 1,
}


def main(site: str) -> None:
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.get_doc("System Settings").update(SETTINGS).save()
	frappe.db.set_default("currency", "CNY")
	frappe.db.set_value("Currency", "CNY", {"enabled": 1, "symbol": "¥"})
	# In newer versions, the desk checks whether each app is set up, and a migration does for the setting
	# above.
	if frappe.db.has_column("Installed Application", "is_setup_complete"):
		frappe.db.set_value("Installed Application", {"has_setup_wizard": 1}, "is_setup_complete", 1)
	# Without it the desk shows no navigation bar, as during the wizard.
	frappe.db.set_default("desktop:home_page", "workspace")
	frappe.db.commit()
	frappe.clear_cache()
	frappe.destroy()


if __name__ == "__main__":
	main(sys.argv[1])
