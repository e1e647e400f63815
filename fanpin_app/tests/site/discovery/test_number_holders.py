"""Nobody gets the facts of somebody else's person by writing the ID number on a member of an own household."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.utils import today

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.patches.v0_2 import record_since_when_members_have_their_numbers
from fanpin_app.registry.households.number_holders import holders
from fanpin_app.registry.operations import members, merge, split, status
from fanpin_app.tests.site.discovery import test_register_file as register_file
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase
from fanpin_app.tests.site.registry.test_fields_of_operations import import_update
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	make_household,
	make_id_number,
	make_officer,
	make_region,
	member,
)
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

FEED = "medical_self_paid"
REASON = "登记"
LONG_AGO = "2001-01-01 00:00:00"
# Row names are random: one sorts before, the other behind all others.
ROW_NAMES = ("0000000000", "zzzzzzzzzz")


def call(method: str, **arguments) -> None:
	with patch.object(frappe.db, "rollback"):
		_answer, error = call_method(method, **arguments)
	if error:
		raise error


@contextmanager
def undone() -> Iterator[None]:
	frappe.db.savepoint("undone")
	try:
		yield
	finally:
		frappe.db.rollback(save_point="undone")


def holder(number: str) -> str:
	return holders({number})[number][0].row


def since(row: str):
	return frappe.db.get_value("Household Member", row, "id_number_since")


class NumberTestCase(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.number = make_id_number()
		self.real = make_household(
			VILLAGE, members=[member(), member(relation="Son", member_name="林真", id_number=self.number)]
		)
		self.row = self.real.members[1].name

	def own_household(self, **fields):
		"""A household of the other village, whose second member has no ID number."""
		return make_household(
			OTHER_VILLAGE,
			members=[member(), member(relation="Son", member_name="林假", id_number=None) | fields],
		)

	def load_bill(self, amount: float = 777):
		return self.load(self.medical(("林真", self.number, amount, 0, DAY)), feed=FEED)

	def billed(self, batch) -> list[str]:
		return frappe.get_all("Indicator Record", {"batch": batch.name}, pluck="household")

	def load_register(self, *rows, name: str = "农户信息.xlsx"):
		return load_file(write_workbook(self.folder / name, register_file.HEADERS, rows))

	def register_row(self, household, name: str = "林真", **fields):
		region = frappe.db.get_value("Household", household.name, "region")
		return register_file.row(household.name, name, self.number, "之子", region, **fields)

	def households_of_number(self) -> set[str]:
		return set(frappe.get_all("Household Member", {"id_number": self.number}, pluck="parent"))


class TestWaysToWriteANumber(NumberTestCase):
	"""Each way in which a client writes the number of a person who lives in another village."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.cadre = make_officer("Village Cadre", OTHER_VILLAGE)
		cls.town = make_officer("Town Officer", OTHER_VILLAGE)

	def ways(self) -> Iterator[tuple[str, Callable]]:
		"""Name, and call that returns the household."""
		yield "add_member", self.add_member
		yield "record_private_value", self.record_private_value
		yield "POST Household", self.insert
		yield "form", lambda: self.save("frappe.desk.form.save.savedocs", action="Save")
		yield "client.save", lambda: self.save("frappe.client.save")
		yield "Data Import", self.import_file
		yield "split", self.split
		yield "merge", self.merge
		yield "status", self.correct_status

	def add_member(self):
		own = self.own_household()
		new = {"member_name": "甲子", "relation": "Other", "id_number": self.number}
		new |= {"id_number_since": LONG_AGO}
		arguments = {"household": own.name, "member": new, "effective_on": today(), "reason": REASON}
		with as_user(self.cadre):
			call("fanpin_app.registry.api.add_member", **arguments)
		return own

	def record_private_value(self):
		own = self.own_household()
		arguments = {"household": own.name, "what": "ID Number", "value": self.number}
		with as_user(self.cadre):
			call("fanpin_app.registry.api.record_private_value", **arguments, member=own.members[1].name)
		return own

	def insert(self):
		person = member(id_number=self.number, id_number_since=LONG_AGO, creation=LONG_AGO)
		doc = {"doctype": "Household", "region": OTHER_VILLAGE, "members": [person]}
		with as_user(self.town):
			call("frappe.client.insert", doc=doc)
		return frappe.get_last_doc("Household", {"region": OTHER_VILLAGE})

	def form_values(self, own) -> dict:
		values = frappe.get_doc("Household", own.name).as_dict(convert_dates_to_str=True)
		values["members"][1] |= {"id_number": self.number, "id_number_since": LONG_AGO}
		return values

	def save(self, method: str, **arguments):
		own = self.own_household(id_number=make_id_number())
		with as_user(self.town):
			call(method, doc=self.form_values(own), **arguments)
		return own

	def import_file(self):
		own = self.own_household()
		if error := import_update(self.form_values(own)):
			raise error
		return own

	def split(self):
		own = self.record_private_value()
		arguments = {"household": own.name, "members": [own.members[1].name], "head": own.members[1].name}
		with as_user(self.town):
			split.split(**arguments, effective_on=today(), reason=REASON)
		return frappe.get_doc(
			"Household", frappe.db.get_value("Household Member", own.members[1].name, "parent")
		)

	def merge(self):
		one, other = self.record_private_value(), self.record_private_value()
		with as_user(self.town):
			merge.merge(one.name, other.name, today(), REASON)
		return one

	def correct_status(self):
		"""A member who left the village for the other one long ago is brought back by a correction."""
		own = self.own_household()
		frappe.db.set_value(
			"Household Member",
			own.members[1].name,
			{"id_number": self.number, "status": "Moved Out", "creation": LONG_AGO, "id_number_since": None},
		)
		with as_user(self.town):
			status.correct(own.name, "Living", REASON, member=own.members[1].name)
		return own

	def rename_row(self, household, name: str) -> None:
		rows = {"parent": household.name, "id_number": self.number}
		row = frappe.db.get_value("Household Member", rows)
		frappe.db.set_value("Household Member", row, "name", name, update_modified=False)

	def test_the_facts_stay_with_the_person_s_household(self):
		for name, write in self.ways():
			for row in ROW_NAMES:
				with self.subTest(name, row=row), undone():
					own = write()
					self.rename_row(own, row)
					self.assertIn(own.name, self.households_of_number())
					self.assertEqual(self.billed(self.load_bill()), [self.real.name])

	def test_a_register_file_leaves_the_person_in_the_household(self):
		for name, write in self.ways():
			for row in ROW_NAMES:
				with self.subTest(name, row=row), undone():
					own = write()
					self.rename_row(own, row)
					batch = self.load_register(self.register_row(self.real, 务工状态="未务工"))
					self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0))
					values = frappe.db.get_value(
						"Household Member", self.row, ["parent", "employment_status"]
					)
					self.assertEqual(values, (self.real.name, "Not Employed"))
					of_number = {"id_number": self.number, "parent": own.name}
					self.assertNotEqual(
						frappe.db.get_value("Household Member", of_number, "employment_status"),
						"Not Employed",
					)
					self.assertIn("1", batch.remarks)

	def test_a_register_file_that_names_the_other_household_takes_nobody_out_of_the_first(self):
		own = self.record_private_value()
		batch = self.load_register(self.register_row(own, "林假"))
		self.assertEqual(batch.rows_refused, 0)
		self.assertEqual(frappe.db.get_value("Household Member", self.row, "parent"), self.real.name)
		self.assertEqual(holder(self.number), self.row)

	def test_no_client_sets_the_time(self):
		before = since(self.row)
		doc = frappe.get_doc("Household", self.real.name).as_dict(convert_dates_to_str=True)
		doc["members"][1]["id_number_since"] = LONG_AGO
		call("frappe.client.save", doc=doc)
		self.assertEqual(since(self.row), before)
		import_update(doc)
		self.assertEqual(since(self.row), before)


