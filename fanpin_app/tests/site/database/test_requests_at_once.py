"""What may happen once happens once, though several requests for it come at the same moment."""

from collections.abc import Callable
from typing import Any, NamedTuple

import frappe
from frappe.utils import today

from fanpin_app.assistance.api import plan_measures, start_elimination_review
from fanpin_app.assistance.cases import open_case
from fanpin_app.discovery.api import accept_application, record_visit_without_change
from fanpin_app.registry.api import record_household_leaving
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.workers import at_once, refuses_changed_rows
from fanpin_app.verification.api import start_check

MEASURE = "临时救助"
EXPECTED_REFUSALS = (frappe.ValidationError, frappe.QueryDeadlockError)


class Place(NamedTuple):
	"""What an operation may be about: names of documents of one household, and its officers."""

	household: str
	alert: str | None
	case: str | None
	application: str | None
	village: str
	town: str
	helper: str


class Operation(NamedTuple):
	"""`call` makes one document of `doctype` for the household; `is_repeatable`: again it returns the same."""

	call: Callable[[Place], Any]
	doctype: str
	needs: str | None = None
	by: str = "village"
	is_repeatable: bool = False


def _insert(doctype: str, **values) -> str:
	return frappe.get_doc({"doctype": doctype} | values).insert().name


OPERATIONS = {
	"check of an alert": Operation(lambda place: start_check(place.alert), "Risk Check", needs="alert"),
	"check by hand": Operation(
		lambda place: _insert("Risk Check", purpose="Inclusion", household=place.household), "Risk Check"
	),
	"review for elimination": Operation(
		lambda place: start_elimination_review(place.case), "Risk Check", needs="case"
	),
	"measures of a plan": Operation(
		lambda place: plan_measures(place.case, [MEASURE]),
		"Assistance Measure",
		needs="case",
		is_repeatable=True,
	),
	"visit without change": Operation(
		lambda place: record_visit_without_change(place.household), "Household Visit", is_repeatable=True
	),
	"case": Operation(
		lambda place: open_case(place.household, "Marginal", today(), "Imported").name,
		"Monitoring Case",
		by="Administrator",
	),
	"helper": Operation(
		lambda place: _insert(
			"Helper Pairing", household=place.household, helper=place.helper, from_date=today()
		),
		"Helper Pairing",
		by="town",
	),
	"alert reported by an officer": Operation(
		lambda place: _insert(
			"Risk Alert",
			household=place.household,
			risk="R1",
			source="Officer",
			reported_level="Yellow",
			reported_reason="住院",
		),
		"Risk Alert",
	),
	"alert of visits": Operation(
		lambda place: _insert(
			"Household Visit",
			household=place.household,
			visited_on=today(),
			findings=[{"risk": "R1", "level": "Yellow", "description": "住院"}],
		),
		"Risk Alert",
		is_repeatable=True,
	),
	"alert of an application": Operation(
		lambda place: accept_application(place.application), "Risk Alert", needs="application", by="town"
	),
	"leaving of a household": Operation(
		lambda place: record_household_leaving(place.household, "Moved Out", today(), "迁出"),
		"Registry Change",
		by="town",
	),
}


class TestRequestsAtOnce(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		builders.make_standard()
		cls.officers = {
			"village": builders.make_officer("Village Cadre", builders.VILLAGE),
			"town": builders.make_officer("Town Officer", builders.TOWN),
			"helper": builders.make_officer("Helper", builders.VILLAGE),
		}
		cls.places = {name: cls.place(operation) for name, operation in OPERATIONS.items()}

	@classmethod
	def place(cls, operation: Operation) -> Place:
		household, needs = builders.make_household().name, operation.needs
		return Place(
			household=household,
			alert=builders.make_alert(household).name if needs == "alert" else None,
			case=open_case(household, "Marginal", today(), "Imported").name if needs == "case" else None,
			application=builders.make_application(
				household=household, risks=[{"risk": "R1", "level": "Yellow"}]
			).name
			if needs == "application"
			else None,
			**cls.officers,
		)

	def test_each_operation_happens_once(self):
		for name, operation in OPERATIONS.items():
			with self.subTest(name):
				place = self.places[name]
				user = self.officers.get(operation.by, operation.by)
				answers = at_once(lambda: operation.call(place), user)  # noqa: B023
				frappe.db.rollback()
				made = frappe.get_all(operation.doctype, {"household": place.household}, pluck="name")
				self.assertEqual(len(made), 1, f"{made} {answers!r}")
				refused = [answer for answer in answers if isinstance(answer, Exception)]
				if operation.is_repeatable and not refuses_changed_rows():
					self.assertEqual(refused, [])
				self.assertTrue(operation.is_repeatable or len(refused) == 3, repr(answers))
				for refusal in refused:
					self.assertIsInstance(refusal, EXPECTED_REFUSALS)

	def test_a_posting_is_handed_over_once(self):
		leaving, coming = (builders.make_officer("Village Cadre", builders.VILLAGE) for _each in range(2))
		posting = frappe.db.get_value("Officer Posting", {"user": leaving})
		frappe.db.commit()
		answers = at_once(
			lambda: frappe.get_doc("Officer Posting", posting).hand_over(coming, today(), "换届"),
			"Administrator",
		)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Posting Handover", {"posting": posting}), 1, repr(answers))

	def test_a_region_has_one_income_line_from_a_day_on(self):
		answers = at_once(lambda: builders.make_standard(8100, effective_from="2026-01-01"), "Administrator")
		frappe.db.rollback()
		line = {"region": builders.VILLAGE, "effective_from": "2026-01-01"}
		self.assertEqual(frappe.db.count("Monitoring Standard", line), 1, repr(answers))

	def test_a_repeated_request_gets_the_same_document(self):
		for name in ("measures of a plan", "visit without change"):
			with self.subTest(name):
				household = builders.make_household().name
				case = open_case(household, "Marginal", today(), "Imported").name
				frappe.db.commit()
				place = self.places[name]._replace(household=household, case=case)
				answers = at_once(lambda: OPERATIONS[name].call(place), place.village)  # noqa: B023
				if refuses_changed_rows():
					answers = [
						answer for answer in answers if not isinstance(answer, frappe.QueryDeadlockError)
					]
				else:
					self.assertEqual(len(answers), 4)
				self.assertTrue(answers)
				self.assertEqual(answers, [answers[0]] * len(answers))
