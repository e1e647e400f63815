"""The public pages as anonymous visitors use them, over HTTP."""

import re

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.discovery.applications.decisions import answer
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_application,
	make_household,
	make_id_number,
	make_officer,
	make_pdf,
	make_photo,
	make_region,
	set_service_window,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

APPLY, PROGRESS = "/apply-for-help", "/application-progress"
PHONE = "13800131234"
PDF = make_pdf()


class PublicTestCase(CommittedTestCase):
	"""Each test begins with unused hourly limits."""

	@classmethod
	def make_data(cls) -> None:
		make_region(VILLAGE, name="沙溪村")
		make_region(OTHER_VILLAGE, name="停用村")
		frappe.db.set_value("Administrative Region", OTHER_VILLAGE, "disabled", 1)
		frappe.db.set_value("Risk Type", "R8", "offered_to_applicants", 0)
		cls.household = make_household(VILLAGE)
		cls.known = cls.household.members[0].id_number
		cls.clerk = make_officer("Window Clerk", VILLAGE[:9] + "000")
		set_service_window(answer_within_days=5)
		cls.addClassCleanup(cls.forget_settings)

	@staticmethod
	def forget_settings() -> None:
		frappe.db.delete("Singles", {"doctype": "Service Window"})
		frappe.db.commit()
		frappe.clear_document_cache("Service Window", "Service Window")

	def setUp(self) -> None:
		super().setUp()
		self.client_address = "198.51.100.7"
		frappe.cache.delete_keys("fanpin_requests:")

	def set_window(self, **settings) -> None:
		before = {name: frappe.get_doc("Service Window").get(name) for name in settings}
		set_service_window(**settings)
		frappe.db.commit()
		self.addCleanup(lambda: (set_service_window(**before), frappe.db.commit()))

	def get(self, path: str, **params) -> requests.Response:
		return requests.get(get_url(path), params=params, headers=self.headers(), timeout=60)

	def post(self, path: str, data: dict, files: list | None = None, **headers) -> requests.Response:
		sent = self.headers() | headers
		return requests.post(get_url(path), data=data, files=files, headers=sent, timeout=60)

	def headers(self) -> dict:
		return {"X-Forwarded-For": self.client_address, "Accept-Language": "en-US"}

	def apply(self, files: list | None = None, **fields) -> requests.Response:
		values = {
			"applicant_name": "林求助",
			"id_number": make_id_number(),
			"phone": PHONE,
			"region": VILLAGE,
			"request": "住院花了九千元",
			"risks": ["R1"],
			"consent": "1",
		} | fields
		return self.post(APPLY, {key: value for key, value in values.items() if value is not None}, files)

	def look_up(self, receipt: str, digits: str = PHONE[-4:]) -> requests.Response:
		return self.post(PROGRESS, {"receipt": receipt, "last_digits": digits})

	def receipt_in(self, response: requests.Response) -> str:
		self.assertEqual(response.status_code, 200, response.text[-2000:])
		[number] = re.findall(r'class="number">([\d ]+)<', response.text)
		return number.replace(" ", "")

	def application(self, receipt: str):
		frappe.db.rollback()
		return frappe.get_doc("Service Application", receipt)

	def applications(self) -> int:
		frappe.db.rollback()
		return frappe.db.count("Service Application")

	def assert_refused(self, response: requests.Response, sentence: str, before: int) -> None:
		self.assertEqual(response.status_code, 422)
		self.assertIn(sentence, response.text)
		self.assertNotIn('class="number"', response.text)
		self.assertEqual(self.applications(), before)


