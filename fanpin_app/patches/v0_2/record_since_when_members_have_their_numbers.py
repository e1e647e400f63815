"""Of earlier numbers it is not known when they were written: they count from the day the member was entered."""

import frappe


def execute() -> None:
	frappe.db.sql(
		"""update `tabHousehold Member` member
		join `tabHousehold` household on household.name = member.parent
		set member.id_number_since = member.creation
		where member.parenttype = 'Household' and member.id_number_since is null
			and household.status = 'Active' and member.status = 'Living' and coalesce(member.id_number, '') != ''"""
	)
