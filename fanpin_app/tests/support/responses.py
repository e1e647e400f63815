"""Levels, hours and officers for tests of the response to alerts."""

import frappe

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_alert, make_household

OFFICE_HOURS = (("08:30:00", "12:00:00"), ("14:30:00", "17:30:00"))


def set_office_hours(*days: dict) -> None:
	"""Monday to Friday, 8:30 to 12:00 and 14:30 to 17:30; yellow counts working time, red the clock."""
	frappe.get_doc("Response Plan").update(
		{
			"hours": [{"from_time": begin, "to_time": end} for begin, end in OFFICE_HOURS],
			"days": list(days),
		}
	).save()
	set_level("Yellow", hours_count_as="Working Time", first_response_hours=72)
	set_level("Red", hours_count_as="Clock Hours", first_response_hours=24)


def set_level(level: str, **values) -> None:
	frappe.get_doc("Alert Level", level).update(values).save()


class OfficersTestCase(TestCase):
	"""Leading tiers: Blue is the village, Yellow the town, Red the district."""

	def setUp(self) -> None:
		super().setUp()
		for level, tier in (("Blue", "Village"), ("Yellow", "Town"), ("Red", "District")):
			frappe.db.set_value("Alert Level", level, "leading_tier", tier)
		# Rolled back after the test: alerts that background jobs of an earlier class left must not count.
		frappe.db.delete("Risk Alert")

	def alert(self, level: str = "Blue", region: str = VILLAGE):
		return make_alert(make_household(region).name, level=level)

	def responsible(self, alert) -> tuple:
		"""The responsible officer and their tier."""
		return frappe.db.get_value("Risk Alert", alert.name, ("responsible", "responsible_tier"))