class TestApplying(PublicTestCase):
	def test_an_application_is_kept_with_a_receipt(self):
		number = make_id_number()
		receipt = self.receipt_in(self.apply(id_number=number, risks=["R1", "R5", "R8", "nonsense"]))
		application = self.application(receipt)
		self.assertEqual((application.source, application.status), ("Web", "Received"))
		self.assertEqual(application.region, VILLAGE)
		self.assertEqual([row.risk for row in application.risks], ["R1", "R5"])
		self.assertEqual(application.id_number, number)
		self.assertEqual(application.household, None)

	def test_the_page_is_in_chinese_without_scripts_and_not_cached(self):
		page = self.get(APPLY, town=VILLAGE[:9] + "000")
		self.assertIn('lang="zh-CN"', page.text)
		self.assertIn("提交申请", page.text)
		self.assertNotIn("<script", page.text)
		self.assertIn("no-store", page.headers.get("Cache-Control", ""))

	def test_only_villages_in_use_are_shown_and_only_their_names(self):
		page = self.get(APPLY, town=VILLAGE[:9] + "000").text
		self.assertIn("沙溪村", page)
		self.assertNotIn("停用村", page)
		self.assertNotIn(self.household.head_name, page)

	def test_a_village_out_of_use_or_no_village_is_refused(self):
		before = self.applications()
		for region in (OTHER_VILLAGE, VILLAGE[:9] + "000", "x"):
			self.assert_refused(self.apply(region=region), "请选择申请人所在的村", before)

	def test_each_field_that_is_needed_is_asked_for_and_the_rest_stays_filled_in(self):
		before = self.applications()
		for field in ("applicant_name", "id_number", "phone", "region", "request"):
			response = self.apply(**{field: "", "address": "三组 8 号"})
			self.assert_refused(response, "请填写", before)
			self.assertIn("三组 8 号", response.text)

	def test_wrong_numbers_and_no_consent_are_refused(self):
		before = self.applications()
		number = make_id_number()
		wrong = f"{number[:-1]}{'1' if number[-1] != '1' else '2'}"
		self.assert_refused(self.apply(id_number=wrong), "证件号码不正确", before)
		self.assert_refused(self.apply(phone="12345"), "电话号码不正确", before)
		self.assert_refused(self.apply(consent=None), "请勾选同意", before)

	def test_what_is_typed_is_shown_again_as_plain_text(self):
		response = self.apply(applicant_name='"><script>alert(1)</script>', id_number="")
		self.assertNotIn("<script>alert", response.text)

	def test_a_form_that_is_sent_twice_is_one_application(self):
		first, second = (self.receipt_in(self.apply(submission="a" * 40)) for _ in range(2))
		self.assertEqual(first, second)

	def test_a_form_filled_in_by_a_machine_makes_no_application_and_gets_the_same_answer(self):
		before = self.applications()
		response = self.apply(website="http://example.com")
		self.assertRegex(self.receipt_in(response), r"^\d{12}$")
		self.assertEqual(self.applications(), before)

	def test_reading_the_page_writes_nothing(self):
		before = self.applications()
		self.get(APPLY, applicant_name="林求助", region=VILLAGE, consent="1", request="x", phone=PHONE)
		self.assertEqual(self.applications(), before)

	def test_an_administrator_closes_the_page(self):
		self.set_window(open_to_public=0)
		before = self.applications()
		self.assertIn("暂不接受网上申请", self.get(APPLY).text)
		self.assert_refused(self.apply(), "暂不接受网上申请", before)


