"""Who may read and change a batch: officers of other regions call each of its methods and every function that takes
its name."""

import inspect

import frappe
from frappe.desk.form.load import get_docinfo
from frappe.utils import today

from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.oversight.report.data_ledger import data_ledger
from fanpin_app.patches import give_batches_their_regions
from fanpin_app.registry.regions import changes
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase
from fanpin_app.tests.support.agency_files import write_medical
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_officer,
	make_posting,
	make_region,
	member,
)
from fanpin_app.tests.support.security import whitelisted_functions

FEED = "medical_self_paid"
FOREIGN_DISTRICT, FOREIGN_VILLAGE = "449914000000", "449914101201"
AGENCY = "Agency Data Officer"
# A call of each, with any arguments. Refusals because of the batch's status count as permitted.
METHODS = {
	"answer": ("Add",),
	"apply": (),
	"compare": (),
	"correct_period": ("202609", "报错了"),
	"let_pass": ("核对过",),
	"load_again": (),
	"replace": ("/private/files/没有.xlsx",),
	"roll_back": (),
}
FUNCTIONS = {
	"fanpin_app.discovery.api.store_column_matches": (FEED, {}),
	"fanpin_app.discovery.api.propose_column_matches": (),
	"fanpin_app.discovery.api.cancel_load": (),
	"fanpin_app.discovery.api.get_load_progress": (),
}
READING = "fanpin_app.discovery.api.get_load_progress"
# Users who may change the feed match its columns.
OF_ADMINISTRATORS = (
	"fanpin_app.discovery.api.store_column_matches",
	"fanpin_app.discovery.api.propose_column_matches",
)
FOREIGNERS = (
	("District Officer", FOREIGN_DISTRICT),
	("Monitoring Administrator", FOREIGN_DISTRICT),
	(AGENCY, FOREIGN_DISTRICT),
	(AGENCY, FOREIGN_VILLAGE),
	("Town Officer", TOWN),
	("Village Cadre", VILLAGE),
)
OWN = (
	("District Officer", DISTRICT),
	("Monitoring Administrator", DISTRICT),
	("Monitoring Administrator", CITY),
	(AGENCY, DISTRICT),
	(AGENCY, VILLAGE),
)


