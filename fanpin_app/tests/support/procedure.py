"""The three steps of a check, each by its own officer, as on the desk."""

from contextlib import contextmanager

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, today

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.base import TestCase

MONTHS_AGO = 7
# Help first after a disaster: the initial values of such a check, the village's findings, and the papers it owes.
GREEN_LANE = {"green_lane": "Disaster", "green_lane_reason": "台风"}
FINDINGS = {"visited_on": today(), "village_opinion": "台风掀了屋顶，当日安置"}
PAPERS = {
	"votes_present": 9,
	"votes_for": 8,
	"votes_against": 1,
	"notice_from": today(),
	"notice_to": add_days(today(), 7),
}


def seven_months_ago() -> str:
	return add_months(today(), -MONTHS_AGO)


@contextmanager
def as_user(user: str):
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


class OfficesTestCase(TestCase):
	"""Tests of a class that share three officers, because creating users takes most of the time."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		builders.make_standard(8000)
		cls.offices = Offices()

	def setUp(self) -> None:
		super().setUp()
		frappe.db.savepoint("before_test")

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="before_test")
		# Unlike a full rollback, rolling back to a save point does not clear the caches.
		frappe.db.after_rollback.run()


class Offices:
	"""A village cadre, a town officer and a district officer, posted to the test village's regions, and a stranger."""

	def __init__(self) -> None:
		self.stranger = builders.make_officer("Village Cadre", builders.OTHER_VILLAGE)
		self.village = builders.make_officer("Village Cadre", builders.VILLAGE)
		self.town = builders.make_officer("Town Officer", builders.TOWN)
		self.district = builders.make_officer("District Officer", builders.DISTRICT)

	def start(self, household: str, **fields):
		"""A check that the village starts today."""
		self.authorise(household)
		return start(self.village, household, **fields)

	def authorise(self, household: str) -> None:
		"""The household authorises agencies to compare its data, if it has not yet."""
		if not frappe.db.exists("Data Authorization", {"household": household}):
			with as_user(self.village):
				builders.make_authorization(household)

	def review(self, check, action: str = "Submit to Town", **fields):
		self.authorise(check.household)
		return apply_action(self.village, check, action, **(review_fields(check) | fields))

	def verify(self, check, action: str = "Submit to District", **fields):
		return apply_action(self.town, check, action, **({"town_opinion": "情况属实"} | fields))

	def determine(self, check, action: str = "Approve", **fields):
		return apply_action(self.district, check, action, **fields)

	def to_district(self, check):
		return self.verify(self.review(check))

	def include(self, household: str, kind: str = "Sudden Hardship", **fields) -> str:
		"""The open case of a household that was included seven months ago; returns its name."""
		day = seven_months_ago()
		check = self.to_district(self.start(household, **({"started_on": day} | fields)))
		self.determine(check, determined_kind=kind, district_opinion="综合研判", decided_on=day)
		return frappe.db.get_value("Monitoring Case", {"inclusion_check": check.name})

	def start_elimination(self, case: str):
		"""An elimination check of the case, at the district."""
		from fanpin_app.assistance.elimination.review import start_elimination_review

		with as_user(self.village):
			check = frappe.get_doc("Risk Check", start_elimination_review(case))
		return self.to_district(check)


def start(user: str, household: str, **fields):
	"""A check that `user` starts today."""
	with as_user(user):
		return frappe.get_doc({"doctype": "Risk Check", "household": household} | fields).insert()


def apply_action(user: str, check, action: str | None, **fields):
	"""Write the fields and apply the action (None: only write) as `user`; returns the stored check."""
	with as_user(user):
		doc = frappe.get_doc("Risk Check", check.name)
		if fields:
			doc.update(fields)
			doc.save()
		if action:
			apply_workflow(doc.as_json(), action)
	return frappe.get_doc("Risk Check", check.name)


def review_fields(check) -> dict:
	"""The village's fields: the visit, the votes, and a notice that ended before the check was decided."""
	last = min(str(check.started_on), add_days(today(), -1))
	return {
		"visited_on": check.started_on,
		"village_opinion": "家中一人大病，支出骤增",
		"votes_present": 9,
		"votes_for": 8,
		"votes_against": 1,
		"notice_from": add_days(last, -6),
		"notice_to": last,
	}


def resolve_risks(case: str) -> None:
	"""Mark all risks of a case as solved."""
	doc = frappe.get_doc("Monitoring Case", case)
	for row in doc.risks:
		row.update({"resolved": 1, "resolution": "已落实救助"})
	doc.save()
