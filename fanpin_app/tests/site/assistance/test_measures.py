import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.assistance import api
from fanpin_app.assistance.cases import open_case
from fanpin_app.assistance.proposals import plan_measures, propose_measures
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user

LABOUR = "乡村公益性岗位"
PROTECTION = "临时救助"


def case_of(household: str, **fields) -> str:
	return open_case(household, kind="Marginal", opened_on=today(), source="Imported", **fields).name


class TestMeasureTypes(TestCase):
	def test_every_group_of_the_field_has_a_measure(self):
		groups = frappe.get_meta("Measure Type").get_field("measure_group").options.split("\n")
		self.assertEqual(len(groups), 16)
		self.assertEqual(
			set(frappe.get_all("Measure Type", pluck="measure_group", distinct=True)), set(groups)
		)

	def test_every_risk_is_answered(self):
		answered = frappe.get_all("Measure Type Risk", pluck="risk", distinct=True)
		self.assertEqual(set(answered), set(frappe.get_all("Risk Type", pluck="name")))

	def test_every_risk_of_a_household_is_answered_without_labour(self):
		free = frappe.get_all("Measure Type", filters={"needs_labour": 0}, pluck="name")
		answered = frappe.get_all(
			"Measure Type Risk", filters={"parent": ("in", free)}, pluck="risk", distinct=True
		)
		self.assertEqual(set(answered), set(frappe.get_all("Risk Type", pluck="name")))


class TestProposals(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.household = builders.make_household().name
		builders.make_alert(self.household, risk="R5")
		self.case = case_of(self.household)

	def proposed(self) -> list[str]:
		with as_user(self.offices.village):
			return [proposal["measure_type"] for proposal in propose_measures(self.case)]

	def test_answer_the_unsolved_risks(self):
		with as_user(self.offices.village):
			proposals = propose_measures(self.case)
		self.assertIn(LABOUR, [proposal["measure_type"] for proposal in proposals])
		self.assertEqual({risk for proposal in proposals for risk in proposal["risks"]}, {"R5"})

	def test_fit_a_household_without_labour(self):
		household = frappe.get_doc("Household", self.household)
		household.members[0].labour_capacity = "No Labour Capacity"
		household.save()
		proposed = self.proposed()
		self.assertNotIn(LABOUR, proposed)
		self.assertIn(PROTECTION, proposed)

	def test_leave_out_what_the_plan_has(self):
		builders.make_measure(self.case, LABOUR)
		self.assertNotIn(LABOUR, self.proposed())

	def test_leave_out_what_an_administrator_disabled(self):
		frappe.get_doc("Measure Type", LABOUR).update({"enabled": 0}).save()
		self.assertNotIn(LABOUR, self.proposed())

	def test_are_empty_for_a_case_without_unsolved_risks(self):
		case = frappe.get_doc("Monitoring Case", self.case)
		case.risks[0].update({"resolved": 1, "resolution": "已就业"})
		case.save()
		self.assertEqual(self.proposed(), [])

	def test_become_planned_measures_when_chosen(self):
		with as_user(self.offices.village):
			names = plan_measures(self.case, [LABOUR, PROTECTION])
		planned = frappe.get_all(
			"Assistance Measure",
			filters={"name": ("in", names)},
			fields=["measure_type", "status", "risk", "region"],
			order_by="name asc",
		)
		self.assertEqual(
			[tuple(row.values()) for row in planned],
			[
				(LABOUR, "Planned", "R5", builders.VILLAGE),
				(PROTECTION, "Planned", "R5", builders.VILLAGE),
			],
		)

	def test_are_refused_to_an_officer_of_another_village(self):
		with as_user(self.offices.stranger):
			for method, args in ((propose_measures, ()), (plan_measures, ([LABOUR],))):
				with self.subTest(method.__name__), self.assertRaises(frappe.PermissionError):
					method(self.case, *args)

	def test_are_only_requested_by_post(self):
		for method in (api.propose_measures, api.plan_measures):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[method], ["POST"])


