"""Rows are taken out of tables in the desk. In a real browser."""

import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password
from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_asset, make_lease, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase

SAVED = "() => !cur_frm.is_dirty() && !cur_frm.is_new()"
# Neither waits for its result: a row is removed a little later, and a save with a question does not return.
REMOVE_LAST = "(table) => { setTimeout(() => cur_frm.fields_dict[table].grid.grid_rows.at(-1).remove()); }"
ADD = (
	"(day) => { cur_frm.add_child('rents', { due_on: day, amount: 500 }); cur_frm.dirty(); cur_frm.save(); }"
)


class TestRowsInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.lease = make_lease(make_asset(VILLAGE).name, ("2026-03-01", None), ("2026-09-01", None))
		cls.officer = make_officer("Town Officer", TOWN)
		give_password(cls.officer)

	def stored_rows(self) -> int:
		frappe.db.rollback()
		return frappe.db.count("Asset Rent", {"parent": self.lease.name})

	def test_a_row_that_is_deleted_in_the_grid_is_removed(self):
		with chromium() as browser:
			desk = Desk(browser, self.officer)
			desk.open_form("Asset Lease", self.lease.name)
			desk.page.evaluate(REMOVE_LAST, "rents")
			desk.wait_until("() => cur_frm.doc.rents.length === 1 && cur_frm.is_dirty()")
			desk.page.evaluate("() => { cur_frm.save(); }")
			desk.wait_until(SAVED)
			self.assertEqual(self.stored_rows(), 1)
			desk.page.evaluate(ADD, "2026-12-01")
			desk.wait_until(SAVED)
			self.assertEqual(self.stored_rows(), 2)
			desk.page.evaluate("() => { cur_frm.clear_table('rents'); }")
			desk.page.evaluate(ADD, "2027-01-01")
			desk.wait_until(SAVED)
			self.assertEqual(self.stored_rows(), 1)
			self.assertEqual(desk.errors, [])
