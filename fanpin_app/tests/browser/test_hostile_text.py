"""No page that officers open interprets stored text as markup, even text from before markup was refused."""

import json
from collections import Counter
from itertools import cycle

import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.hostile_texts import (
	STORED,
	WATCH,
	delete_rows,
	fill_with_hostile_text,
	make_related_documents,
	make_rows_without_place,
)

READERS = ("town", "district", "clerk", "administrator")
TEXTS_OF_A_TABLE = """(texts) => {
	const table = fanpin.table(texts, [texts, [texts]]).appendTo(document.body);
	const of = (selector) => table.find(selector).get().map((element) => element.textContent);
	return [of("th"), of("tr:first-child > td"), of("td > div")];
}"""


class TestStoredTextInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(matrix.delete_rows)
		cls.officers = {officer.label: officer for officer in matrix.make_officers()}
		matrix.make_rows()
		cls.unplaced = make_rows_without_place(matrix.doctypes())
		cls.placed = [(doctype, matrix.name_of(doctype, matrix.OWN_VILLAGE)) for doctype in matrix.doctypes()]
		others = [
			(doctype, matrix.name_of(doctype, matrix.NEIGHBOUR_VILLAGE)) for doctype in matrix.doctypes()
		]
		fill_with_hostile_text(cls.placed + others + cls.unplaced)
		around = make_related_documents("Household", matrix.name_of("Household", matrix.OWN_VILLAGE))
		cls.addClassCleanup(delete_rows, around + cls.unplaced)
		for label in READERS:
			give_password(cls.officers[label].user)

	def test_no_list_form_or_report_interprets_stored_text_as_markup(self):
		found: Counter = Counter()
		opened: list[str] = []
		with chromium() as browser:
			for label, routes in self.routes().items():
				desk = Desk(browser, self.officers[label].user, script=WATCH)
				for route in routes:
					desk.open_route(*route, idle=150)
					opened += desk.page.evaluate(
						"(name) => (cur_frm?.docname === name ? [name] : [])", route[-1]
					)
					for each in desk.page.evaluate("() => window.__hostile.splice(0)"):
						found[f"{label}: {'/'.join(route)}: {each}"] += 1
				self.assertFalse(desk.page.evaluate("() => window.__xss"), found)
				desk.page.close()
		self.assertEqual(found, Counter())
		self.assertGreater(len(opened), 25, opened)

	def test_a_message_of_the_server_runs_nothing(self):
		with chromium() as browser:
			desk = Desk(browser, self.officers["clerk"].user, script=WATCH)
			for text in STORED:
				messages = json.dumps([json.dumps({"message": f"<b>x</b> {text}"})])
				desk.page.evaluate(
					"(messages) => frappe.request.cleanup({}, { _server_messages: messages })", messages
				)
				desk.page.wait_for_selector(".msgprint b")
				desk.page.evaluate("() => frappe.msg_dialog.hide()")
				desk.page.wait_for_selector(".msgprint b", state="hidden")
			self.assertFalse(desk.page.evaluate("() => window.__xss"))

	def test_a_table_shows_labels_and_values_as_they_are(self):
		with chromium() as browser:
			desk = Desk(browser, self.officers["clerk"].user, script=WATCH)
			shown = desk.page.evaluate(TEXTS_OF_A_TABLE, list(STORED))
			self.assertEqual(shown, [list(STORED)] * 3)
			self.assertFalse(desk.page.evaluate("() => window.__xss"))

	def routes(self) -> dict[str, list[tuple[str, ...]]]:
		"""Officer → what they open: each document, list and report, by one of its readers."""
		routes: dict[str, list] = {label: [] for label in READERS}
		turns = cycle(READERS)
		for doctype, name in self.placed + self.unplaced:
			able = [label for label in READERS if self.officers[label].may("read", doctype)]
			if able:
				reader = next(label for label in turns if label in able)
				routes[reader] += [("List", doctype, "List"), ("Form", doctype, name)]
				if doctype in matrix.doctypes():
					routes[reader].append(("List", doctype, "Report"))
		routes["district"] += [("query-report", report) for report in self.reports_of("district")]
		return routes

	def reports_of(self, label: str) -> list[str]:
		filters = {"is_standard": "Yes", "module": "Oversight", "disabled": 0}
		with matrix.as_officer(self.officers[label]):
			return [
				name
				for name in frappe.get_all("Report", filters=filters, pluck="name")
				if frappe.get_doc("Report", name).is_permitted()
			]
