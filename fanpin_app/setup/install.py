"""Set up a new site, and complete the set-up after every migrate."""

import frappe

from fanpin_app.early_warning.screening import schedule
from fanpin_app.security.doctor import settings
from fanpin_app.setup import seeds


def after_install() -> None:
	_add_indexes()
	seeds.plant()
	settings.apply_recommendations()
	schedule.start_plan()


def after_migrate() -> None:
	_forget_columns()
	_add_indexes()
	seeds.plant()
	settings.apply_recommendations()


def _add_indexes() -> None:
	# Files are looked up by URL whenever they are read or written. Newer Frappe adds this index, with the same name.
	frappe.db.add_index("File", ["file_url(100)"])


def _forget_columns() -> None:
	# Frappe 15 remembers the columns of a DocType for the whole process, without those that the migration has added.
	frappe.local.valid_columns.clear()
