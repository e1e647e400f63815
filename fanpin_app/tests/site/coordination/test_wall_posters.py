"""Posters drawn from the configuration of a site, and who may draw them."""

from unicodedata import normalize
from xml.etree import ElementTree

import frappe

from fanpin_app.coordination.api import download_poster, get_poster, get_poster_choices
from fanpin_app.coordination.posters import catalogue
from fanpin_app.permissions.postings import AGENCY_DUTY
from fanpin_app.tests.site.assistance.test_measures import case_of
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_officer,
	make_region,
	member,
)
from fanpin_app.tests.support.coordination import make_group
from fanpin_app.tests.support.pdf import sizes_of
from fanpin_app.tests.support.pdf import text_of as text_of_pdf
from fanpin_app.tests.support.procedure import as_user

TEXT = "{http://www.w3.org/2000/svg}text"


def text_of(poster: str, region: str = TOWN, day: str | None = None) -> str:
	"""All text of a poster, without spaces and line breaks."""
	roots = map(ElementTree.fromstring, get_poster(poster, region, day))
	return "".join("".join((node.text or "").split()) for root in roots for node in root.iter(TEXT))


class TestPosters(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)

	def test_every_poster_is_drawn_where_nothing_is_registered(self):
		for poster in catalogue.POSTERS:
			with self.subTest(poster):
				self.assertIn(
					frappe.db.get_value("Administrative Region", TOWN, "region_name"), text_of(poster)
				)

	def test_a_group_has_its_members_and_units_of_the_day(self):
		make_group(
			TOWN,
			{"member_name": "前组长", "unit": "镇党委", "group_role": "Group Head", "to_date": "2026-06-30"},
			{
				"member_name": "现组长",
				"unit": "镇政府",
				"post": "镇长",
				"duties": "全面负责",
				"group_role": "Group Head",
				"from_date": "2026-07-01",
			},
		)
		make_officer("First Secretary", VILLAGE)
		shown = text_of("leading_group", day="2026-07-01")
		for text in ("测试镇防返贫领导小组", "现组长", "镇政府镇长", "全面负责"):
			self.assertIn(text, shown)
		self.assertNotIn("前组长", shown)
		self.assertIn("前组长", text_of("leading_group", day="2026-06-30"))

	def test_the_two_kinds_of_groups_have_a_poster_each(self):
		make_group(group_name="监测专班", group_kind="Monitoring Leading Group")
		self.assertIn("监测专班", text_of("monitoring_leading_group"))
		self.assertNotIn("监测专班", text_of("leading_group"))

	def test_a_new_level_is_on_both_posters(self):
		frappe.get_doc(
			doctype="Alert Level",
			level_name="橙色",
			level_order=9,
			colour="#F76707",
			leading_tier="Town",
			closing_tier="District",
			first_response_hours=48,
			hours_count_as="Clock Hours",
			meaning="较重风险",
		).insert()
		for poster in ("tiered_flow", "tiered_mechanism"):
			shown = text_of(poster)
			for text in ("橙色", "较重风险", "48"):
				self.assertIn(text, shown)
			self.assertIn("#F76707", get_poster(poster, TOWN)[0])

	def test_a_new_step_is_on_the_flow_and_in_the_mechanism_in_its_place(self):
		frappe.get_doc(doctype="Workflow State", workflow_state_name="市级复核").insert()
		workflow = frappe.get_doc("Workflow", "Risk Check")
		workflow.append(
			"states",
			{
				"state": "市级复核",
				"doc_status": "0",
				"allow_edit": "District Officer",
				"update_field": "stage",
				"update_value": "District Determination",
			},
		)
		for transition in workflow.transitions:
			if (transition.state, transition.action) == ("District Determination", "Approve"):
				transition.next_state = "市级复核"
		workflow.append(
			"transitions",
			{
				"state": "市级复核",
				"action": "Approve",
				"next_state": "Approved",
				"allowed": "District Officer",
			},
		)
		workflow.save()
		flow = text_of("monitoring_flow")
		self.assertIn("5.市级复核", flow)
		self.assertIn("市级复核", text_of("tiered_mechanism"))

	def test_situations_are_those_in_force(self):
		title = "测试情形甲"
		situation = frappe.get_doc(
			doctype="Exclusion Situation", title=title, situation_no=99, effective_from="2026-06-01"
		).insert()
		self.assertIn(title, text_of("situations", day="2026-06-01"))
		self.assertNotIn(title, text_of("situations", day="2026-05-31"))
		situation.update({"enabled": 0}).save()
		self.assertNotIn(title, text_of("situations", day="2026-06-01"))

	def test_markup_in_settings_is_text(self):
		situation = frappe.get_doc(doctype="Exclusion Situation", title="甲", situation_no=98).insert()
		stored = {"title": "</text><script>alert(1)</script>"}
		frappe.db.set_value("Exclusion Situation", situation.name, stored)
		[sheet, *_more] = get_poster("situations", TOWN)
		self.assertNotIn("<script", sheet)


