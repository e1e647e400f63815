"""Which files were sent before, and with which earlier month they are compared, for senders of different regions."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.discovery.loading import batch_access
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.loading.push import _known_batch
from fanpin_app.patches import note_where_batches_were_loaded
from fanpin_app.permissions.postings import prefix_of
from fanpin_app.registry.regions import changes
from fanpin_app.tests.site.discovery.test_batch_access import (
	AGENCY,
	FEED,
	FOREIGN_DISTRICT,
	BatchAccessTestCase,
)
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_posting,
	make_region,
	member,
)

# The postings of the first and the second sender, and whether the second one's rows were already sent.
SENDERS = (
	((VILLAGE,), (OTHER_VILLAGE,), False),
	((VILLAGE,), (VILLAGE,), True),
	((VILLAGE,), (TOWN,), False),
	((VILLAGE,), (DISTRICT,), False),
	((TOWN,), (VILLAGE,), True),
	((DISTRICT,), (TOWN,), True),
	((DISTRICT,), (CITY,), False),
	((CITY,), (DISTRICT,), True),
	((VILLAGE, VILLAGE_OF_OTHER_TOWN), (OTHER_VILLAGE,), False),
	((VILLAGE, VILLAGE_OF_OTHER_TOWN), (VILLAGE,), True),
	((VILLAGE,), (VILLAGE, OTHER_VILLAGE), False),
	((FOREIGN_DISTRICT,), (DISTRICT,), False),
)


class SendersTestCase(BatchAccessTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.neighbour = make_id_number()
		make_household(OTHER_VILLAGE, members=[member(id_number=self.neighbour)])
		make_region(CITY)

	def clerk(self, *regions: str) -> str:
		user = self.officer(AGENCY, regions[0])
		for region in regions[1:]:
			make_posting(user, AGENCY, region, agency=self.agency)
		return user

	def whole_file(self, month: str = "202610"):
		people = (self.patient, self.neighbour, self.far, self.foreign)
		day = f"{month[:4]}-{month[4:]}-03"
		return self.medical(*(("林试", person, 100, 0, day) for person in people), month=month)

	def noted(self, batch) -> str:
		return frappe.db.get_value("Data Batch", batch.name, "loaded_within")

	def load_by(self, user: str, path, **fields):
		frappe.set_user(user)
		batch = self.load(path, feed=FEED, **fields)
		frappe.set_user("Administrator")
		return batch


class TestSentBefore(SendersTestCase):
	def test_a_file_was_sent_before_if_nothing_is_left_for_the_second_sender(self):
		for first, second, expected in SENDERS:
			with self.subTest(first=first, second=second):
				batch = frappe._dict()
				batch_access.note_loader(batch, map(prefix_of, first))
				is_covered = batch_access.was_loaded_within(batch.loaded_within, map(prefix_of, second))
				self.assertEqual(is_covered, expected)

	def test_two_villages_of_one_agency_each_load_their_own_rows_of_one_file(self):
		path = self.whole_file()
		batches = [self.load_by(self.clerk(village), path) for village in (VILLAGE, OTHER_VILLAGE)]
		self.assertEqual([batch.status for batch in batches], ["Loaded", "Loaded"])
		self.assertEqual([batch.rows_accepted for batch in batches], [1, 1])
		self.assertEqual([batch.first_region for batch in batches], [VILLAGE, OTHER_VILLAGE])
		frappe.set_user(self.clerk(OTHER_VILLAGE))
		self.assertEqual(_known_batch(FEED, path.read_bytes(), path.name, None).name, batches[1].name)
		again = self.load_by(frappe.session.user, path)
		self.assertEqual((again.status, again.refusal), ("Refused", "already_loaded"))
		self.assertIn(batches[1].name, again.message)

	def test_a_file_of_the_city_was_sent_before_to_a_district_that_may_not_read_it(self):
		path = self.whole_file()
		self.load(path)
		clerk = self.clerk(DISTRICT)
		frappe.set_user(clerk)
		self.assertIsNone(_known_batch(FEED, path.read_bytes(), path.name, None))
		self.assertEqual(self.load_by(clerk, path).refusal, "already_loaded")

	def test_the_command_loads_what_a_village_left_out(self):
		path = self.whole_file()
		self.load_by(self.clerk(VILLAGE), path)
		whole = load_file(path, "Add")
		self.assertEqual((whole.status, whole.rows_accepted), ("Loaded", 4))
		self.assertTrue(load_file(path).flags.no_change)

	def test_a_file_of_which_every_row_was_known_is_known_to_the_command(self):
		path = self.medical(self.row(self.patient))
		batch = self.load_by(self.clerk(VILLAGE), path)
		again = load_file(path)
		self.assertEqual((again.name, again.flags.no_change), (batch.name, True))

	def test_before_it_is_loaded_only_its_sender_knows_it(self):
		path = self.whole_file()
		clerk, other = self.clerk(VILLAGE), self.clerk(OTHER_VILLAGE)
		frappe.set_user(clerk)
		batch = self.upload(path, feed=FEED)
		self.assertEqual(_known_batch(FEED, path.read_bytes(), path.name, None).name, batch.name)
		frappe.set_user(other)
		self.assertIsNone(_known_batch(FEED, path.read_bytes(), path.name, None))

	def test_no_client_sets_where_it_was_loaded(self):
		frappe.set_user(self.clerk(VILLAGE))
		batch = self.upload(self.whole_file(), feed=FEED, loaded_within="|")
		self.assertEqual(batch.loaded_within, f"|{VILLAGE}")
		batch.update({"loaded_within": "|"}).save()
		self.assertEqual(self.noted(batch), f"|{VILLAGE}")

	def test_a_village_that_gets_another_code_stays_loaded(self):
		batch = self.load_by(self.clerk(VILLAGE, OTHER_VILLAGE), self.whole_file())
		make_region("449914102000")
		changes.give_new_code(VILLAGE, "449914102201", today(), "区划调整")
		self.assertEqual(self.noted(batch), f"|449914102201|{OTHER_VILLAGE}")

	def test_older_batches_were_loaded_where_their_sender_was_posted(self):
		clerk = self.clerk(VILLAGE)
		make_posting(clerk, AGENCY, OTHER_VILLAGE, agency=self.agency, from_date=add_days(today(), 1))
		batches = [self.load_by(clerk, self.whole_file()), self.load(self.whole_file("202609"))]
		frappe.db.sql("update `tabData Batch` set loaded_within = null")
		note_where_batches_were_loaded.execute()
		self.assertEqual([self.noted(batch) for batch in batches], [f"|{VILLAGE}", "|"])


class TestTheMonthBefore(SendersTestCase):
	PEOPLE = 6

	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("Data Feed", FEED).update({"held_from_rows": self.PEOPLE}).save()
		self.people = {
			region: self.register(region)
			for region in (VILLAGE, OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN, "449914101201")
		}

	def register(self, region: str) -> list[str]:
		numbers = [make_id_number() for _person in range(self.PEOPLE)]
		for number in numbers:
			make_household(region, members=[member(id_number=number)])
		return numbers

	def file(self, month: str, amount: float, *regions: str):
		day = f"{month[:4]}-{month[4:]}-08"
		people = [number for region in regions for number in self.people[region]]
		return self.medical(*(("林试", number, amount, 20, day) for number in people), month=month)

	def held(self, before: tuple, now: tuple) -> bool:
		"""Whether the second file is held; each given by its sender, the amount for each person, and their regions."""
		for month, (sender, amount, *regions) in (("202608", before), ("202609", now)):
			batch = self.load_by(
				self.clerk(*sender) if sender else "Administrator", self.file(month, amount, *regions)
			)
		self.assertIn(batch.status, ("Held", "Loaded"))
		return batch.status == "Held"

	def test_is_that_of_the_same_regions(self):
		foreign = "449914101201"
		cases = (
			# Another district's figures are no standard for this one, whoever sends them.
			((FOREIGN_DISTRICT,), (foreign,), (DISTRICT,), (VILLAGE,), False),
			(None, (foreign,), None, (VILLAGE,), False),
			# Nor a village's for its neighbour, nor the district's for a village.
			((VILLAGE,), (VILLAGE,), (OTHER_VILLAGE,), (OTHER_VILLAGE,), False),
			((DISTRICT,), (VILLAGE, VILLAGE_OF_OTHER_TOWN), (VILLAGE,), (VILLAGE,), False),
			# Those of the same sender are, and another sender's about the same regions.
			(None, (VILLAGE,), (DISTRICT,), (VILLAGE,), True),
			((VILLAGE,), (VILLAGE,), (DISTRICT,), (VILLAGE,), True),
			(None, (foreign, VILLAGE), None, (VILLAGE,), True),
		)
		for before, of, now, regions, expected in cases:
			with self.subTest(before=before, of=of, now=now, regions=regions):
				frappe.db.savepoint("one_case")
				self.assertEqual(self.held((before, 1000, *of), (now, 10, *regions)), expected)
				frappe.db.rollback(save_point="one_case")

	def test_is_the_last_one_of_the_same_regions(self):
		self.load(self.file("202607", 1000, VILLAGE))
		self.assertTrue(self.held((None, 10, VILLAGE_OF_OTHER_TOWN), (None, 10, VILLAGE)))

	def test_another_district_s_columns_are_missing_from_no_file(self):
		path = self.file("202608", 20, "449914101201")
		batch = self.load(path)
		frappe.db.set_value("Data Batch", batch.name, "headers", "姓名、身份证号、住院自付、外区的列")
		here = self.load_by(self.clerk(DISTRICT), self.file("202609", 20, VILLAGE))
		self.assertNotIn("外区的列", here.missing_columns or "")
		there = self.load_by(self.clerk(FOREIGN_DISTRICT), self.file("202609", 20, "449914101201"))
		self.assertIn("外区的列", there.missing_columns)
