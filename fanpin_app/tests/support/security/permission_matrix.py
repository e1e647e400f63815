"""Rows of every DocType about households, inside and outside of each officer's scope, and ways to call
methods.

The DocTypes are found by their fields, so that a new one is automatically in the matrix. Rows are inserted
without the controllers: the tests are about access, not about how rows are created.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe.handler import execute_cmd
from frappe.permissions import get_role_permissions
from frappe.utils import add_days, today
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.tests.support import builders

MARK = "zqmatrix"
OWN_VILLAGE = builders.VILLAGE
NEIGHBOUR_VILLAGE = builders.OTHER_VILLAGE
FOREIGN_VILLAGE = "459913101201"
PLACES = (OWN_VILLAGE, NEIGHBOUR_VILLAGE, FOREIGN_VILLAGE)
ABOUT_HOUSEHOLDS = ("region", "household")
WITHOUT_HOUSEHOLD = ("Leading Group", "Monitoring Standard", "Screening Run")
TEXT = ("Data", "Small Text", "Text", "Long Text")


@dataclass(frozen=True)
class Officer:
	label: str
	user: str
	inside: tuple[str, ...]
	# Where each of the roles applies, for an officer with two duties.
	places_of_role: tuple[tuple[str, tuple[str, ...]], ...] = ()

	@property
	def outside(self) -> tuple[str, ...]:
		return tuple(place for place in PLACES if place not in self.inside)

	def for_doctype(self, doctype: str) -> "Officer":
		"""The officer with the places of a DocType: for an administrator, no place is outside if it has no
		household."""
		if self.label == "administrator" and doctype in WITHOUT_HOUSEHOLD:
			return Officer(self.label, self.user, PLACES)
		if (
			self.label == "helper"
			and not frappe.get_meta(doctype).has_field("household")
			and doctype != "Household"
		):
			return Officer(self.label, self.user, ())
		if self.places_of_role:
			return Officer(self.label, self.user, self._places_with_rights(doctype))
		return self

	def _places_with_rights(self, doctype: str) -> tuple[str, ...]:
		"""Places where one of the roles may read or create such documents."""
		able = {
			rule.role
			for rule in frappe.get_meta(doctype).permissions
			if not rule.permlevel and (rule.read or rule.create)
		}
		return tuple(
			{place: None for role, places in self.places_of_role if role in able for place in places}
		)

	def may(self, ptype: str, doctype: str) -> bool:
		"""Whether the roles allow it, wherever the document is."""
		return bool(get_role_permissions(frappe.get_meta(doctype), self.user).get(ptype))


def doctypes() -> list[str]:
	"""The app's DocTypes with a region or a household; Household first, because others link to it."""
	found = [
		meta.name
		for meta in map(frappe.get_meta, _of_the_app({"istable": 0, "issingle": 0}))
		if any(meta.has_field(field) for field in ABOUT_HOUSEHOLDS)
	]
	return sorted(found, key=lambda doctype: (doctype != "Household", doctype))


def tables() -> list[tuple[str, str]]:
	"""(DocType of rows, DocType of their documents)."""
	return sorted(
		{
			(field.options, doctype)
			for doctype in doctypes()
			for field in frappe.get_meta(doctype).get_table_fields()
		}
	)


def _of_the_app(filters: dict) -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	return frappe.get_all("DocType", filters={"module": ("in", modules), **filters}, pluck="name")


def secret_of(place: str) -> str:
	"""A text that only documents of this place contain."""
	return f"{MARK} {place[::-1]}"


def name_of(doctype: str, place: str) -> str:
	if frappe.get_meta(doctype).autoname == "autoincrement":
		return place
	return f"{MARK}-{frappe.scrub(doctype)}-{place}"


def names_of(doctype: str) -> list[str]:
	return [name_of(doctype, place) for place in PLACES]