class TestAMeasure(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.household = builders.make_household().name
		self.case = case_of(self.household)

	def assert_refused(self, sentence: str, *args, **fields):
		with self.assertRaisesRegex(frappe.ValidationError, sentence):
			builders.make_measure(self.case, *args, **fields)

	def test_belongs_to_the_household_of_its_case(self):
		other = builders.make_household(builders.OTHER_VILLAGE).name
		measure = builders.make_measure(self.case, household=other, region=builders.OTHER_VILLAGE)
		self.assertEqual((measure.household, measure.region), (self.household, builders.VILLAGE))

	def test_of_another_village_s_case_is_refused(self):
		with as_user(self.offices.stranger), self.assertRaises(frappe.PermissionError):
			builders.make_measure(self.case)

	def test_that_needs_labour_is_refused_for_a_household_without(self):
		household = frappe.get_doc("Household", self.household)
		household.members[0].labour_capacity = "No Labour Capacity"
		household.save()
		self.assert_refused("needs labour", LABOUR)
		self.assertTrue(builders.make_measure(self.case, PROTECTION).name)

	def test_answers_the_risk_that_it_names(self):
		self.assert_refused("does not answer the risk", "自来水入户", risk="R1")

	def test_gets_the_unsolved_risk_that_it_answers(self):
		builders.make_alert(self.household, risk="R1")
		builders.make_alert(self.household, risk="R4")
		self.assertEqual(builders.make_measure(self.case, "自来水入户").risk, "R4")

	def test_of_a_negative_amount_is_refused(self):
		with self.assertRaises(frappe.NonNegativeError):
			builders.make_measure(self.case, amount=-1)

	def test_is_delivered_today_unless_another_day_is_given(self):
		measure = builders.make_measure(self.case, status="Delivered")
		self.assertEqual(getdate(measure.delivered_on), getdate(today()))

	def test_delivered_in_the_future_is_refused(self):
		self.assert_refused("in the future", status="Delivered", delivered_on=add_days(today(), 1))

	def test_delivered_before_it_started_is_refused(self):
		self.assert_refused(
			"before the measure started",
			status="Delivered",
			started_on=today(),
			delivered_on=add_days(today(), -1),
		)

	def test_delivered_keeps_its_result(self):
		measure = builders.make_measure(self.case, status="Under Way", result="待落实")
		measure.update({"result": "已落实", "status": "Delivered"}).save()
		for changes in ({"result": "未落实"}, {"result": None}, {"result": "未落实", "status": "Stopped"}):
			with self.assertRaisesRegex(frappe.ValidationError, "result of a measure"):
				frappe.get_doc("Assistance Measure", measure.name).update(changes).save()

	def test_with_a_day_of_delivery_is_delivered(self):
		self.assert_refused("the status is Delivered", status="Planned", delivered_on=today())


class TestFollowUps(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.case = case_of(builders.make_household().name)
		self.first, self.second = self.offices.village, self.offices.town
		with as_user(self.first):
			self.measure = builders.make_measure(
				self.case, follow_ups=[{"note": "已申请", "officer": self.second}]
			)

	def test_are_signed_by_whoever_writes_them(self):
		with as_user(self.second):
			measure = frappe.get_doc("Assistance Measure", self.measure.name)
			measure.follow_ups[0].officer = self.second
			measure.append("follow_ups", {"note": "已到账", "officer": self.first})
			measure.save()
		measure.reload()
		self.assertEqual([row.officer for row in measure.follow_ups], [self.first, self.second])

	def changed(self, change) -> None:
		"""Save the measure after `change` of it."""
		measure = frappe.get_doc("Assistance Measure", self.measure.name)
		change(measure)
		measure.save()

	def test_are_corrected_by_their_officer_only(self):
		for change in (
			lambda measure: measure.follow_ups[0].update({"note": "未申请"}),
			lambda measure: measure.follow_ups[0].update({"date": add_days(today(), -1)}),
			lambda measure: measure.set("follow_ups", []),
			lambda measure: measure.set("follow_ups", [{"note": "未申请"}]),
		):
			with as_user(self.second), self.assertRaisesRegex(frappe.ValidationError, "Follow-ups, row 1"):
				self.changed(change)
			frappe.db.savepoint("corrected")
			with as_user(self.first):
				self.changed(change)
			frappe.db.rollback(save_point="corrected")

	def test_are_corrected_by_nobody_when_the_case_is_closed(self):
		frappe.db.set_value("Monitoring Case", self.case, {"status": "Eliminated", "closed_on": today()})
		for user in (self.first, self.second, "Administrator"):
			with as_user(user), self.assertRaisesRegex(frappe.ValidationError, "Follow-ups, row 1"):
				self.changed(lambda measure: measure.follow_ups[0].update({"note": "未申请"}))
			with as_user(user), self.assertRaisesRegex(frappe.ValidationError, "Follow-ups, row 1"):
				self.changed(lambda measure: measure.set("follow_ups", []))

	def test_in_the_future_are_refused(self):
		self.measure.append("follow_ups", {"note": "明日走访", "date": add_days(today(), 1)})
		with self.assertRaisesRegex(frappe.ValidationError, "Follow-ups, row 2"):
			self.measure.save()


class TestMeasuresOfAClosedCase(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.case = case_of(builders.make_household().name)
		self.measure = builders.make_measure(self.case, status="Delivered")
		frappe.db.set_value("Monitoring Case", self.case, {"status": "Eliminated", "closed_on": today()})

	def test_no_new_one_is_accepted(self):
		with self.assertRaisesRegex(frappe.ValidationError, "only take follow-ups"):
			builders.make_measure(self.case)

	def test_what_was_delivered_is_not_changed(self):
		self.measure.amount = 5000
		with self.assertRaisesRegex(frappe.ValidationError, "only take follow-ups"):
			self.measure.save()

	def test_its_result_is_only_added(self):
		self.measure.update({"result": "已还清"}).save()
		self.measure.result = "未还清"
		with self.assertRaisesRegex(frappe.ValidationError, "result of a measure"):
			self.measure.save()

	def test_a_running_loan_is_followed_up(self):
		self.measure.append("follow_ups", {"note": "贷款按期还息"})
		self.measure.save()
		self.assertEqual(len(self.measure.follow_ups), 1)
