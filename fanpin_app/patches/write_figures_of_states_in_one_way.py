"""Amounts that tell loans apart were stored as files wrote them: 50000 and 50000.00 were two loans."""

import frappe

WHOLE = r"(^|\\|)(-?[0-9]+)\\.0+(?=\\||$)"
FRACTION = r"(^|\\|)(-?[0-9]+\\.[0-9]*[1-9])0+(?=\\||$)"


def execute() -> None:
	for pattern in (WHOLE, FRACTION):
		frappe.db.sql(
			f"""
			update `tabIndicator Record`
			set state_key = regexp_replace(state_key, '{pattern}', '\\\\1\\\\2')
			where state_key regexp '{pattern}'
			"""
		)
