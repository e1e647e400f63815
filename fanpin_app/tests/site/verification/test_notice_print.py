"""The public notice and the record of the appraisal, as the PDFs that are printed."""

from datetime import date, timedelta

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.utils import add_days, getdate, today

from fanpin_app.printing import frappe_pdf
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.pdf import pictures_of, sizes_of, text_of
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user, review_fields
from fanpin_app.tests.support.security.files import picture
from fanpin_app.verification.public_notice.prints import check_appraisal, check_notice

NOTICE, APPRAISAL = "公示", "民主评议记录"
# Values of these fields are on the notice, or are words of a list.
PUBLIC = ("notice_from", "notice_to", "head_name")
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Phone")
FIRST_NUMBER, FIRST_DAY = 7654000, date(1931, 1, 1)


def set_policy(**settings) -> None:
	frappe.get_doc("Check Policy").update(settings).save()


class PrintTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe_pdf.install()

	def review(self, name: str = "林公示", **fields):
		"""A check of a household whose village has filled its fields."""
		household = builders.make_household(members=[builders.member(member_name=name)]).name
		check = self.offices.start(household)
		return apply_action(self.offices.village, check, None, **(review_fields(check) | fields))

	def printed(self, check, print_format: str) -> bytes:
		with as_user(self.offices.village):
			return frappe.get_print("Risk Check", check.name, print_format, as_pdf=True, no_letterhead=1)


class TestNotice(PrintTestCase):
	def test_it_says_who_is_proposed_as_what_and_until_when(self):
		check = self.review(notice_from="2026-11-02", notice_to="2026-11-09")
		check.db_set("suggested_kind", "Marginal")
		set_policy(objections_to="镇政府一楼，电话 0754-1234")
		content = self.printed(check, NOTICE)
		text = text_of(content)
		for shown in ("林**", "Marginal", "2026年11月2日至2026年11月9日", "镇政府一楼，电话0754-1234"):
			self.assertIn(shown, text)
		self.assertIn(frappe.db.get_value("Administrative Region", check.region, "full_name"), text)
		self.assertEqual(sizes_of(content), [(210, 297)])

	def test_names_are_masked_unless_the_policy_shows_them(self):
		check = self.review()
		self.assertNotIn("林公示", text_of(self.printed(check, NOTICE)))
		set_policy(notice_names="Full")
		self.assertIn("林公示", text_of(self.printed(check, NOTICE)))

	def test_checks_of_a_village_with_the_same_days_are_on_one_notice(self):
		check, other = self.review("林一"), self.review("陈二")
		self.review("黄三", notice_from=add_days(today(), -20), notice_to=add_days(today(), -10))
		refused = self.review("吴四")
		self.offices.review(refused, "Reject", refusal_reason="收入稳定")
		with as_user(self.offices.village):
			heads = [row["head"] for row in check_notice(check.name)["households"]]
		self.assertEqual(heads, ["林*", "陈*"])
		self.assertEqual(other.notice_to, check.notice_to)

	def test_a_notice_without_days_leaves_room_for_them(self):
		check = self.review(notice_from=None, notice_to=None)
		self.assertIn("____年__月__日", text_of(self.printed(check, NOTICE)))

	def test_an_officer_of_another_village_is_given_neither(self):
		check = self.review()
		for asked in (check_notice, check_appraisal):
			with as_user(self.offices.stranger), self.assertRaises(frappe.PermissionError):
				asked(check.name)


class TestPrivateValues(PrintTestCase):
	def test_a_notice_has_no_private_value_of_check_household_and_members(self):
		check = self.review()
		secrets = self.fill(check) + self.fill(frappe.get_doc("Household", check.household))
		self.assertGreater(len(secrets), 50)
		for names in ("Masked", "Full"):
			set_policy(notice_names=names)
			text = text_of(self.printed(check, NOTICE))
			self.assertIn("林", text)
			shown = [secret for secret in secrets if secret in text]
			self.assertEqual(shown, [])
			for name in (check.name, check.household):
				self.assertNotIn(name, text)

	def fill(self, document) -> list[str]:
		"""Fill every field of the document and its rows with a recognisable value; returns these as they are printed."""
		for field in document.meta.get_table_fields():
			if not document.get(field.fieldname):
				row = document.append(field.fieldname, {})
				row.set_new_name()
				row.db_insert()
		rows = [document, *document.get_all_children()]
		return [secret for number, row in enumerate(rows) for secret in self.fill_row(row, number * 100)]

	def fill_row(self, row, first: int) -> list[str]:
		secrets = []
		for number, field in enumerate(row.meta.fields, first):
			if field.fieldtype in (*no_value_fields, *table_fields) or field.fieldname in PUBLIC:
				continue
			if field.fieldtype in TEXTS:
				value = printed = f"ZQ{FIRST_NUMBER + number}"
			elif field.fieldtype in ("Int", "Currency", "Float"):
				value, printed = FIRST_NUMBER + number, str(FIRST_NUMBER + number)
			elif field.fieldtype == "Date":
				value = FIRST_DAY + timedelta(days=number)
				printed = f"{value.year}年{value.month}月{value.day}日"
			else:
				continue
			frappe.db.set_value(row.doctype, row.name, field.fieldname, value, update_modified=False)
			secrets.append(printed)
		return secrets


class TestRecordOfTheAppraisal(PrintTestCase):
	def test_it_says_who_met_where_how_they_voted_and_what_was_said(self):
		check = self.review(
			appraised_on="2026-11-01",
			appraisal_place="村委会二楼",
			appraisal_minutes="一、主任说明情况。\n二、代表发言<同意>。",
			votes_present=9,
			votes_for=6,
			votes_against=2,
		)
		check.db_set("appraised_on", getdate("2026-11-01"))
		text = text_of(self.printed(check, APPRAISAL))
		for shown in (
			*("林公示", "2026年11月1日", "村委会二楼", "9人", "赞成6票，反对2票，弃权1票", "Passed"),
			*("主任说明情况", "代表发言<同意>", "主持人签名", "visitedthehouseholdalone"),
		):
			self.assertIn(shown, text)

	def test_it_shows_the_photo_if_photos_are_taken(self):
		set_policy(appraisal_photo=1)
		check = self.review()
		with as_user(self.offices.village):
			photo = frappe.get_doc(
				doctype="File",
				file_name="meeting.png",
				content=picture(),
				is_private=1,
				attached_to_doctype="Risk Check",
				attached_to_name=check.name,
			).insert()
		check = apply_action(self.offices.village, check, None, appraisal_photo=photo.file_url)
		self.assertEqual(pictures_of(self.printed(check, APPRAISAL)), [(20, 20)])
