"""Who may do what with a posting, for every duty, region and administrator (docs/decisions/0018).

The expectation is written here from the decision, without the code that it is about: places are paths in a small
tree, and an administrator may if the own place contains the whole office of the duty.
"""

import itertools
from collections.abc import Callable, Iterable
from itertools import product

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from fanpin_app.registry.officers.posting import MODULE_PROFILE, withdraw_roles_of_ended_postings
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user

POSTING, ADMINISTRATOR, AGENCY = "Officer Posting", "Monitoring Administrator", "Agency Data Officer"
YESTERDAY, TOMORROW = add_days(today(), -1), add_days(today(), 1)
GRID = f"{builders.VILLAGE}001"
OTHER_DISTRICT = f"{builders.VILLAGE_OF_OTHER_DISTRICT[:6]}000000"
# Region → its path in the tree: city, district, town, village, grid.
PLACES = {
	builders.CITY: "c",
	builders.DISTRICT: "cd",
	OTHER_DISTRICT: "cD",
	builders.TOWN: "cdt",
	builders.OTHER_TOWN: "cdT",
	builders.VILLAGE: "cdtv",
	builders.OTHER_VILLAGE: "cdtV",
	GRID: "cdtvg",
}
OWN_BRANCH = (GRID, builders.VILLAGE, builders.TOWN, builders.DISTRICT, builders.CITY)
# Duty → its role, and the length of the path of its office; None: the office is the posting's region.
DUTIES = {
	"Village Cadre": ("Village Officer", None),
	"Grid Member": ("Village Officer", None),
	"First Secretary": ("Village Officer", None),
	"Work Team Member": ("Village Officer", None),
	"Town Officer": ("Town Officer", 3),
	"District Officer": ("District Officer", 2),
	"City Officer": ("City Officer", 1),
	"Window Clerk": ("Window Clerk", None),
	AGENCY: (AGENCY, 2),
	ADMINISTRATOR: (ADMINISTRATOR, None),
	"Helper": ("Helper", None),
}
Change = dict[str, str | None]


def may(administrator: str, *versions: tuple[str, str]) -> bool:
	"""Whether an administrator posted to the region may change a posting, given its versions: duty and region, as
	stored and as they will be."""
	own = PLACES[administrator]
	return all(PLACES[region][: DUTIES[duty][1]].startswith(own) for duty, region in versions)


