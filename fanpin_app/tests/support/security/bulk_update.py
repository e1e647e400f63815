"""A household that Frappe's bulk update may change, and officers with passwords who may try it."""

import json

import frappe

from fanpin_app.tests.support.browser import give_password
from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_household, make_officer, make_user
from fanpin_app.tests.support.committed_data import CommittedTestCase

BULK_UPDATE = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
CHANGED = "由链接改"


class BulkUpdateTestCase(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE).name
		cls.town = make_officer("Town Officer", TOWN)
		cls.manager = make_user(role="System Manager")
		cls.user = make_officer("Village Cadre", VILLAGE)
		for user in (cls.town, cls.manager, cls.user):
			give_password(user)

	def change(self) -> dict:
		data = json.dumps({"address": CHANGED})
		return {
			"doctype": "Household",
			"docnames": json.dumps([self.household]),
			"action": "update",
			"data": data,
		}

	def address(self) -> str | None:
		frappe.db.rollback()
		return frappe.db.get_value("Household", self.household, "address")
