"""The list conditions of several apps limit documents together, whatever each of them contains."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe

from fanpin_app.permissions import scope
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer

HOOK = "permission_query_conditions"
PATH = f"{__name__}.with_or"


def with_or(user: str | None = None) -> str:
	return "1=1 or 1=1"


@contextmanager
def condition_of_another_app(doctype: str) -> Iterator[None]:
	"""Before and after all others, since it depends on the order of the apps."""
	get_hooks = frappe.get_hooks

	def with_another(hook: str | None = None, *args, **options):
		found = get_hooks(hook, *args, **options)
		return found | {doctype: [PATH, *found.get(doctype, []), PATH]} if hook == HOOK else found

	with patch.object(frappe, "get_hooks", with_another):
		yield


class TestJoinedConditions(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine, self.theirs = (make_household(place).name for place in (VILLAGE, OTHER_VILLAGE))
		self.officer = make_officer("Village Cadre", VILLAGE)

	def test_an_or_in_a_condition_of_another_app_reveals_nothing(self):
		for doctype in ("Household", "*"):
			with self.subTest(doctype), condition_of_another_app(doctype):
				frappe.set_user(self.officer)
				listed = frappe.get_list("Household", pluck="name", limit=0)
				frappe.set_user("Administrator")
				self.assertIn(self.mine, listed)
				self.assertNotIn(self.theirs, listed)

	def test_an_or_in_a_condition_on_attached_documents_reveals_nothing(self):
		for household in (self.mine, self.theirs):
			frappe.get_doc(
				doctype="Tag Link",
				tag="zq",
				document_type="Household",
				document_name=household,
				title="x",
			).db_insert()
		with condition_of_another_app("Household"):
			condition = scope.companions_condition(self.officer, "Tag Link")
		listed = frappe.db.sql(f"select `document_name` from `tabTag Link` where {condition}", pluck=True)
		self.assertIn(self.mine, listed)
		self.assertNotIn(self.theirs, listed)

	def test_an_or_in_a_condition_of_frappe_reveals_nothing(self):
		card = {"type": "Document Type", "document_type": "Household", "filters_json": "[]"}
		event = {"event_type": "Public", "starts_on": "2026-11-28 10:00:00"}
		views = [
			frappe.get_doc(
				{"doctype": "Number Card", "label": "zq card of a module", "module": "Early Warning"} | card
			),
			frappe.get_doc({"doctype": "Number Card", "label": "zq card"} | card),
			frappe.get_doc({"doctype": "Event", "subject": "zq event"} | event),
		]
		for view in views:
			view.insert().db_set("owner", "zq@example.com")
		frappe.set_user(self.officer)
		for view in views:
			self.assertNotIn(view.name, frappe.get_list(view.doctype, pluck="name", limit=0))