def file_of(doctype: str, place: str) -> str:
	return f"{MARK}-{frappe.scrub(doctype)}-{place}"


def address_of(doctype: str, place: str) -> str:
	return f"/private/files/{file_of(doctype, place)}.txt"


def agency_of_officer() -> str:
	"""The agency of the data officer; documents are of another one."""
	return frappe.get_all("Data Feed", {"agency": ("is", "set")}, pluck="agency", limit=1)[0]


def make_officers() -> list[Officer]:
	everything_here = (OWN_VILLAGE, NEIGHBOUR_VILLAGE)
	agency = agency_of_officer()
	yesterday = add_days(today(), -1)
	leaving = builders.make_officer("District Officer", builders.DISTRICT)
	both = builders.make_officer("Village Cadre", OWN_VILLAGE)
	builders.make_posting(both, "Window Clerk", builders.TOWN)
	roles_of_both = (("Village Officer", (OWN_VILLAGE,)), ("Window Clerk", everything_here))
	officers = [
		Officer("village", builders.make_officer("Village Cadre", OWN_VILLAGE), (OWN_VILLAGE,)),
		Officer("town", builders.make_officer("Town Officer", builders.TOWN), everything_here),
		Officer("district", builders.make_officer("District Officer", builders.DISTRICT), everything_here),
		Officer("city", builders.make_officer("City Officer", builders.CITY), everything_here),
		Officer("clerk", builders.make_officer("Window Clerk", builders.TOWN), everything_here),
		Officer("agency", builders.make_officer("Agency Data Officer", builders.DISTRICT, agency=agency), ()),
		Officer(
			"administrator", builders.make_officer("Monitoring Administrator", builders.CITY), everything_here
		),
		Officer(
			"expired", builders.make_officer("District Officer", builders.DISTRICT, to_date=yesterday), ()
		),
		Officer("handed over", leaving, ()),
		Officer("cadre and clerk", both, everything_here, roles_of_both),
		Officer("helper", _make_helper(), (OWN_VILLAGE,)),
	]
	successor = builders.make_officer("District Officer", builders.DISTRICT)
	frappe.get_doc("Officer Posting", {"user": leaving}).hand_over(successor, today(), "调离")
	# A former officer may still have the role, which must not give access.
	frappe.get_doc("User", leaving).add_roles("District Officer")
	return officers


def _make_helper() -> str:
	"""A helper of the whole town who is paired with one household."""
	user = builders.make_officer("Helper", builders.TOWN)
	frappe.get_doc(
		doctype="Helper Pairing",
		name=f"{MARK}-of-the-helper",
		household=name_of("Household", OWN_VILLAGE),
		region=OWN_VILLAGE,
		helper=user,
		from_date=today(),
	).db_insert()
	return user


def make_rows() -> None:
	"""One document of each DocType in each place, with a row in each of its tables, a file, a tag and a
	search entry."""
	for place in PLACES:
		builders.make_region(place)
	for doctype in doctypes():
		for place in PLACES:
			_make_row(doctype, place)


def delete_rows() -> None:
	for doctype in doctypes():
		frappe.db.delete(doctype, {"name": ("in", names_of(doctype))})
	for doctype, parent in tables():
		frappe.db.delete(doctype, {"parenttype": parent, "parent": ("in", names_of(parent))})
	for doctype in ("File", "Tag Link"):
		frappe.db.delete(doctype, {"name": ("like", f"{MARK}-%")})
	frappe.db.delete("Tag", {"name": MARK})
	search = frappe.qb.Table("__global_search")
	frappe.qb.from_(search).delete().where(search.content.like(f"{MARK}%")).run()
	frappe.db.commit()


