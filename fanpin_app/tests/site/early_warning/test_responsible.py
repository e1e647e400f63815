"""The officer responsible for an alert, and its updates after changes of postings, levels and households."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response import officers
from fanpin_app.early_warning.response.officers import DUTIES_OF_TIER, RANK, TIERS
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.registry.households.relocation import relocate
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.responses import OfficersTestCase

GRID = f"{VILLAGE}001"


class TestWords(TestCase):
	def test_tiers_and_duties_are_those_of_the_documents(self):
		duties = frappe.get_meta("Officer Posting").get_field("duty").options.split("\n")
		self.assertLessEqual(set(RANK), set(duties))
		for doctype, field in (
			("Risk Alert", "leading_tier"),
			("Risk Alert", "responsible_tier"),
			("Alert Escalation", "from_tier"),
			("Alert Escalation", "to_tier"),
		):
			options = frappe.get_meta(doctype).get_field(field).options.split("\n")
			self.assertEqual(tuple(filter(None, options)), TIERS)
		leading = frappe.get_meta("Alert Level").get_field("leading_tier").options.split("\n")
		self.assertLessEqual(set(leading), set(TIERS))

	def test_who_can_be_responsible_reads_alerts(self):
		from fanpin_app.permissions.postings import ROLE_OF_DUTY

		readers = {rule.role for rule in frappe.get_meta("Risk Alert").permissions if rule.read}
		duties = [duty for of_tier in DUTIES_OF_TIER.values() for duty in of_tier]
		self.assertLessEqual({ROLE_OF_DUTY[duty] for duty in duties}, readers)


class TestWhoIsResponsible(OfficersTestCase):
	def test_each_level_has_an_officer_of_its_leading_tier(self):
		village = make_officer("Village Cadre", VILLAGE)
		town = make_officer("Town Officer", TOWN)
		district = make_officer("District Officer", DISTRICT)
		make_officer("Village Cadre", OTHER_VILLAGE)
		for level, user, tier in (
			("Blue", village, "Village"),
			("Yellow", town, "Town"),
			("Red", district, "District"),
		):
			alert = self.alert(level)
			self.assertEqual(self.responsible(alert), (user, tier))
			self.assertTrue(alert.responsible_since)
			self.assertEqual(alert.responsible_name, "测试")

	def test_where_nobody_is_posted_the_next_tier_is_responsible(self):
		town = make_officer("Town Officer", TOWN)
		self.assertEqual(self.responsible(self.alert("Blue")), (town, "Town"))

	def test_an_officer_of_a_lower_tier_is_not(self):
		make_officer("Village Cadre", VILLAGE)
		self.assertEqual(self.responsible(self.alert("Red")), (None, None))

	def test_without_any_officer_it_is_nobody(self):
		self.assertEqual(self.responsible(self.alert()), (None, None))

	def test_the_cadre_comes_before_the_grid_member_even_in_the_grid(self):
		make_region(GRID)
		member = make_officer("Grid Member", GRID)
		alert = self.alert(region=GRID)
		self.assertEqual(self.responsible(alert)[0], member)
		cadre = make_officer("Village Cadre", VILLAGE)
		self.assertEqual(self.responsible(self.alert(region=GRID))[0], cadre)

	def test_postings_that_ended_or_have_not_begun_do_not_count(self):
		make_officer("Village Cadre", VILLAGE, to_date=add_days(today(), -1))
		make_officer("Village Cadre", VILLAGE, from_date=add_days(today(), 1))
		self.assertEqual(self.responsible(self.alert()), (None, None))

	def test_a_disabled_user_is_not_responsible(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		frappe.db.set_value("User", cadre, "enabled", 0)
		self.assertEqual(self.responsible(self.alert()), (None, None))

	def test_other_duties_are_not_responsible(self):
		make_officer("Window Clerk", TOWN)
		make_officer("Helper", VILLAGE)
		self.assertEqual(self.responsible(self.alert()), (None, None))

	def test_officers_do_not_write_who_is_responsible(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		frappe.set_user(cadre)
		mine = frappe.get_doc("Risk Alert", alert.name)
		mine.update({"responsible": "Administrator", "escalations": [{"to_tier": "City"}]}).save()
		self.assertEqual(self.responsible(alert)[0], cadre)
		self.assertEqual(frappe.get_doc("Risk Alert", alert.name).escalations, [])


class TestFollowing(OfficersTestCase):
	def test_a_new_officer_gets_the_unassigned_alerts(self):
		alert = self.alert()
		cadre = make_officer("Village Cadre", VILLAGE)
		self.assertEqual(self.responsible(alert), (cadre, "Village"))

	def test_an_officer_keeps_an_alert_when_a_colleague_is_posted(self):
		first = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		make_officer("Village Cadre", VILLAGE, from_date=today())
		self.assertEqual(self.responsible(alert)[0], first)

	def test_alerts_of_a_posting_that_ends_go_to_the_next_tier(self):
		town = make_officer("Town Officer", TOWN)
		cadre = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		posting = frappe.get_doc("Officer Posting", {"user": cadre})
		posting.update({"to_date": add_days(today(), -1)}).save()
		self.assertEqual(self.responsible(alert), (town, "Town"))

	def test_alerts_of_a_deleted_posting_do_too(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		frappe.delete_doc("Officer Posting", frappe.db.get_value("Officer Posting", {"user": cadre}))
		self.assertEqual(self.responsible(alert), (None, None))

	def test_a_posting_to_another_village_changes_the_responsible_alerts(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		here, there = self.alert(), self.alert(region=OTHER_VILLAGE)
		frappe.get_doc("Officer Posting", {"user": cadre}).update({"region": OTHER_VILLAGE}).save()
		self.assertEqual((self.responsible(here)[0], self.responsible(there)[0]), (None, cadre))

	def test_a_handover_gives_the_alerts_to_the_successor_and_not_to_a_colleague(self):
		predecessor = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		make_officer("Village Cadre", VILLAGE, from_date="2021-01-01")
		successor = make_officer("Village Cadre", OTHER_VILLAGE)
		frappe.get_doc("Officer Posting", {"user": predecessor}).hand_over(successor, today(), "调离")
		self.assertEqual(self.responsible(alert)[0], successor)

	def test_every_day_postings_that_began_or_ended_by_their_date_are_followed(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		alert = self.alert()
		frappe.db.set_value("Officer Posting", {"user": cadre}, "to_date", add_days(today(), -1))
		officers.follow_postings()
		self.assertEqual(self.responsible(alert), (None, None))

	def test_answered_alerts_follow_and_those_under_check_stay(self):
		first = make_officer("Village Cadre", VILLAGE)
		answered, checked = self.alert(), self.alert()
		answered.acknowledge()
		checked.db_set("status", "Under Check")
		second = make_officer("Village Cadre", VILLAGE, from_date=today())
		frappe.get_doc("Officer Posting", {"user": first}).update({"to_date": add_days(today(), -1)}).save()
		self.assertEqual((self.responsible(answered)[0], self.responsible(checked)[0]), (second, first))

	def test_a_form_that_was_opened_before_does_not_restore_the_old_officer(self):
		alert = self.alert()
		make_officer("Village Cadre", VILLAGE)
		with self.assertRaises(frappe.TimestampMismatchError):
			alert.save()

	def test_an_alert_of_a_higher_level_goes_to_the_tier_of_that_level(self):
		make_officer("Village Cadre", VILLAGE)
		district = make_officer("District Officer", DISTRICT)
		alert = self.alert("Blue")
		lifecycle.raise_alert(alert.household, alert.risk, "Red", "Visit", "更重")
		self.assertEqual(self.responsible(alert), (district, "District"))

	def test_alerts_of_a_household_that_moves_go_to_the_officer_there(self):
		make_officer("Village Cadre", VILLAGE)
		there = make_officer("Village Cadre", OTHER_VILLAGE)
		alert = self.alert()
		from fanpin_app.early_warning.household_changes import follow_move

		relocate([alert.household], OTHER_VILLAGE)
		follow_move([alert.household], OTHER_VILLAGE)
		self.assertEqual(self.responsible(alert)[0], there)

	def test_the_number_of_statements_does_not_grow_with_the_alerts(self):
		first, second = make_officer("Village Cadre", VILLAGE), make_officer("Village Cadre", OTHER_VILLAGE)
		counts = []
		for more, (leaves, takes_over) in ((3, (first, second)), (9, (second, first))):
			for _each in range(more):
				self.alert()
			frappe.db.set_value("Officer Posting", {"user": leaves}, "region", OTHER_VILLAGE)
			frappe.db.set_value("Officer Posting", {"user": takes_over}, "region", VILLAGE)
			with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as queries:
				officers.follow_postings(prefix_of(VILLAGE))
			counts.append(queries.call_count)
			self.assertGreaterEqual(frappe.db.count("Risk Alert", {"responsible": takes_over}), more)
		self.assertEqual(*counts)

	def test_the_city_is_the_last_resort(self):
		city = make_officer("City Officer", CITY)
		self.assertEqual(self.responsible(self.alert("Blue")), (city, "City"))
