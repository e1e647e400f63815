"""Who is notified in the browser when documents change, for every DocType and every notice in the code.

Frappe's realtime server lets users into a room; all who may join must have the right to read what a
notice in it names.
"""

import ast
from collections.abc import Iterator
from unittest.mock import patch

import frappe
from frappe.realtime import (
	can_subscribe_doctype,
	clear_realtime_log,
	get_doc_room,
	get_user_room,
	get_website_room,
)

from fanpin_app.security.notices import patches
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_officer, make_user
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security import call_graph
from fanpin_app.tests.support.security.documents import document_of_each_doctype

# What may be sent to everybody: it names no document.
ANNOUNCEMENTS = {"version-update"}
NAME = "zq secret name"


class RoomsCase(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		patches.install()
		offices = cls.offices
		cls.users = [
			*(offices.village, offices.town, offices.district),
			make_officer("Helper", VILLAGE),
			make_officer("Window Clerk", VILLAGE),
			make_officer("Monitoring Administrator", VILLAGE),
			make_user(),
			"Guest",
		]

	def setUp(self) -> None:
		super().setUp()
		# What the set-up has to say, and what an earlier test left, whose connection is closed.
		frappe.db.after_commit.add(clear_realtime_log)
		self.sent(lambda: None)

	def sent(self, publish, *args, **kwargs) -> list[tuple[str, dict, str]]:
		"""Event, message and room of each notice that reaches the realtime server."""
		with patch("frappe.realtime.emit_via_redis") as emit:
			publish(*args, **kwargs)
			frappe.db.after_commit.run()
		return [call.args for call in emit.call_args_list]


class TestEveryDocType(RoomsCase):
	def test_a_changed_document_is_only_announced_where_everybody_may_read_it(self):
		with_lists = set()
		for document in document_of_each_doctype(self, OTHER_VILLAGE):
			for event, message, room in self.sent(document.notify_update):
				with self.subTest(doctype=document.doctype, event=event):
					if room == get_doc_room(document.doctype, document.name):
						# The realtime server asks for the right to read this document.
						continue
					self.assertEqual((event, room), ("list_update", f"doctype:{document.doctype}"))
					self.assertEqual(message["name"], document.name)
					self.assertEqual(self.members_who_may_not_read(document), [])
					with_lists.add(document.doctype)
		self.assertLessEqual({"Alert Level", "Risk Type", "Measure Type"}, with_lists)

	def members_who_may_not_read(self, document) -> list[str]:
		"""The users who may have the DocType's list open, but may not read the document."""
		return [
			user
			for user in self.users
			if self.is_in_room_of(document.doctype, user)
			and not frappe.has_permission(document.doctype, "read", document.name, user=user)
		]

	def is_in_room_of(self, doctype: str, user: str) -> bool:
		with as_user(user):
			try:
				return can_subscribe_doctype(doctype)
			except frappe.PermissionError:
				return False


class TestEveryNotice(RoomsCase):
	def calls(self) -> Iterator[tuple[str, ast.Call]]:
		"""Function, and each call in it that sends a notice."""
		for function in call_graph.functions().values():
			for call in function.calls_of("publish_realtime"):
				yield function.name, call

	def test_what_names_no_receiver_in_the_code_goes_to_the_user_who_caused_it(self):
		tried = set()
		for function, call in self.calls():
			given = {keyword.arg for keyword in call.keywords}
			if given & {"user", "doctype", "docname", "task_id", None}:
				continue
			event = next((word.value for word in call.keywords if word.arg == "event"), None) or call.args[0]
			event = event.value if isinstance(event, ast.Constant) else "event"
			message = {"doctype": "Household", "name": NAME}
			room = {"room": get_website_room()} if "room" in given else {}
			with self.subTest(function=function, event=event), as_user(self.offices.village):
				rooms = {sent[2] for sent in self.sent(frappe.publish_realtime, event, message, **room)}
				if event not in ANNOUNCEMENTS:
					self.assertLessEqual(rooms, {get_user_room(self.offices.village)})
			tried.add(function)
		self.assertIn("frappe.core.doctype.data_import.data_import.start_import", tried)
		self.assertIn(
			"frappe.website.doctype.discussion_reply.discussion_reply.DiscussionReply.on_update", tried
		)

	def test_however_it_is_called_no_name_goes_to_everybody(self):
		about = {"doctype": "Household", "name": NAME}
		for arguments in (
			{},
			{"after_commit": True},
			{"doctype": "Household"},
			{"docname": NAME},
			{"room": "all"},
			{"room": "website"},
			{"room": "all", "user": self.offices.town},
		):
			for event in ("global", None, "progress", "doc_update", "data_import_refresh", "new_message"):
				with self.subTest(event=event, **arguments), as_user(self.offices.village):
					[(_event, _message, room)] = self.sent(frappe.publish_realtime, event, about, **arguments)
					self.assertEqual(room, get_user_room(self.offices.village))

	def test_a_new_version_of_the_site_is_announced_to_everybody(self):
		self.assertEqual(
			self.sent(frappe.publish_realtime, "version-update"), [("version-update", {}, "all")]
		)