def _make_row(doctype: str, place: str) -> None:
	doc = frappe.new_doc(doctype)
	doc.name = name_of(doctype, place)
	fill(doc, place)
	doc.db_insert()
	for field in doc.meta.get_table_fields():
		row = frappe.new_doc(field.options)
		fill(row, place)
		row.update({"parent": doc.name, "parenttype": doctype, "parentfield": field.fieldname, "idx": 1})
		row.db_insert()
	frappe.db.set_value(doctype, doc.name, "_user_tags", f",{MARK}", update_modified=False)
	_attach(doctype, doc.name, place)


def _attach(doctype: str, name: str, place: str) -> None:
	frappe.get_doc(
		doctype="File",
		name=file_of(doctype, place),
		file_name=f"{file_of(doctype, place)}.txt",
		file_url=address_of(doctype, place),
		is_private=1,
		attached_to_doctype=doctype,
		attached_to_name=name,
	).db_insert()
	frappe.get_doc(
		doctype="Tag Link",
		name=file_of(doctype, place),
		tag=MARK,
		document_type=doctype,
		document_name=name,
		title=secret_of(place),
	).db_insert()
	search = frappe.qb.Table("__global_search")
	frappe.qb.into(search).columns("doctype", "name", "title", "content", "published").insert(
		doctype, name, name, secret_of(place), 0
	).run()


def fill(doc, place: str) -> None:
	"""Set the fields of a document of a place, without those that hold other documents of its own DocType."""
	for field in doc.meta.fields:
		if field.fieldname == "household_no":
			doc.household_no = doc.name
		elif field.fieldtype == "Link":
			# A document must not link to itself.
			doc.set(field.fieldname, None if field.options == doc.doctype else _linked(field, place))
		elif _holds_secret(field):
			doc.set(field.fieldname, secret_of(place))
		elif field.fieldtype == "Select":
			options = [option for option in (field.options or "").split("\n") if option]
			doc.set(field.fieldname, options[0] if options else None)
		elif field.fieldtype in ("Date", "Datetime"):
			doc.set(field.fieldname, today())


def _holds_secret(field) -> bool:
	return field.fieldtype in TEXT and not 0 < field.length < len(secret_of(OWN_VILLAGE))


def _linked(field, place: str) -> str | None:
	if field.options == "Administrative Region":
		return place
	if field.options in doctypes():
		return name_of(field.options, place)
	if field.options in ("User", "DocType"):
		return "Administrator" if field.options == "User" else "User"
	filters = {"name": ("!=", agency_of_officer())} if field.options == "Sector Agency" else None
	return next(iter(frappe.get_all(field.options, filters, limit=1, pluck="name")), None)


def secret_field(doctype: str) -> str | None:
	"""A field at permission level 0 that contains the secret."""
	for field in frappe.get_meta(doctype).fields:
		if _holds_secret(field) and not field.permlevel and field.fieldname != "household_no":
			return field.fieldname
	return None


@contextmanager
def as_officer(officer: Officer):
	frappe.set_user(officer.user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


def call_method(method: str, /, **arguments) -> tuple[str, Exception | None]:
	"""The answer to a POST of the current user as text, and the exception, if any.

	Changes are rolled back.
	"""
	before = {key: getattr(frappe.local, key, None) for key in ("request", "form_dict", "response")}
	frappe.local.request = Request(EnvironBuilder(method="POST").get_environ())
	frappe.local.form_dict = frappe._dict(_as_sent(arguments), cmd=method)
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.message_log = []
	frappe.db.savepoint("matrix")
	try:
		result = execute_cmd(method)
		return f"{frappe.as_json(result)}{_text(frappe.local.response)}", None
	except Exception as error:
		return "", error
	finally:
		frappe.db.rollback(save_point="matrix")
		for key, value in before.items():
			setattr(frappe.local, key, value)


def _as_sent(arguments: dict) -> dict:
	return {
		key: json.dumps(value) if isinstance(value, dict | list) else value
		for key, value in arguments.items()
	}


def _text(response: dict) -> str:
	content = response.get("filecontent") or b""
	return frappe.as_json({**response, "filecontent": None}) + (
		content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
	)