class TestTheListOfHouseholds(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.number = make_id_number()
		self.household = make_household(
			VILLAGE,
			members=[member(member_name="林守业", id_number=self.number, health="Serious Illness")],
			phone="13800135678",
			address="榕树巷七号",
		)
		self.case = case_of(self.household.name)

	def test_names_are_masked_and_nothing_private_is_shown(self):
		shown = text_of("households")
		self.assertIn("林**", shown)
		for private in (
			"林守业",
			self.number,
			self.number[-4:],
			"13800135678",
			"5678",
			"榕树巷",
			"Illness",
			"大病",
		):
			self.assertNotIn(private, shown)

	def test_it_holds_the_households_of_the_region_on_the_day(self):
		case_of(make_household(VILLAGE_OF_OTHER_TOWN, members=[member(member_name="邻镇人")]).name)
		self.assertNotIn("邻**", text_of("households"))
		self.assertIn("邻**", text_of("households", DISTRICT))
		opened = frappe.db.get_value("Monitoring Case", self.case, "opened_on")
		self.assertNotIn("林**", text_of("households", day=str(frappe.utils.add_days(opened, -1))))


class TestPaper(TestCase):
	def test_a_pdf_has_a_page_of_a3_for_each_sheet_and_all_its_text(self):
		make_region(VILLAGE)
		make_group()
		for poster in catalogue.POSTERS:
			with self.subTest(poster):
				download_poster(poster, TOWN)
				self.assertEqual(frappe.response.type, "pdf")
				content = frappe.response.filecontent
				self.assertEqual(sizes_of(content), [(420, 297)] * len(get_poster(poster, TOWN)))
				# A PDF has one glyph for “ffi”.
				self.assertEqual(
					*(sorted(normalize("NFKC", text)) for text in (text_of_pdf(content), text_of(poster)))
				)


class TestWhoDrawsThem(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		make_region(OTHER_TOWN)

	def test_officers_of_the_town_and_above_draw_those_of_their_regions(self):
		for duty, region, own in (
			("Town Officer", TOWN, TOWN),
			("District Officer", DISTRICT, DISTRICT),
			("City Officer", CITY, CITY),
		):
			with self.subTest(duty), as_user(make_officer(duty, region)):
				self.assertEqual(get_poster_choices()["region"], own)
				for poster in catalogue.POSTERS:
					self.assertTrue(get_poster(poster, TOWN))

	def test_all_others_are_refused(self):
		agency = frappe.get_all("Sector Agency", pluck="name", limit=1)[0]
		officers = {
			"village": make_officer("Village Cadre", VILLAGE),
			"clerk": make_officer("Window Clerk", TOWN),
			"helper": make_officer("Helper", TOWN),
			"agency": make_officer(AGENCY_DUTY, DISTRICT, agency=agency),
		}
		for label, user in officers.items():
			with self.subTest(label), as_user(user):
				self.assertRaises(frappe.PermissionError, get_poster_choices)
				for poster in catalogue.POSTERS:
					self.assertRaises(frappe.PermissionError, get_poster, poster, TOWN)
					self.assertRaises(frappe.PermissionError, download_poster, poster, TOWN)

	def test_another_region_and_a_part_of_a_code_are_refused(self):
		with as_user(make_officer("Town Officer", TOWN)):
			for region in (OTHER_TOWN, DISTRICT, CITY, "449913101", "", "%"):
				with self.subTest(region):
					self.assertRaises(frappe.PermissionError, get_poster, "households", region)

	def test_an_unknown_poster_is_refused(self):
		self.assertRaises(frappe.ValidationError, get_poster, "nothing", TOWN)