class TestTheDoubt(NumberTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.own = self.own_household(id_number=self.number)

	def test_the_batch_names_the_rows(self):
		rows = [("林乙", self.other, 5, 0, DAY), ("林真", self.number, 777, 0, DAY)]
		batch = self.load(self.medical(*rows), feed=FEED)
		self.assertIn("4", batch.remarks)
		self.assertNotIn(self.own.name, batch.remarks)
		self.assertNotIn(self.real.name, batch.remarks)

	def test_a_batch_without_such_rows_says_nothing(self):
		batch = self.load(self.medical(("林乙", self.other, 5, 0, DAY)), feed=FEED)
		self.assertNotIn("Duplicate Members", batch.remarks or "")

	def test_a_sender_of_the_other_district_gets_the_row_back_and_books_it_to_nobody(self):
		make_region(VILLAGE_OF_OTHER_DISTRICT)
		make_household(VILLAGE_OF_OTHER_DISTRICT, members=[member(id_number=self.number)])
		known = make_household(VILLAGE_OF_OTHER_DISTRICT)
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		clerk = make_officer("Agency Data Officer", "449914000000", agency=agency)
		with as_user(clerk):
			rows = [("林试", known.members[0].id_number, 5, 0, DAY), ("林真", self.number, 777, 0, DAY)]
			batch = self.load(self.medical(*rows), feed=FEED)
		self.assertEqual((self.billed(batch), batch.rows_refused), ([known.name], 1))
		self.assertIn("Duplicate Members", batch.remarks)

	def test_what_another_district_writes_changes_nothing_for_the_sender(self):
		make_region(VILLAGE_OF_OTHER_DISTRICT)
		number = make_id_number()
		home = make_household(VILLAGE, members=[member(id_number=number)])
		make_household(VILLAGE_OF_OTHER_DISTRICT, members=[member(id_number=number)])
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		with as_user(make_officer("Agency Data Officer", "449913000000", agency=agency)):
			batch = self.load(self.medical(("林试", number, 777, 0, DAY)), feed=FEED)
		self.assertEqual(self.billed(batch), [home.name])
		self.assertNotIn("Duplicate Members", batch.remarks or "")


class TestWhoMoved(NumberTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.new = self.own_household(id_number=self.number)

	def test_the_only_one_gets_the_facts(self):
		self.number = self.real.members[0].id_number
		self.assertEqual(self.billed(self.load_bill()), [self.real.name])

	def test_after_the_first_moved_out_the_second_gets_the_facts(self):
		members.record_moving_out(self.real.name, self.row, today(), REASON)
		self.assertEqual(self.billed(self.load_bill()), [self.new.name])

	def test_after_the_first_died_the_second_gets_the_facts(self):
		members.record_death(self.real.name, self.row, today(), REASON)
		self.assertEqual(self.billed(self.load_bill()), [self.new.name])

	def test_after_the_first_household_left_the_second_gets_the_facts(self):
		status.leave(self.real.name, "Moved Out", today(), REASON)
		self.assertEqual(self.billed(self.load_bill()), [self.new.name])

	def test_after_a_wrong_number_was_corrected_the_second_gets_the_facts(self):
		self.real.reload()
		self.real.members[1].id_number = make_id_number()
		self.real.save()
		self.assertEqual(self.billed(self.load_bill()), [self.new.name])

	def test_of_two_rows_that_are_merged_the_earlier_time_is_kept(self):
		earlier = since(self.row)
		merge.merge(self.new.name, self.real.name, today(), REASON)
		kept = self.new.members[1].name
		self.assertEqual((holder(self.number), since(kept), since(self.row)), (kept, earlier, None))

	def test_a_register_file_that_moves_a_member_keeps_the_time(self):
		home = make_household(VILLAGE)
		single = make_household(VILLAGE, members=[member(member_name="林单")])
		number, row = single.members[0].id_number, single.members[0].name
		before = since(row)
		self.load_register(register_file.row(home.name, "林单", number, "之父"))
		self.assertEqual(frappe.db.get_value("Household Member", row, "parent"), home.name)
		self.assertEqual(since(row), before)

	def test_a_register_file_records_the_time_of_new_members(self):
		number = make_id_number()
		self.load_register(register_file.row("T-S1", "林新", number))
		self.assertTrue(since(holder(number)))


class TestEarlierSites(NumberTestCase):
	def test_earlier_numbers_count_from_the_day_their_members_were_entered(self):
		frappe.db.set_value("Household Member", self.row, "id_number_since", None)
		new = self.own_household(id_number=self.number).members[1].name
		frappe.db.set_value("Household Member", new, "id_number_since", None)
		record_since_when_members_have_their_numbers.execute()
		self.assertEqual(since(self.row), frappe.db.get_value("Household Member", self.row, "creation"))
		self.assertEqual(holder(self.number), self.row)