class TestFilesOfStrangers(PublicTestCase):
	def files_of(self, receipt: str) -> list:
		return frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Service Application", "attached_to_name": receipt},
			fields=["name", "file_url", "is_private", "file_name"],
			order_by="file_name",
		)

	def sent(self, *files: tuple[str, bytes]) -> list:
		return [("files", (name, content, "image/jpeg")) for name, content in files]

	def test_photos_and_pdf_files_are_kept_privately(self):
		files = self.sent(("../../a.html", make_photo(64, 48)), ("b.pdf", PDF))
		receipt = self.receipt_in(self.apply(files))
		self.application(receipt)
		photo, pdf = self.files_of(receipt)
		self.assertEqual((photo.is_private, pdf.is_private), (1, 1))
		self.assertTrue(photo.file_url.startswith("/private/files/"))
		self.assertTrue(photo.file_url.endswith(".jpg") and pdf.file_url.endswith(".pdf"))
		self.assertEqual(self.get(photo.file_url).status_code, 403)

	def test_data_behind_a_photo_is_removed(self):
		receipt = self.receipt_in(
			self.apply(self.sent(("a.jpg", make_photo(64, 48) + b"<script>x</script>")))
		)
		self.application(receipt)
		[photo] = self.files_of(receipt)
		self.assertNotIn(b"<script>", frappe.get_doc("File", photo.name).get_content())

	def test_other_content_is_refused_whatever_its_name_and_type_say(self):
		before = self.applications()
		for content in (b"<html></html>", b"MZ" * 50, b"GIF89a" + b"0" * 40):
			self.assert_refused(self.apply(self.sent(("a.jpg", content))), "附件只收照片", before)

	def test_a_damaged_pdf_is_no_server_error(self):
		answer = self.apply(self.sent(("a.pdf", b"%PDF-1.4\n" + b"0" * 99 + b"\n%%EOF\n")))
		self.assertLess(answer.status_code, 500)
		self.assertNotIn("Traceback", answer.text)

	def test_too_large_and_too_many_files_are_refused(self):
		self.set_window(file_size_mb=1, files_per_application=2)
		before = self.applications()
		self.assert_refused(self.apply(self.sent(("a.pdf", make_pdf(2000, 1500)))), "附件太大", before)
		self.assert_refused(self.apply(self.sent(*[("a.pdf", PDF)] * 3)), "附件最多 2 个", before)


class TestTheProgressPage(PublicTestCase):
	def test_it_shows_the_state_of_the_application(self):
		receipt = self.receipt_in(self.apply())
		self.assertIn("已收件，正在办理", self.look_up(receipt).text)
		frappe.set_user(self.clerk)
		answer(receipt, "请到镇民政窗口办理临时救助")
		frappe.db.commit()
		page = self.look_up(f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}").text
		self.assertIn("请到镇民政窗口办理临时救助", page)
		self.assertIn("已答复", page)

	def test_a_wrong_receipt_and_wrong_digits_are_answered_the_same(self):
		receipt = self.receipt_in(self.apply())
		pages = {
			self.without_receipt(self.look_up(number, digits), number)
			for number, digits in (
				(receipt, "0000"),
				("100000000000", "1234"),
				("100000000000", "----"),
				(receipt, ""),
				(receipt, "－２３４"),
			)
		}
		self.assertEqual(len(pages), 1)
		self.assertIn("回执编号或者电话后四位不正确", pages.pop())

	def without_receipt(self, response: requests.Response, receipt: str) -> str:
		return f"{response.status_code} {response.text.replace(receipt, '')}"

	def test_it_shows_nothing_of_who_applied(self):
		number = make_id_number()
		receipt = self.receipt_in(self.apply(id_number=number, address="三组 8 号"))
		page = self.look_up(receipt).text
		for secret in ("林求助", number, PHONE, "三组 8 号", "九千元", "沙溪村"):
			self.assertNotIn(secret, page)

	def test_an_application_without_a_phone_is_shown_to_nobody(self):
		receipt = make_application(phone=None).name
		frappe.db.commit()
		for digits in ("", "----", "0000"):
			self.assertIn("不正确", self.look_up(receipt, digits).text)

	def test_the_address_alone_shows_nothing(self):
		receipt = self.receipt_in(self.apply())
		page = self.get(PROGRESS, receipt=receipt, last_digits=PHONE[-4:]).text
		self.assertNotIn("已收件，正在办理", page)
		self.assertIn(receipt, page)


