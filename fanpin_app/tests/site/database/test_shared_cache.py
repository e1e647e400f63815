"""A value shared by processes: in whatever order they read, change and commit, no process keeps an old value."""

from contextlib import contextmanager

import frappe

from fanpin_app.database.shared_cache import SharedCache
from fanpin_app.tests.support.base import TestCase

KEY = "fanpin_test_shared_cache"


def read() -> str | None:
	# A default is a row that any transaction may write; Frappe's own cache of defaults is not used.
	return frappe.db.get_value("DefaultValue", {"parent": KEY, "defkey": KEY}, "defvalue")


@contextmanager
def another_process():
	"""Another connection with its own locals, like another worker; on the same Redis."""
	mine = frappe.local.db
	kept = take_locals()
	frappe.connect(set_admin_as_user=False)
	try:
		yield
	finally:
		frappe.local.db.rollback()
		frappe.local.db.close()
		frappe.local.db = mine
		take_locals()
		for name, value in kept.items():
			setattr(frappe.local, name, value)


def take_locals() -> dict:
	names = [name for name in (KEY, f"{KEY}_changed") if hasattr(frappe.local, name)]
	saved = {name: getattr(frappe.local, name) for name in names}
	for name in names:
		delattr(frappe.local, name)
	return saved


class TestASharedCache(TestCase):
	def setUp(self):
		super().setUp()
		self.cache = SharedCache(KEY, read)
		self.writer = frappe.local.db
		self.write("before")
		frappe.db.commit()
		self.addCleanup(self.delete)

	def write(self, value: str) -> None:
		frappe.db.delete("DefaultValue", {"parent": KEY})
		row = {
			"doctype": "DefaultValue",
			"parent": KEY,
			"parenttype": "__default",
			"parentfield": "system_defaults",
		}
		frappe.get_doc({**row, "defkey": KEY, "defvalue": value}).db_insert()
		self.cache.forget()

	def delete(self) -> None:
		frappe.db.rollback()
		frappe.db.delete("DefaultValue", {"parent": KEY})
		self.cache.forget()
		frappe.db.commit()

	def test_a_transaction_sees_its_own_change_and_others_do_not(self):
		self.write("after")
		self.assertEqual(self.cache.get(), "after")
		with another_process():
			self.assertEqual(self.cache.get(), "before")

	def test_what_was_read_while_it_changed_is_read_again_after_the_commit(self):
		self.write("after")
		with another_process():
			self.assertEqual(self.cache.get(), "before")
		frappe.db.commit()
		with another_process():
			self.assertEqual(self.cache.get(), "after")

	def test_a_request_that_began_before_the_commit_keeps_no_old_value_for_others(self):
		self.write("after")
		with another_process():
			self.assertEqual(read(), "before")  # Its transaction sees this state until it ends.
			self.writer.commit()
			self.assertEqual(read(), "before")
			self.assertEqual(self.cache.get(), "after")

	def test_what_is_rolled_back_is_seen_by_nobody(self):
		self.write("after")
		self.assertEqual(self.cache.get(), "after")
		frappe.db.rollback()
		self.assertEqual(self.cache.get(), "before")
		with another_process():
			self.assertEqual(self.cache.get(), "before")
