"""Nothing reveals whether a tag is on a document that the user may not read, and nothing changes one there."""

import itertools
import json
from collections.abc import Callable, Iterator

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.security.gate import open_endpoints
from fanpin_app.tests.fuzz.answers import compared, difference
from fanpin_app.tests.fuzz.calls import Call
from fanpin_app.tests.fuzz.endpoints import Endpoint, functions
from fanpin_app.tests.fuzz.guesses import Target
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	DISTRICT,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	make_asset,
	make_household,
	make_officer,
	make_pairing,
	make_visit,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

# In a sorted list, the first two are in the same place.
USED, FREE, OWN = "zq-used", "zq-vide", "zq-own"
# Where the whole would take long: every fourth way of reading, each time beginning with another one.
EVERY = 4
TAGS = "frappe.desk.doctype.tag.tag"
ADD, ADD_ALL, REMOVE = (f"{TAGS}.{name}" for name in ("add_tag", "add_tags", "remove_tag"))
# A second screening finds nothing new.
OTHER_EVERY_TIME = ("fanpin_app.early_warning.api.screen_household",)
# Spellings that the database takes for the same name.
SPELLINGS: dict[str, Callable[[str], str]] = {
	"as it is": str,
	"in capitals": str.upper,
	"with an accent": lambda tag: tag.replace("e", "é"),
	"in full width": lambda tag: tag.replace("z", "ｚ"),
	"with a space": lambda tag: f"{tag} ",
	"with an invisible character": lambda tag: f"{tag}\u200b",
}


