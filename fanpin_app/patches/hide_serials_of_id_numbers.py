import frappe
from frappe.utils import add_years, today

from fanpin_app.privacy.masks import AGE_OF_CHILDREN, DISTRICT_DIGITS, SECRET_DIGITS


def execute() -> None:
	"""Masks that hid the birth date, which stands beside them, rather than the serial that does not."""
	frappe.db.sql(
		"""update `tabHousehold Member`
		set id_number_masked = rpad(
			left(id_number, if(birth_date > %(born_after)s, %(of_child)s, char_length(id_number) - %(secret)s)),
			char_length(id_number), '*')
		where char_length(id_number) = 18""",
		{
			"born_after": add_years(today(), -AGE_OF_CHILDREN),
			"of_child": DISTRICT_DIGITS,
			"secret": SECRET_DIGITS,
		},
	)