class BatchAccessTestCase(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.agency = frappe.db.get_value("Data Feed", FEED, "agency")
		self.far, self.foreign = make_id_number(), make_id_number()
		make_household(VILLAGE_OF_OTHER_TOWN, members=[member(id_number=self.far)])
		make_household(FOREIGN_VILLAGE, members=[member(id_number=self.foreign)])

	def officer(self, duty: str, region: str) -> str:
		frappe.set_user("Administrator")
		return make_officer(duty, region, **({"agency": self.agency} if duty == AGENCY else {}))

	def row(self, person: str, amount: float | str = 100) -> tuple:
		return ("林试", person, amount, 0, DAY)

	def load_as(self, user: str, *rows, **layout):
		"""The batch of a file, inserted as a client does."""
		frappe.set_user(user)
		batch = self.load(self.medical(*rows, **layout), feed=FEED)
		frappe.set_user("Administrator")
		return batch

	def rights(self, user: str, batch) -> tuple[bool, bool]:
		"""Whether the user may read and change the batch, according to the document; lists must agree."""
		frappe.set_user(user)
		may = [
			bool(frappe.has_permission("Data Batch", right, frappe.get_doc("Data Batch", batch.name)))
			for right in ("read", "write")
		]
		if frappe.has_permission("Data Batch"):
			listed = batch.name in frappe.get_list("Data Batch", pluck="name", limit_page_length=0)
			self.assertEqual(may[0], listed, user)
		frappe.set_user("Administrator")
		return tuple(may)


class TestEveryFunction(BatchAccessTestCase):
	def calls(self, batch):
		"""Name and call of each method, then of each function."""
		for name, arguments in METHODS.items():
			yield (
				name,
				lambda name=name, given=arguments: getattr(frappe.get_doc("Data Batch", batch), name)(*given),
			)
		for name, arguments in FUNCTIONS.items():
			yield name, lambda name=name, given=arguments: frappe.get_attr(name)(batch, *given)

	def refuses(self, call) -> bool:
		frappe.db.savepoint("before_call")
		try:
			call()
		except frappe.PermissionError:
			return True
		except Exception:
			return False
		finally:
			frappe.db.rollback(save_point="before_call")
		return False

	def test_the_lists_of_this_test_are_complete(self):
		methods = {
			name
			for name, method in inspect.getmembers(DataBatch, inspect.isfunction)
			if method.__module__.startswith("fanpin_app")
			and method in frappe.allowed_http_methods_for_whitelisted_func
		}
		functions = {
			name
			for name, function in whitelisted_functions.canonical().items()
			if name.startswith("fanpin_app.") and "batch" in inspect.signature(function).parameters
		}
		self.assertEqual((methods, functions), (set(METHODS), set(FUNCTIONS)))

	def test_officers_elsewhere_are_refused_by_each(self):
		batch = self.load(self.medical(self.row(self.patient)))
		for duty, region in FOREIGNERS:
			frappe.set_user(self.officer(duty, region))
			for name, call in self.calls(batch.name):
				with self.subTest(name, duty=duty, region=region):
					self.assertTrue(self.refuses(call))
		self.assertEqual(self.status_of(batch), "Loaded")

	def test_an_agency_s_clerk_of_another_village_is_refused_every_change(self):
		batch = self.load(self.medical(self.row(self.patient)))
		frappe.set_user(self.officer(AGENCY, OTHER_VILLAGE))
		for name, call in self.calls(batch.name):
			with self.subTest(name):
				self.assertEqual(self.refuses(call), name != READING)

	def test_officers_of_the_place_are_refused_by_none(self):
		batch = self.load(self.medical(self.row(self.patient)))
		for duty, region in OWN:
			frappe.set_user(self.officer(duty, region))
			for name, call in self.calls(batch.name):
				# They change the feed, which applies in all districts.
				if name in OF_ADMINISTRATORS and (duty, region) != ("Monitoring Administrator", CITY):
					continue
				with self.subTest(name, duty=duty, region=region):
					self.assertFalse(self.refuses(call))


class TestWhatABatchIsAbout(BatchAccessTestCase):
	def test_one_of_several_villages_is_for_officers_of_all_of_them(self):
		batch = self.load(self.medical(self.row(self.patient), self.row(self.far, 7)))
		self.assertEqual((batch.first_region, batch.last_region), (VILLAGE, VILLAGE_OF_OTHER_TOWN))
		self.assertEqual(self.rights(self.officer(AGENCY, VILLAGE), batch), (True, False))
		self.assertEqual(self.rights(self.officer(AGENCY, DISTRICT), batch), (True, True))

	def test_one_of_two_districts_is_for_the_city(self):
		batch = self.load(self.medical(self.row(self.patient), self.row(self.foreign, 7)))
		for duty in ("District Officer", "Monitoring Administrator", AGENCY):
			self.assertEqual(self.rights(self.officer(duty, DISTRICT), batch), (False, False), duty)
			self.assertEqual(self.rights(self.officer(duty, CITY), batch), (True, True), duty)
		self.assertEqual(self.rights(self.officer("City Officer", CITY), batch), (True, False))

	def test_one_of_regions_of_two_postings_is_for_its_sender(self):
		senders = [self.officer(AGENCY, VILLAGE) for _time in range(2)]
		for sender in senders:
			make_posting(sender, AGENCY, VILLAGE_OF_OTHER_TOWN, agency=self.agency)
		batch = self.load_as(senders[0], self.row(self.patient), self.row(self.far, 7))
		self.assertEqual(batch.rows_accepted, 2)
		self.assertEqual([self.rights(sender, batch)[1] for sender in senders], [True, False])

	def test_another_agency_s_needs_a_posting_for_that_agency_in_its_region(self):
		clerk = self.officer(AGENCY, FOREIGN_DISTRICT)
		other = frappe.db.get_value("Data Feed", {"agency": ("not in", ("", self.agency))}, "agency")
		make_posting(clerk, AGENCY, DISTRICT, agency=other)
		batch = self.load(self.medical(self.row(self.patient)))
		self.assertEqual(self.rights(clerk, batch), (False, False))
		mine = self.load_as(clerk, self.row(self.patient), self.row(self.foreign, 9), month="202609")
		self.assertEqual((mine.rows_accepted, mine.first_region), (1, FOREIGN_VILLAGE))

	def test_until_rows_are_accepted_it_is_about_the_regions_of_its_sender(self):
		sender = self.officer("District Officer", FOREIGN_DISTRICT)
		batch = self.load_as(sender, self.row(self.foreign, "约三千"))
		self.assertEqual(batch.status, "Not Loaded")
		self.assertEqual(self.rights(sender, batch), (True, True))
		self.assertEqual(self.rights(self.officer("District Officer", DISTRICT), batch), (False, False))

	def test_one_file_for_two_districts_is_loaded_in_each_by_its_own_clerk(self):
		# Writing it again would store another time.
		path = self.medical(self.row(self.patient), self.row(self.foreign, 7))
		batches = []
		for region in (DISTRICT, FOREIGN_DISTRICT, FOREIGN_DISTRICT):
			frappe.set_user(self.officer(AGENCY, region))
			batches.append(self.load(path, feed=FEED))
		here, there, again = batches
		self.assertEqual([batch.rows_accepted for batch in (here, there)], [1, 1])
		self.assertEqual((again.status, again.refusal), ("Refused", "already_loaded"))

	def test_while_it_is_asked_about_it_is_about_the_regions_of_its_rows(self):
		self.load(self.medical(self.row(self.patient)))
		batch = self.load(self.medical(self.row(self.patient, 70), month="202610更正"))
		self.assertEqual((batch.status, batch.first_region, batch.last_region), ("Asked", VILLAGE, VILLAGE))

	def test_rolled_back_it_stays_about_the_same_regions(self):
		batch = self.load(self.medical(self.row(self.patient)))
		batch.roll_back()
		self.assertEqual(self.rights(self.officer("District Officer", DISTRICT), batch), (True, True))
		self.assertEqual(
			self.rights(self.officer("District Officer", FOREIGN_DISTRICT), batch), (False, False)
		)

	def test_no_client_sets_its_regions(self):
		sender = self.officer("District Officer", FOREIGN_DISTRICT)
		frappe.set_user(sender)
		path = self.medical(self.row(self.foreign))
		batch = self.upload(path, feed=FEED, first_region=VILLAGE, last_region=VILLAGE)
		batch.reload()
		self.assertTrue(batch.first_region.startswith(FOREIGN_DISTRICT[:6]))
		batch.update({"first_region": VILLAGE, "last_region": VILLAGE})
		batch.save()
		batch.reload()
		self.assertTrue(batch.last_region.startswith(FOREIGN_DISTRICT[:6]))

	def test_it_follows_a_village_that_gets_another_code(self):
		batch = self.load(self.medical(self.row(self.patient)))
		make_region("449914102000")
		changes.give_new_code(VILLAGE, "449914102201", today(), "区划调整")
		batch.reload()
		self.assertEqual((batch.first_region, batch.last_region), ("449914102201", "449914102201"))

	def test_older_batches_are_about_their_rows_or_the_regions_of_their_sender(self):
		sender = self.officer("District Officer", FOREIGN_DISTRICT)
		loaded = self.load(self.medical(self.row(self.patient), self.row(self.far)))
		none = self.load_as(sender, self.row(self.foreign, "约三千"), month="202609")
		frappe.db.sql("update `tabData Batch` set first_region = null, last_region = null")
		give_batches_their_regions.execute()
		for batch in (loaded, none):
			batch.reload()
		self.assertEqual((loaded.first_region, loaded.last_region), (VILLAGE, VILLAGE_OF_OTHER_TOWN))
		self.assertEqual((none.first_region, none.last_region), (FOREIGN_DISTRICT, "449914999999"))


class TestCompanionsOfABatch(BatchAccessTestCase):
	def reads_what_is_beside(self, batch) -> bool:
		"""Whether the user can see the batch's comments, versions and tasks."""
		try:
			get_docinfo(doctype="Data Batch", name=batch.name)
		except frappe.PermissionError:
			return False
		return bool(frappe.response["docinfo"]["comments"])

	def test_files_comments_and_names_are_for_its_readers(self):
		batch = self.load(self.medical(("别人", self.patient, 100, 0, DAY), self.row(self.other, "约三千")))
		batch.add_comment("Comment", "核对")
		files = {"attached_to_doctype": "Data Batch", "attached_to_name": batch.name}
		for region, sees in ((DISTRICT, True), (FOREIGN_DISTRICT, False)):
			for duty in ("District Officer", "Monitoring Administrator", AGENCY):
				with self.subTest(duty, region=region):
					frappe.set_user(self.officer(duty, region))
					self.assertEqual(bool(frappe.get_list("File", filters=files)), sees)
					self.assertEqual(self.reads_what_is_beside(batch), sees)
					for file in frappe.get_all("File", filters=files, pluck="name"):
						self.assertEqual(frappe.get_doc("File", file).has_permission("read"), sees)
					names = frappe.get_list(
						"Batch Name", parent_doctype="Data Batch", filters={"parent": batch.name}
					)
					self.assertEqual(bool(names), sees)

	def test_the_ledger_lists_a_file_of_the_whole_city_and_shows_it_to_the_city(self):
		batch = self.load(self.medical(self.row(self.patient), self.row(self.foreign, 7)))
		filters = {"month": "202610", "agency": self.agency}
		for duty, region, shown in (
			("District Officer", DISTRICT, None),
			("City Officer", CITY, batch.name),
		):
			frappe.set_user(self.officer(duty, region))
			[row] = [each for each in data_ledger.execute(filters)[1] if each["feed"] == FEED]
			self.assertEqual((row["rows_read"], row["batch"]), (2, shown))


class TestReplacing(BatchAccessTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.many = [make_id_number() for _person in range(6)]
		for number in self.many:
			make_household(VILLAGE_OF_OTHER_TOWN, members=[member(id_number=number)])
		self.whole = self.load(self.medical(self.row(self.patient), *map(self.row, self.many)))

	def again(self, *rows, user: str, answer: str | None = "Replace"):
		frappe.set_user(user)
		path = write_medical(self.folder, rows, "202610更正")
		return self.load(path, feed=FEED, when_sent_again=answer)

	def test_a_file_that_repeats_little_of_another_is_asked_about(self):
		batch = self.again(self.row(self.patient, 70), user=self.officer(AGENCY, DISTRICT))
		self.assertEqual((batch.status, self.status_of(self.whole)), ("Asked", "Loaded"))
		batch.answer("Replace")
		pipeline.load(batch)
		self.assertEqual((batch.status, self.status_of(self.whole)), ("Loaded", "Rolled Back"))

	def test_the_command_asks_too_until_the_answer_is_repeated(self):
		path = write_medical(self.folder, [self.row(self.patient, 70)], "202610更正")
		for status, of_whole in (("Asked", "Loaded"), ("Loaded", "Rolled Back")):
			batch = load_file(path, "Replace")
			self.assertEqual((batch.status, self.status_of(self.whole)), (status, of_whole))

	def test_a_file_that_repeats_most_of_another_replaces_it_at_once(self):
		rows = [self.row(number, 70) for number in self.many]
		batch = self.again(*rows, user=self.officer(AGENCY, DISTRICT))
		self.assertEqual((batch.status, self.status_of(self.whole)), ("Loaded", "Rolled Back"))

	def test_a_clerk_of_one_village_does_not_replace_a_file_of_the_district(self):
		clerk = self.officer(AGENCY, VILLAGE)
		batch = self.again(self.row(self.patient, 70), user=clerk)
		self.assertEqual((batch.status, self.status_of(self.whole)), ("Asked", "Loaded"))
		self.assertRaises(frappe.PermissionError, batch.answer, "Replace")
		batch.answer("Add")
		pipeline.load(batch)
		self.assertEqual((batch.status, self.status_of(self.whole)), ("Loaded", "Loaded"))
		self.assertEqual(len(self.facts()), 7)

	def test_a_clerk_of_one_village_does_not_replace_a_file_of_two_by_the_feed_s_setting(self):
		frappe.db.set_value("Data Feed", FEED, "when_sent_again", "Replace")
		frappe.clear_document_cache("Data Feed", FEED)
		small = self.load(self.medical(self.row(self.other), self.row(self.far), month="202610乙"))
		frappe.set_user(self.officer(AGENCY, VILLAGE))
		path = write_medical(self.folder, [self.row(self.other, 7)], "202610乙更正")
		batch = self.load(path, feed=FEED)
		self.assertEqual((batch.status, self.status_of(small)), ("Asked", "Loaded"))

	def test_a_clerk_of_one_village_does_not_replace_it_by_an_answer_on_the_batch(self):
		batch = self.again(self.row(self.patient, 70), user="Administrator")
		batch.answer("Replace")
		frappe.set_user(self.officer(AGENCY, VILLAGE))
		pipeline.load(batch)
		self.assertEqual((batch.status, batch.refusal), ("Refused", "out_of_scope"))
		self.assertEqual(self.status_of(self.whole), "Loaded")

	def test_a_clerk_of_one_village_does_not_replace_it_by_naming_it(self):
		frappe.set_user(self.officer(AGENCY, VILLAGE))
		path = write_medical(self.folder, [self.row(self.patient, 70)], "202610更正")
		self.assertRaises(frappe.PermissionError, self.load, path, feed=FEED, replaces=self.whole.name)