class PostingRulesCase(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		for region in PLACES:
			builders.make_region(region)
		cls.agencies = frappe.get_all("Sector Agency", pluck="name", limit=2)
		cls.administrators = {
			region: builders.make_officer(ADMINISTRATOR, region) for region in PLACES if region != GRID
		}
		cls.officer, cls.other = cls.user_with_all_roles(), cls.user_with_all_roles()

	@classmethod
	def user_with_all_roles(cls, without: str = "", **fields) -> str:
		"""A user who has the roles of all duties but one, given by hand; posting such a user is quick."""
		user = builders.make_user(module_profile=MODULE_PROFILE, **fields)
		for role in sorted({role for role, _office in DUTIES.values()} - {without}):
			frappe.get_doc(
				doctype="Has Role", parenttype="User", parentfield="roles", parent=user, role=role
			).db_insert()
		return user

	def posting(self, duty: str, region: str, user: str = "", **fields) -> Document:
		"""A posting that is not stored."""
		values = {"user": user or self.officer, "duty": duty, "region": region, "from_date": "2020-01-01"}
		agency = self.agencies[0] if duty == AGENCY else None
		return frappe.get_doc({"doctype": POSTING, "agency": agency} | values | fields)

	def stored(self, *args, **fields) -> Document:
		"""A posting that is stored without the effects on its user."""
		posting = self.posting(*args, **fields)
		posting.set_new_name()
		posting.db_insert()
		frappe.local.postings_in_force = {}
		return frappe.get_doc(POSTING, posting.name)

	def changed(self, posting: Document, change: Change) -> Document:
		return frappe.get_doc(POSTING, posting.name).update(change)

	def assert_allowed(self, expected: bool, region: str, right: str, posting: Document) -> None:
		user = self.administrators[region]
		allowed = bool(frappe.has_permission(POSTING, right, posting, user=user))
		with self.subTest(
			administrator=PLACES[region], right=right, duty=posting.duty, region=PLACES[posting.region]
		):
			self.assertEqual(allowed, expected)

	def assert_refused(self, act: Callable, **what: object) -> None:
		"""The current user may not do it, and no posting changes."""
		before = frappe.get_all(POSTING, fields=["*"], order_by="name")
		with self.subTest(**what):
			with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
				act()
			self.assertEqual(frappe.get_all(POSTING, fields=["*"], order_by="name"), before)


class TestTheTable(PostingRulesCase):
	def test_it_has_every_duty_and_every_way_to_change_a_posting(self):
		self.assertEqual(list(DUTIES), frappe.get_meta(POSTING).get_field("duty").options.split("\n"))
		methods = {
			name
			for name, function in vars(type(frappe.new_doc(POSTING))).items()
			if callable(function) and function in frappe.whitelisted
		}
		self.assertEqual(methods, {"hand_over"})

	def test_each_administrator_gives_changes_and_deletes_what_is_of_an_office_in_the_own_region(self):
		for duty, region in product(DUTIES, PLACES):
			new, stored = self.posting(duty, region), self.stored(duty, region)
			for administrator in self.administrators:
				expected = may(administrator, (duty, region))
				self.assert_allowed(expected, administrator, "create", new)
				if region in OWN_BRANCH:
					self.assert_allowed(expected, administrator, "write", stored)
					self.assert_allowed(expected, administrator, "delete", stored)

	def test_a_duty_is_changed_by_administrators_of_the_offices_of_both(self):
		for duty in DUTIES:
			stored = self.stored(duty, builders.VILLAGE)
			for other in DUTIES:
				versions = ((duty, builders.VILLAGE), (other, builders.VILLAGE))
				changed = self.changed(stored, {"duty": other, "agency": self.agencies[0]})
				for administrator in OWN_BRANCH[1:]:
					self.assert_allowed(may(administrator, *versions), administrator, "write", changed)

	def test_a_posting_is_moved_by_administrators_of_both_offices(self):
		for duty, region in product(DUTIES, (builders.VILLAGE, builders.DISTRICT)):
			stored = self.stored(duty, region)
			for other in PLACES:
				changed = self.changed(stored, {"region": other})
				for administrator in OWN_BRANCH[1:]:
					expected = may(administrator, (duty, region), (duty, other))
					self.assert_allowed(expected, administrator, "write", changed)


class TestEveryWay(PostingRulesCase):
	def ways(self, duty: str) -> dict[str, Callable[[Document], object]]:
		"""What an administrator does with a stored posting of the duty."""
		save = lambda change: lambda stored: self.changed(stored, change).save()  # noqa: E731
		ways = {
			"give": lambda stored: self.posting(duty, stored.region, self.other).insert(),
			"end": save({"to_date": today()}),
			"prolong": save({"to_date": add_days(TOMORROW, 9)}),
			"begin earlier": save({"from_date": "2019-01-01"}),
			"give to another": save({"user": self.other}),
			"delete": lambda stored: frappe.delete_doc(POSTING, stored.name),
			"hand over": lambda stored: stored.hand_over(self.other, today(), "换届"),
		}
		return ways | ({"change agency": save({"agency": self.agencies[1]})} if duty == AGENCY else {})

	def test_each_is_done_by_the_lowest_administrator_who_may_and_refused_to_all_others_who_may_not(self):
		for duty in DUTIES:
			stored = self.stored(duty, builders.VILLAGE, to_date=TOMORROW)
			able = [each for each in self.administrators if may(each, (duty, builders.VILLAGE))]
			for name, act in self.ways(duty).items():
				for region in self.administrators:
					if region not in able:
						with as_user(self.administrators[region]):
							self.assert_refused(
								lambda: act(frappe.get_doc(POSTING, stored.name)),  # noqa: B023
								duty=duty,
								way=name,
								administrator=PLACES[region],
							)
				with as_user(self.administrators[max(able, key=lambda each: len(PLACES[each]))]):
					frappe.db.savepoint("way")
					act(frappe.get_doc(POSTING, stored.name))
					frappe.db.rollback(save_point="way")


class TestOwnPostingsOfEveryDuty(PostingRulesCase):
	"""An administrator of the city could do everything with the postings of all others."""

	def setUp(self) -> None:
		super().setUp()
		self.user = self.administrators[builders.CITY]

	def test_nobody_gives_prolongs_or_changes_the_own_one(self):
		for duty in DUTIES:
			own = self.stored(duty, builders.VILLAGE, self.user, to_date=TOMORROW)
			another = self.stored(duty, builders.VILLAGE, self.officer)
			change_of = {
				"user": self.other,
				"duty": "Helper" if duty != "Helper" else "Grid Member",
				"region": builders.OTHER_VILLAGE,
				"agency": self.agencies[1] if duty == AGENCY else None,
				"from_date": "2019-01-01",
				"to_date": add_days(TOMORROW, 1),
			}
			acts = {
				"give": lambda: self.posting(duty, builders.OTHER_VILLAGE, self.user).insert(),  # noqa: B023
				"take": lambda: self.changed(another, {"user": self.user}).save(),  # noqa: B023
				"inherit": lambda: another.hand_over(self.user, today(), "换届"),  # noqa: B023
				"delete": lambda: frappe.delete_doc(POSTING, own.name),  # noqa: B023
				"without end": lambda: self.changed(own, {"to_date": None}).save(),  # noqa: B023
			}
			with as_user(self.user):
				for name, act in acts.items():
					self.assert_refused(act, duty=duty, way=name)
				for field, value in change_of.items():
					if value:
						self.assert_refused(
							lambda: self.changed(own, {field: value}).save(),  # noqa: B023
							duty=duty,
							field=field,
						)

	def test_the_fields_that_are_tried_are_all_that_a_form_changes(self):
		editable = {
			field.fieldname
			for field in frappe.get_meta(POSTING).fields
			if not field.read_only and field.fieldtype not in ("Column Break", "Section Break")
		}
		self.assertEqual(editable, {"user", "duty", "region", "agency", "from_date", "to_date", "phone"})

	def test_the_own_one_is_ended_and_handed_over_to_somebody_else(self):
		for duty in DUTIES:
			own = self.stored(duty, builders.VILLAGE, self.user, to_date=TOMORROW)
			with as_user(self.user), self.subTest(duty=duty):
				self.changed(own, {"to_date": today()}).save()
				frappe.get_doc(POSTING, own.name).hand_over(self.other, today(), "换届")


class TestAccountsOfEveryDuty(PostingRulesCase):
	def test_accounts_of_the_system_and_disabled_ones_get_none_in_any_way(self):
		disabled = self.user_with_all_roles(enabled=0)
		for duty, user in product(DUTIES, ("Administrator", "Guest", disabled)):
			stored = self.stored(duty, builders.VILLAGE)
			for actor in (self.administrators[builders.CITY], "Administrator"):
				with as_user(actor):
					for way in (
						lambda: self.posting(duty, builders.VILLAGE, user).insert(),  # noqa: B023
						lambda: self.changed(stored, {"user": user}).save(),  # noqa: B023
						lambda: stored.hand_over(user, today(), "换届"),  # noqa: B023
					):
						self.assert_refused(way, duty=duty, user=user, actor=actor)


class TestRolesOfEveryDuty(PostingRulesCase):
	def ends(self) -> Iterable[Callable[[Document], object]]:
		"""All ways in which somebody loses a posting."""
		return (
			lambda posting: self.changed(posting, {"to_date": YESTERDAY}).save(),
			lambda posting: frappe.delete_doc(POSTING, posting.name),
			lambda posting: self.changed(posting, {"user": self.other}).save(),
			lambda posting: self.changed(posting, _another_duty(posting.duty)).save(),
			lambda posting: posting.hand_over(self.other, today(), "换届"),
		)

	def test_a_posting_that_ends_takes_the_role_that_it_gave_and_no_other(self):
		ends = itertools.cycle(self.ends())
		# Whether the user had the role before, and whether an administrator of the city gives the posting.
		for number, duty in enumerate(DUTIES):
			self.assert_role_after(duty, next(ends), had_role=True)
			self.assert_role_after(duty, next(ends), had_role=bool(number % 2), by_city=bool(number % 2))

	def assert_role_after(self, duty: str, end: Callable, *, had_role: bool, by_city: bool = False) -> None:
		role = DUTIES[duty][0]
		able = [each for each in self.administrators if may(each, (duty, builders.VILLAGE))]
		giver = builders.CITY if by_city else max(able, key=lambda each: len(PLACES[each]))
		user = self.user_with_all_roles(without="" if had_role else role)
		before = set(frappe.get_roles(user))
		with as_user(self.administrators[giver]):
			posting = self.posting(duty, builders.VILLAGE, user).insert()
			self.assertEqual(set(frappe.get_roles(user)), before | {role})
		# An administrator of the city may end it in each way.
		with as_user(self.administrators[builders.CITY]):
			end(frappe.get_doc(POSTING, posting.name))
		withdraw_roles_of_ended_postings()
		stays = had_role and giver != builders.CITY
		with self.subTest(duty=duty, giver=PLACES[giver], had_role=had_role):
			self.assertEqual(set(frappe.get_roles(user)), before if stays else before - {role})


def _another_duty(duty: str) -> Change:
	"""A duty with another role."""
	return {"duty": "Helper" if duty != "Helper" else "Window Clerk"}
