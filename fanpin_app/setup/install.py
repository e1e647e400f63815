"""What a new site gets, and what every migrate makes sure of."""

import frappe

from fanpin_app.early_warning.screening import schedule
from fanpin_app.security.doctor import settings
from fanpin_app.setup import seeds


def after_install() -> None:
	_add_indexes()
	seeds.plant()
	settings.plant()
	schedule.start_plan()


def after_migrate() -> None:
	_add_indexes()
	seeds.plant()
	settings.plant()


def _add_indexes() -> None:
	# Every reading and writing of a file looks for its address. Newer Frappe has this index itself, by the same name.
	frappe.db.add_index("File", ["file_url(100)"])