class TagsTestCase(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine = make_household(VILLAGE).name
		theirs = make_household(VILLAGE_OF_OTHER_DISTRICT).name
		asset = make_asset(VILLAGE_OF_OTHER_DISTRICT).name
		cls.foreign = [
			("Household", theirs),
			("Household Visit", make_visit(theirs).name),
			("Alleviation Asset", asset),
		]
		helper = make_officer("Helper", TOWN)
		make_pairing(cls.mine, helper)
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		cls.users = {
			"village": make_officer("Village Cadre", VILLAGE),
			"town": make_officer("Town Officer", TOWN),
			"district": make_officer("District Officer", DISTRICT),
			"clerk": make_officer("Window Clerk", TOWN),
			"helper": helper,
			"agency": make_officer("Agency Data Officer", DISTRICT, agency=agency),
		}
		cls.tokens: dict[str, str | None] = {label: make_token(user) for label, user in cls.users.items()}
		cls.tokens["guest"] = None
		cls.neighbour = make_token(make_officer("Village Cadre", VILLAGE_OF_OTHER_DISTRICT))
		cls.session = requests.Session()
		cls.addClassCleanup(cls.session.close)
		for doctype, name in cls.foreign:
			frappe.call(ADD, tag=USED, dt=doctype, dn=name)
		frappe.call(ADD, tag=OWN, dt="Household", dn=cls.mine)
		cls.own_link = frappe.get_doc("Tag Link", {"tag": OWN}).as_dict()

	def post(self, token: str | None, path: str, **values) -> requests.Response:
		return self.request("POST", token, f"/api/method/{path}", json=values)

	def request(self, verb: str, token: str | None, path: str, **options) -> requests.Response:
		headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
		return self.session.request(verb, get_url(path), headers=headers, timeout=60, **options)

	def reset(self) -> None:
		"""Take back what a call has changed about the own household's tags."""
		frappe.db.rollback()
		frappe.db.set_value("Household", self.mine, "_user_tags", f",{OWN}", update_modified=False)
		frappe.db.delete("Tag Link", {"document_name": self.mine, "tag": ("!=", OWN)})
		used = frappe.get_all("Tag Link", pluck="tag")
		if OWN not in used:
			frappe.get_doc(self.own_link).db_insert()
		frappe.db.delete("Tag", {"name": ("not in", (*used, OWN))})
		frappe.db.commit()

	def foreign_tags(self) -> list:
		"""All that is stored about the tag and the foreign documents."""
		frappe.db.rollback()
		names = [name for _doctype, name in self.foreign]
		links = frappe.get_all("Tag Link", {"document_name": ("in", names)}, ["*"], order_by="name")
		on_documents = [frappe.db.get_value(*document, "_user_tags") for document in self.foreign]
		return [
			frappe.get_all("Tag", {"name": ("in", (USED, OWN))}, ["*"], order_by="name"),
			links,
			on_documents,
		]


class TestEveryFunction(TagsTestCase):
	def test_no_open_function_reveals_or_changes_one(self):
		"""All callers together call every function that officers may call."""
		before = self.foreign_tags()
		opened = frozenset().union(*open_endpoints.shipped_endpoints().values())
		others = itertools.cycle(caller for caller in self.tokens if caller != "village")
		found = []
		for number, endpoint in enumerate(functions()):
			if endpoint.name not in opened or endpoint.name in OTHER_EVERY_TIME:
				continue
			pairs = list(self.targets())
			calls = [("village", pair) for pair in pairs] + [(next(others), pairs[number % len(pairs)])]
			found += [line for caller, pair in calls for line in self.differences(endpoint, caller, pair)]
			if self.foreign_tags() != before:
				found.append(f"changed by {endpoint.name}")
				before = self.foreign_tags()
		self.assertEqual(found, [])

	def differences(self, endpoint: Endpoint, caller: str, pair: tuple[Target, Target]) -> list[str]:
		calls = [Call(endpoint, target) for target in pair]
		if calls[0].curl_command() == calls[1].curl_command():
			return []
		answers = []
		for call in calls:
			answer = call.send(self.session, self.tokens[caller])
			answers.append(compared(answer, [USED, FREE, *self.links]))
			self.reset()
		if answers[0] == answers[1]:
			return []
		return [f"{caller}: {calls[0].curl_command()}: {difference(*answers)}"]

	def targets(self) -> Iterator[tuple[Target, Target]]:
		"""The same target with a tag that is on foreign documents, and with one that does not exist."""
		link = frappe.get_all("Tag Link", {"tag": USED}, pluck="name", limit=1)[0]
		self.links = [link, link[::-1]]
		for doctype, names in (
			("Tag", (USED, FREE)),
			("Tag Link", self.links),
			("Household", (self.mine,) * 2),
		):
			yield tuple(
				Target(doctype, name, "row", "file", "/private/files/x.txt", self.users["town"], tag)
				for name, tag in zip(names, (USED, FREE), strict=True)
			)


class TestWhatAnOwnTagReveals(TagsTestCase):
	"""An officer writes a tag on an own document and reads all that is readable: it is the same whether others use it."""

	def writings(self, tag: str) -> dict[str, list[tuple[str, dict]]]:
		own = {"dt": "Household", "dn": self.mine}
		adding, removing = (ADD, own | {"tag": tag}), (REMOVE, own | {"tag": tag})
		stored = {"doctype": "Household", "name": self.mine}
		return {
			"nothing": [],
			"added": [adding],
			"added with others": [(ADD_ALL, {"dt": "Household", "docs": [self.mine], "tags": [tag, "zq-b"]})],
			"added and removed": [adding, removing],
			"removed": [removing],
			"removed with all": [adding, (REMOVE, own | {"tag": OWN}), removing],
			"a value": [
				("frappe.client.set_value", stored | {"fieldname": "_user_tags", "value": f",{tag}"})
			],
			"a new tag": [("frappe.client.insert", {"doc": {"doctype": "Tag", "name": tag}})],
			"a new link": [
				(
					"frappe.client.insert",
					{
						"doc": {
							"doctype": "Tag Link",
							"tag": tag,
							"document_type": "Household",
							"document_name": self.mine,
						}
					},
				)
			],
			"renamed": [
				adding,
				(
					"frappe.model.rename_doc.update_document_title",
					{"doctype": "Tag", "docname": OWN, "name": tag, "merge": 1},
				),
			],
			"deleted": [adding, ("frappe.client.delete", {"doctype": "Tag", "name": tag})],
			"described": [
				adding,
				(
					"frappe.client.set_value",
					{"doctype": "Tag", "name": tag, "fieldname": "description", "value": "x"},
				),
			],
			"commented": [
				adding,
				(
					"frappe.desk.form.utils.add_comment",
					{
						"reference_doctype": "Tag",
						"reference_name": tag,
						"content": "x",
						"comment_email": self.users["village"],
						"comment_by": "x",
					},
				),
			],
			"liked": [
				adding,
				("frappe.desk.like.toggle_like", {"doctype": "Tag", "name": tag, "add": "Yes"}),
			],
		}

	def readings(self, tag: str) -> Iterator[tuple[str, dict]]:
		"""Every way in which the desk or a program reads tags or what is tagged."""
		tagged = json.dumps([["Household", "_user_tags", "like", f"%{tag}%"]])
		yield f"{TAGS}.get_tags", {"doctype": "Household", "txt": "zq"}
		yield f"{TAGS}.get_tags_list_for_awesomebar", {}
		yield f"{TAGS}.get_documents_for_tag", {"tag": f"#{tag}"}
		yield f"{TAGS}.get_tagged_docs", {"doctype": "Household", "tag": f"%{tag}%"}
		for doctype in ("Tag", "Tag Link"):
			fields = ["name"] if doctype == "Tag" else ["tag", "document_type", "document_name"]
			yield "frappe.client.get_list", {"doctype": doctype, "fields": fields, "order_by": "creation"}
			yield "frappe.client.get_count", {"doctype": doctype}
			yield "frappe.desk.reportview.get", {"doctype": doctype, "fields": json.dumps(fields)}
			yield "frappe.desk.reportview.get_count", {"doctype": doctype, "fields": "[]"}
			yield "frappe.desk.search.search_link", {"doctype": doctype, "txt": "zq"}
			yield "frappe.desk.search.search_widget", {"doctype": doctype, "txt": "zq"}
		for name in ("get", "get_value", "validate_link", "has_permission", "get_doc_permissions"):
			yield (
				f"frappe.client.{name}",
				{
					"doctype": "Tag",
					"name": tag,
					"docname": tag,
					"filters": {"name": tag},
					"fieldname": "name",
				},
			)
		yield "frappe.desk.search.get_link_title", {"doctype": "Tag", "docname": tag}
		yield "frappe.desk.form.load.getdoc", {"doctype": "Tag", "name": tag}
		yield "frappe.desk.form.load.get_docinfo", {"doctype": "Household", "name": self.mine}
		yield "frappe.desk.reportview.get_list", {"doctype": "Household", "filters": tagged}
		yield "frappe.desk.reportview.get_count", {"doctype": "Household", "filters": tagged}
		stats = {"doctype": "Household", "stats": json.dumps(["_user_tags"])}
		yield "frappe.desk.reportview.get_sidebar_stats", stats
		yield "frappe.desk.reportview.get_stats", stats
		grouped = {"doctype": "Household", "current_filters": "[]", "field": "_user_tags"}
		yield "frappe.desk.listview.get_group_by_count", grouped
		yield "frappe.utils.global_search.search", {"text": tag}

	def seen(self, caller: str, kind: str, tag: str, first: int, every: int) -> dict[str, tuple[int, str]]:
		"""Name of each call → its answer. `first` and `every` choose among the readings."""
		readings = list(self.readings(tag))[first::every]
		seen = {}
		for number, (function, values) in enumerate([*self.writings(tag)[kind], *readings]):
			seen[f"{number} {function}"] = compared(self.post(self.tokens[caller], function, **values), [])
		self.reset()
		return seen

	def differences(
		self, caller: str, kind: str, spell: Callable[[str], str] = str, first: int = 0, every: int = 1
	) -> list[str]:
		used, free = (
			{
				name: (status, text.replace(spell(word), "TYPED").replace(word, "TAG"))
				for name, (status, text) in self.seen(caller, kind, spell(word), first, every).items()
			}
			for word in (USED, FREE)
		)
		return [
			f"{caller}, {kind}, {name}: {difference(used[name], free[name])}"
			for name in used
			if used[name] != free[name]
		]

	def test_nothing_however_it_is_written(self):
		before = self.foreign_tags()
		found = []
		for number, kind in enumerate(self.writings("")):
			found += self.differences("village", kind, first=number % EVERY, every=EVERY)
		self.assertEqual(found, [])
		self.assertEqual(self.foreign_tags(), before)

	def test_nothing_in_any_way_in_which_it_is_read(self):
		for kind in ("added", "added and removed"):
			self.assertEqual(self.differences("village", kind), [])

	def test_nothing_however_it_is_spelt(self):
		found = []
		for number, (spelling, spell) in enumerate(SPELLINGS.items()):
			for line in self.differences("village", "added", spell, number % EVERY, EVERY):
				found.append(f"{spelling}: {line}")
		self.assertEqual(found, [])

	def test_nothing_to_any_duty(self):
		found = []
		for number, caller in enumerate(self.tokens):
			found += self.differences(caller, "added and removed", first=number % EVERY, every=EVERY)
		self.assertEqual(found, [])

	def test_all_of_it_to_who_reads_the_documents(self):
		seen = [
			function
			for function, values in self.readings(USED)
			if USED in self.post(self.neighbour, function, **values).text
		]
		self.assertGreaterEqual(len(seen), 15)


class TestTagsOnOtherDocuments(TagsTestCase):
	def test_a_tag_on_a_document_of_one_user_is_visible_to_that_user_only(self):
		"""Notes, tasks and events are about no place, and not for everybody either."""
		owner = self.users["town"]
		for document in (
			frappe.get_doc(doctype="ToDo", description="x", allocated_to=owner).insert(),
			frappe.get_doc(doctype="Note", title="x", content="x").insert(),
			frappe.get_doc(doctype="Event", subject="x", starts_on="2026-11-30").insert(),
		):
			document.db_set("owner", owner)
			tag = f"zq-on-{frappe.scrub(document.doctype)}"
			frappe.call(ADD, tag=tag, dt=document.doctype, dn=document.name)
			frappe.db.commit()
			for caller in ("village", "town"):
				token, is_visible = self.tokens[caller], caller == "town"
				with self.subTest(document.doctype, caller=caller):
					listed = self.post(token, "frappe.client.get_list", doctype="Tag", limit_page_length=0)
					self.assertEqual(tag in listed.text, is_visible)
					tagged = self.post(token, f"{TAGS}.get_documents_for_tag", tag=f"#{tag}")
					self.assertEqual(document.name in tagged.text, is_visible)