class TestLimitsOfAnHour(PublicTestCase):
	def test_applications_from_one_address(self):
		self.set_window(applications_per_address=2)
		self.assertEqual([self.apply().status_code for _ in range(3)], [200, 200, 429])
		before = self.applications()
		self.assertIn("操作太频繁", self.apply().text)
		self.assertEqual(self.applications(), before)

	def test_a_counter_s_address_has_a_limit_of_its_own(self):
		self.set_window(
			applications_per_address=1, counter_addresses=f"{self.client_address}/32", requests_per_counter=3
		)
		self.assertEqual([self.apply().status_code for _ in range(4)], [200, 200, 200, 429])

	def test_look_ups_from_one_address(self):
		self.set_window(look_ups_per_address=2)
		statuses = [self.look_up(f"10000000000{n}").status_code for n in range(3)]
		self.assertEqual(statuses, [200, 200, 429])

	def test_look_ups_of_one_receipt_whether_there_is_one_and_from_wherever(self):
		self.set_window(look_ups_per_receipt=2)
		for receipt in (self.receipt_in(self.apply()), f"9{make_id_number()[6:17]}"):
			statuses = []
			for n in range(3):
				self.client_address = f"203.0.113.{n}"
				statuses.append(self.look_up(receipt, "0000").status_code)
			self.assertEqual(statuses, [200, 200, 429])

	def test_a_line_that_is_no_network_address_is_refused(self):
		self.assertRaises(frappe.ValidationError, set_service_window, counter_addresses="10.0.0.300")


class TestWhatGuestsCannotFindOut(PublicTestCase):
	def test_an_application_is_answered_the_same_whether_the_register_knows_the_id_number(self):
		answers = []
		for number in (self.known, make_id_number()):
			answered = self.apply(id_number=number)
			receipt = self.receipt_in(answered)
			text = re.sub(r"\d{4} \d{4} \d{4}", "", answered.text).replace(receipt, "")
			answers.append(text)
			answers.append(self.look_up(receipt).text.replace(receipt, ""))
		self.assertEqual((answers[0], answers[1]), (answers[2], answers[3]))

	def test_a_second_application_of_a_person_is_answered_like_the_first(self):
		first, second = (self.apply(id_number=self.known) for _ in range(2))
		self.assertNotEqual(self.receipt_in(first), self.receipt_in(second))

	def test_no_endpoint_of_the_platform_reveals_it(self):
		receipt = self.receipt_in(self.apply(id_number=self.known))
		for number in (self.known, make_id_number()):
			filters = frappe.as_json({"id_number": number})
			for path, params in (
				("/api/resource/Service Application", {"filters": filters}),
				(f"/api/resource/Service Application/{receipt}", {}),
				(
					"/api/method/frappe.client.get_list",
					{"doctype": "Service Application", "filters": filters},
				),
				(
					"/api/method/frappe.client.get_count",
					{"doctype": "Service Application", "filters": filters},
				),
				(
					"/api/method/frappe.client.get_value",
					{"doctype": "Service Application", "filters": filters, "fieldname": "name"},
				),
				(
					"/api/method/frappe.desk.search.search_link",
					{"doctype": "Service Application", "txt": number},
				),
				(
					"/api/method/frappe.desk.search.get_link_title",
					{"doctype": "Service Application", "docname": receipt},
				),
				("/api/method/frappe.utils.global_search.search", {"text": number}),
				("/api/method/frappe.utils.global_search.web_search", {"text": number}),
				("/printview", {"doctype": "Service Application", "name": receipt}),
				(
					"/api/method/fanpin_app.discovery.api.find_possible_households",
					{"application": receipt},
				),
			):
				response = self.get(path, **params)
				for secret in (
					self.known,
					self.household.name,
					"林求助",
					"住院花了九千元",
					self.household.head_name,
				):
					self.assertNotIn(secret, response.text, path)
		for method in ("accept_application", "answer_application", "read_applicant_value"):
			response = self.post(
				f"/api/method/fanpin_app.discovery.api.{method}", {"application": receipt, "reason": "x"}
			)
			self.assertEqual(response.status_code, 403, method)

	def test_village_officers_cannot_ask_by_it(self):
		self.receipt_in(self.apply(id_number=self.known))
		token = make_token(make_officer("Village Cadre", VILLAGE))
		frappe.db.commit()
		for number in (self.known, make_id_number()):
			for path in ("resource/Service Application", "method/frappe.client.get_count"):
				params = {"filters": frappe.as_json({"id_number": number})}
				if path.startswith("method"):
					params["doctype"] = "Service Application"
				response = requests.get(
					get_url(f"/api/{path}"),
					params=params,
					headers={"Authorization": token},
					timeout=60,
				)
				self.assertEqual(response.status_code, 403)
