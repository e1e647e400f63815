"""Nobody finds out an ID number by entering one after the other in households."""

from collections.abc import Callable
from datetime import date

import frappe
from frappe.utils import today

from fanpin_app.registry.operations.members import add_member
from fanpin_app.registry.personal_data.number_guesses import LIKE_NUMBERS_PER_DAY
from fanpin_app.registry.personal_data.private_values import record
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	TOWN,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	make_region,
	member,
)
from fanpin_app.tests.support.security.clients import as_client

BORN = date(1955, 7, 7)


def people_of_one_birthday() -> list[dict]:
	"""One more than a client may enter in a day."""
	numbers = [make_id_number(BORN) for _number in range(LIKE_NUMBERS_PER_DAY + 1)]
	return [member(id_number=number, relation="Other") for number in numbers]


class TestNumbersThatAreEntered(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		self.village = make_officer("Village Cadre", VILLAGE)
		self.town = make_officer("Town Officer", TOWN)
		self.addCleanup(frappe.cache.delete_keys, "fanpin_number_guesses:")
		self.household = make_household(VILLAGE, members=[member(id_number=make_id_number(BORN))])

	def enter(self, enter: Callable[[str], None], user: str) -> None:
		"""Enter one number more than is allowed; the last one is refused, even if it is registered."""
		frappe.set_user(user)
		with as_client():
			for _number in range(LIKE_NUMBERS_PER_DAY):
				enter(make_id_number(BORN))
			for last in (make_id_number(BORN), self.household.members[0].id_number):
				self.assertRaisesRegex(frappe.RateLimitExceededError, "one birthday", enter, last)
			enter(make_id_number(date(1956, 7, 7)))

	def add(self, number: str, household: str | None = None) -> None:
		new = {"member_name": "甲", "relation": "Other", "id_number": number}
		add_member(household or self.household.name, new, today(), "迁入")

	def test_by_adding_members(self):
		other = make_household(VILLAGE).name
		self.enter(lambda number: self.add(number, other), self.village)

	def test_by_recording_the_number_of_a_member(self):
		unknown = [member(id_number=None, relation="Other") for _number in range(LIKE_NUMBERS_PER_DAY + 3)]
		home = make_household(VILLAGE, members=unknown)
		rows = iter([row.name for row in home.members])

		def record_number(number: str) -> None:
			record(home.name, "ID Number", number, next(rows))

		self.enter(record_number, self.village)

	def test_by_correcting_a_number(self):
		other = make_household(VILLAGE)

		def correct(number: str) -> None:
			doc = frappe.get_doc("Household", other.name)
			doc.members[0].id_number = number
			doc.save()

		self.enter(correct, self.town)

	def test_by_new_households(self):
		self.enter(lambda number: make_household(VILLAGE, members=[member(id_number=number)]), self.town)

	def test_many_in_one_household(self):
		frappe.set_user(self.town)
		rows = people_of_one_birthday()
		with as_client():
			self.assertRaises(frappe.RateLimitExceededError, make_household, VILLAGE, members=rows)

	def test_saying_that_a_person_is_in_the_household_already_is_counted(self):
		frappe.set_user(self.village)
		with as_client():
			for _number in range(LIKE_NUMBERS_PER_DAY - 1):
				self.add(make_id_number(BORN))
			own = self.household.members[0].id_number
			self.assertRaisesRegex(frappe.ValidationError, "entered twice", self.add, own)
			self.assertRaises(frappe.RateLimitExceededError, self.add, make_id_number(BORN))

	def test_saving_what_is_registered_costs_nothing(self):
		frappe.set_user(self.town)
		with as_client():
			for number in range(LIKE_NUMBERS_PER_DAY + 2):
				doc = frappe.get_doc("Household", self.household.name)
				doc.update({"address": f"一组 {number} 号"}).save()
			self.add(make_id_number(BORN))

	def test_what_no_client_starts_is_not_limited(self):
		rows = people_of_one_birthday()
		frappe.set_user(self.town)
		self.assertEqual(len(make_household(VILLAGE, members=rows).members), len(rows))
