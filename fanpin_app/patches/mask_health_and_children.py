import frappe
from frappe.utils import add_years, today

from fanpin_app.privacy.masks import AGE_OF_CHILDREN, DISTRICT_DIGITS


def execute() -> None:
	"""Members registered before health was private, and before children's ID numbers were masked further."""
	frappe.db.sql("update `tabHousehold Member` set health_recorded = 1 where coalesce(health, '') != ''")
	frappe.db.sql(
		"""update `tabHousehold Member`
		set id_number_masked = rpad(left(id_number, %(shown)s), char_length(id_number), '*')
		where char_length(id_number) = 18 and birth_date > %(born_after)s""",
		{"shown": DISTRICT_DIGITS, "born_after": add_years(today(), -AGE_OF_CHILDREN)},
	)
