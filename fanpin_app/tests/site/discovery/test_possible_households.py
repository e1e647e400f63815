"""The households that are proposed for an application, and how many ID numbers may be looked up."""

from datetime import date
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate

from fanpin_app.discovery import api
from fanpin_app.discovery.applications.private_values import LOOK_UP
from fanpin_app.registry.personal_data import number_guesses
from fanpin_app.tests.site.discovery.test_service_application import WindowTestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_application,
	make_household,
	make_id_number,
	member,
)

DAY_OF_GUESSES = date(1955, 7, 7)


class TestPossibleHouseholds(WindowTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(frappe.cache.delete_keys, "fanpin_number_guesses:")

	def found(self, application) -> list[tuple[str, str]]:
		return [(row["household"], row["by"]) for row in api.find_possible_households(application.name)]

	def test_the_id_number_finds_the_household_wherever_in_the_town(self):
		number = self.household.members[0].id_number
		application = make_application(region=OTHER_VILLAGE, applicant_name="别名", id_number=number)
		self.assertEqual(self.found(application), [(self.household.name, "ID Number")])

	def test_without_an_id_number_the_name_in_the_village_does(self):
		self.assertEqual(self.found(make_application()), [(self.household.name, "Name and Village")])
		self.assertEqual(self.found(make_application(region=OTHER_VILLAGE)), [])

	def test_a_number_of_another_town_gets_the_answer_of_an_unknown_one(self):
		frappe.set_user("Administrator")
		number = make_household(VILLAGE_OF_OTHER_TOWN).members[0].id_number
		frappe.set_user(self.clerk)
		own = (self.household.name, "Name and Village")
		for number_of_person in (number, make_id_number()):
			for name, found in ({"applicant_name": "无此人"}, []), ({}, [own]):
				self.assertEqual(self.found(make_application(id_number=number_of_person, **name)), found)

	def test_only_officers_who_decide_see_them(self):
		application = make_application()
		for user in (self.offices.village, self.clerk_elsewhere, "Guest"):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, api.find_possible_households, application.name)

	def test_a_number_is_not_found_out_by_trying_others(self):
		number = self.household.members[0].id_number
		application = make_application(id_number=make_id_number(), applicant_name="无此人")
		for guess in (application.id_number, make_id_number(), make_id_number()):
			application.update({"id_number": guess}).save()
			self.assertEqual(self.found(application), [])
			self.assertEqual(self.found(application), [])
		application.update({"id_number": number}).save()
		self.assertRaisesRegex(frappe.RateLimitExceededError, "Compare the number", self.found, application)

	def test_several_applications_do_not_help(self):
		for _number in range(number_guesses.LIKE_NUMBERS_PER_DAY):
			self.found(make_application(id_number=make_id_number(DAY_OF_GUESSES)))
		last = make_application(id_number=make_id_number(DAY_OF_GUESSES))
		self.assertRaisesRegex(frappe.RateLimitExceededError, "one birthday", self.found, last)

	@patch.object(number_guesses, "UNMATCHED_PER_HOUR", 4)
	def test_many_numbers_that_nobody_has_are_not_looked_up_within_an_hour(self):
		days = [add_days("1960-01-01", day) for day in range(number_guesses.UNMATCHED_PER_HOUR + 1)]
		*first, last = [make_application(id_number=make_id_number(getdate(day))) for day in days]
		for application in (*first, *first):
			self.found(application)
		self.assertRaisesRegex(frappe.RateLimitExceededError, "Within an hour", self.found, last)

	@patch.object(number_guesses, "UNMATCHED_PER_HOUR", 4)
	def test_a_day_of_applicants_who_are_registered_is_not_limited(self):
		frappe.set_user("Administrator")
		days = [getdate(add_days("1970-01-01", day)) for day in range(number_guesses.UNMATCHED_PER_HOUR + 5)]
		homes = [make_household(VILLAGE, members=[member(id_number=make_id_number(day))]) for day in days]
		frappe.set_user(self.clerk)
		for home in homes:
			application = make_application(id_number=home.members[0].id_number)
			self.assertEqual(self.found(application), [(home.name, "ID Number")])

	def test_each_different_number_is_logged_masked(self):
		application = make_application(id_number=make_id_number())
		numbers = [application.id_number, make_id_number()]
		for number in numbers:
			application.update({"id_number": number}).save()
			self.found(application)
			self.found(application)
		logged = frappe.get_all(
			"Application Reading",
			filters={"application": application.name},
			fields=["user", "value_type", "remarks"],
		)
		self.assertEqual(
			logged, [{"user": self.clerk, "value_type": LOOK_UP, "remarks": application.id_number_masked}] * 2
		)

	def test_no_id_number_is_shown(self):
		[row] = api.find_possible_households(make_application().name)
		self.assertNotIn(self.household.members[0].id_number, frappe.as_json(row))
