"""A meeting from its agenda to a task that is done, the scheme's acknowledgement, and posters, in a real browser."""

import frappe
from frappe.utils import add_days, now_datetime, today

from fanpin_app.tests.site.assistance.test_measures import case_of
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_alert, make_household, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.coordination import make_group, make_meeting, make_policy

SUBJECT = "核实超时预警并回访农户"
RESULT = "已逐户回访，预警已响应"
MINUTES = "研究超时预警和部门报送，议定一项工作。"


class TestAMeeting(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		household = make_household(VILLAGE, members=[member(member_name="林守业")])
		alert = make_alert(household.name)
		alert.db_set("response_due", add_days(now_datetime(), -2))
		case_of(make_household(VILLAGE, members=[member(member_name="陈受助")]).name)
		cls.alert, cls.group = alert.name, make_group()
		cls.meeting = make_meeting(cls.group.name)
		cls.policy = make_policy()
		cls.town = make_officer("Town Officer", TOWN)
		cls.village = make_officer("Village Cadre", VILLAGE)
		for user in (cls.town, cls.village):
			give_password(user)

	def stored(self, doctype: str, **filters):
		frappe.db.rollback()
		return frappe.get_last_doc(doctype, filters)

	def test_from_the_agenda_to_a_task_that_is_done(self):
		with chromium() as browser:
			town = Desk(browser, self.town)
			self.open_agenda(town)
			decision = self.decide(town)
			self.hold(town)
			self.carry_out(Desk(browser, self.village, PHONE), decision)
			self.see_result(town, decision)

	def open_agenda(self, desk: Desk) -> None:
		desk.open_form("Coordination Meeting", self.meeting.name)
		desk.page.wait_for_selector(f"[data-fieldname='agenda_figures'] a:has-text('{zh('Overdue Alerts')}')")
		desk.take_screenshot("coordination-meeting")
		desk.page.click(f"[data-fieldname='agenda_figures'] a:has-text('{zh('Overdue Alerts')}')")
		desk.wait_until("() => window.cur_list?.doctype === 'Risk Alert' && cur_list.data.length")
		desk.wait_for_requests()
		self.assertEqual(desk.rows(), [self.alert])
		desk.take_screenshot("coordination-overdue-alerts")

	def decide(self, desk: Desk) -> str:
		desk.open_form("Coordination Meeting", self.meeting.name)
		desk.click_button("Add Decision")
		desk.wait_until("() => window.cur_frm?.doctype === 'Meeting Decision'")
		desk.fill(subject=SUBJECT, due_on=add_days(today(), 7), office=VILLAGE, responsible=self.village)
		desk.wait_until("() => !cur_frm.is_new()")
		desk.take_screenshot("coordination-decision")
		return desk.page.evaluate("() => cur_frm.doc.name")

	def hold(self, desk: Desk) -> None:
		desk.open_form("Coordination Meeting", self.meeting.name)
		desk.fill(status="Took Place", chaired_by="陈组长", minutes=MINUTES)
		self.assertEqual(self.stored("Coordination Meeting", name=self.meeting.name).status, "Took Place")
		desk.take_screenshot("coordination-meeting-held")

	def carry_out(self, desk: Desk, decision: str) -> None:
		task = self.stored("ToDo", reference_name=decision)
		self.assertEqual((task.allocated_to, task.status), (self.village, "Open"))
		desk.open_list("Meeting Decision")
		self.assertEqual(desk.rows(), [decision])
		desk.take_screenshot("coordination-decisions-phone")
		desk.open_form("Meeting Decision", decision)
		desk.take_screenshot("coordination-decision-phone")
		desk.page.evaluate(
			"(label) => Object.entries(cur_frm.custom_buttons).find(([text]) => text === label)[1].click()",
			zh("Done"),
		)
		desk.page.fill(".modal:visible textarea", RESULT)
		desk.page.click(".modal:visible .btn-primary:visible")
		desk.wait_until("() => cur_frm.doc.status === 'Done'")
		desk.take_screenshot("coordination-decision-done-phone")
		self.assertEqual(desk.errors, [])

	def see_result(self, desk: Desk, decision: str) -> None:
		done = self.stored("Meeting Decision", name=decision)
		self.assertEqual((done.result, done.closed_by), (RESULT, self.village))
		self.assertEqual(self.stored("ToDo", reference_name=decision).status, "Closed")
		desk.open_form("Meeting Decision", decision)
		desk.reload()
		desk.page.wait_for_selector(f"text={RESULT}")
		self.assertEqual(desk.errors, [])

	def test_a_town_acknowledges_the_scheme(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Policy Document", self.policy.name)
			desk.page.wait_for_selector(
				f"[data-fieldname='acknowledgements'] :text('{zh('Not yet acknowledged')}')"
			)
			desk.take_screenshot("policy-document")
			desk.click_button("Acknowledge Document")
			desk.page.wait_for_selector(
				f"[data-fieldname='acknowledgements'] :text('{zh('Not yet acknowledged')}')", state="detached"
			)
			made = self.stored("Policy Acknowledgement", policy=self.policy.name)
			self.assertEqual((made.region, made.acknowledged_by), (TOWN, self.town))
			self.assertEqual(desk.errors, [])

	def test_a_group_is_shown_as_of_a_day(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_form("Leading Group", self.group.name)
			desk.page.wait_for_selector("[data-fieldname='composition'] td:has-text('陈组长')")
			desk.take_screenshot("leading-group")
			self.assertEqual(desk.errors, [])

	def test_posters_are_shown_as_pictures(self):
		posters = (
			"leading_group",
			"monitoring_flow",
			"situations",
			"tiered_flow",
			"tiered_mechanism",
			"households",
		)
		with chromium() as browser:
			desk = Desk(browser, self.town)
			desk.open_route("posters")
			for poster in posters:
				desk.page.evaluate("(name) => cur_page.page.page.fields_dict.poster.set_value(name)", poster)
				desk.wait_for_requests()
				desk.wait_until(
					"() => { const image = document.querySelector('.poster-sheets img');"
					" return image && image.complete && image.naturalWidth > 0; }"
				)
				desk.take_screenshot(f"poster-{poster}")
			self.assertEqual(desk.errors, [])

	def test_posters_fit_a_phone(self):
		with chromium() as browser:
			desk = Desk(browser, self.town, PHONE)
			desk.open_route("posters")
			desk.page.wait_for_selector(".poster-sheets img")
			width = desk.page.evaluate("() => document.querySelector('.poster-sheets img').clientWidth")
			self.assertLessEqual(width, PHONE["width"])
			desk.take_screenshot("poster-phone")
			self.assertEqual(desk.errors, [])
