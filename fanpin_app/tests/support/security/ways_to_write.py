"""Ways to authenticate and ways to call, and which of them together may write: a table, and not the app's code."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import frappe

from fanpin_app.demo.page_token import TOKEN_HEADER
from fanpin_app.tests.support.security.bulk_update import BULK_UPDATE

HAS_VERSION_2 = Path(frappe.__file__).with_name("api").is_dir()
SOURCE = "Frappe-Authorization-Source"
LINK_VERBS = ("GET", "HEAD")
VERBS = (*LINK_VERBS, "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
# Frappe calls functions by these only.
CALLING = ("GET", "POST", "PUT", "DELETE")


class Who(Enum):
	"""Who sends a request, as far as it may write."""

	NOBODY = "nobody"
	SESSION = "a session without the token of its page"
	PAGE = "a page of a session"
	PROGRAM = "a program"

	def may_write_by(self, verb: str) -> bool:
		return self is Who.PROGRAM or (self is Who.PAGE and verb not in LINK_VERBS)


@dataclass(frozen=True)
class Sender:
	"""`headers`: name → value, or the values of several headers of this name."""

	label: str
	who: Who
	headers: dict[str, str | list[str]] = field(default_factory=dict)
	params: dict[str, str] = field(default_factory=dict)

	def may_write_in(self, way: Way) -> bool:
		# Of a request whose body is JSON, Frappe does not read the arguments in the address.
		sends_token = not (way.place == "json" and "csrf_token" in self.params)
		return way.is_possible and sends_token and self.who.may_write_by(way.verb)


@dataclass(frozen=True)
class Keys:
	"""What a user can authenticate with; `cookie` is that of a session whose pages contain `page_token`."""

	cookie: str
	page_token: str
	key: str
	bearer: str

	@property
	def secret(self) -> str:
		"""The API key and its secret."""
		return self.key.removeprefix("token ")

	@property
	def basic(self) -> str:
		return "Basic " + base64.b64encode(self.secret.encode()).decode()


def senders(mine: Keys, theirs: Keys, cookie_without_token: str) -> Iterator[Sender]:
	"""`theirs` are those of another user with the same rights; the last argument is the cookie of a session of an
	earlier release, which has no token."""
	yield Sender("nothing", Who.NOBODY)
	yield Sender("an unknown session", Who.NOBODY, {"Cookie": "sid=unknown"})
	yield Sender("a session in the address", Who.NOBODY, params={"sid": mine.cookie.removeprefix("sid=")})
	yield Sender("a bearer token in the address", Who.NOBODY, params={"access_token": mine.bearer[7:]})
	for header in _invalid_headers(mine):
		yield Sender(f"only “{_kind(header)}”", Who.NOBODY, {"Authorization": header})
	for header in (mine.key, mine.key.replace("token", "TOKEN"), mine.basic, mine.bearer):
		yield Sender(f"a {_kind(header)} key", Who.PROGRAM, {"Authorization": header})
		yield Sender(
			f"a {_kind(header)} key beside a guest's cookie",
			Who.PROGRAM,
			{"Authorization": header, "Cookie": "sid=Guest"},
		)
	for headers in _keys_of_doctypes(mine):
		yield Sender(f"a key of “{headers[SOURCE]}”", Who.PROGRAM, headers)
	for label, cookie in (
		("a session", mine.cookie),
		("a session of an earlier release", cookie_without_token),
	):
		yield from _without_token(label, cookie, mine, theirs)
	page = {"Cookie": mine.cookie, TOKEN_HEADER: mine.page_token}
	yield Sender("a page", Who.PAGE, page)
	yield Sender(
		"a page whose token is in the address",
		Who.PAGE,
		{"Cookie": mine.cookie},
		{"csrf_token": mine.page_token},
	)
	for header in (*_odd_headers(mine), theirs.key):
		yield Sender(f"a page beside “{_kind(header)}”", Who.PAGE, page | {"Authorization": header})


def _without_token(label: str, cookie: str, mine: Keys, theirs: Keys) -> Iterator[Sender]:
	cookie_of = {"Cookie": cookie}
	yield Sender(label, Who.SESSION, cookie_of)
	for token in ("", "None", "null", "undefined", theirs.page_token):
		yield Sender(f"{label} with the token “{token[:9]}”", Who.SESSION, cookie_of | {TOKEN_HEADER: token})
	yield Sender(f"{label} with an empty token in the address", Who.SESSION, cookie_of, {"csrf_token": ""})
	for header in (
		*_invalid_headers(mine),
		*_odd_headers(mine),
		mine.key,
		mine.basic,
		theirs.key,
		theirs.basic,
	):
		yield Sender(f"{label} beside “{_kind(header)}”", Who.SESSION, cookie_of | {"Authorization": header})
	yield Sender(
		f"{label} beside two headers", Who.SESSION, {**cookie_of, "Authorization": ["token", mine.key]}
	)
	for headers in _keys_of_doctypes(mine):
		yield Sender(f"{label} beside a key of “{headers[SOURCE]}”", Who.SESSION, cookie_of | headers)


def _keys_of_doctypes(mine: Keys) -> list[dict[str, str]]:
	"""Frappe looks a key up in the DocType that the client names; this app, in User only."""
	return [
		{"Authorization": mine.key, SOURCE: doctype} for doctype in ("User", "Household", "No Such DocType")
	]


def _invalid_headers(mine: Keys) -> tuple[str, ...]:
	"""Headers that name a way of authenticating and authenticate nobody."""
	key = mine.secret.partition(":")[0]
	return (
		"token",
		f"token {key}:",
		f"token {key}:wrong",
		"Basic !",
		"Bearer unknown",
		"token unknown:unknown",
	)


def _odd_headers(mine: Keys) -> tuple[str, ...]:
	"""Headers that Frappe does not read; browsers add some by themselves."""
	return ("", "x", "Basic", "Bearer", "Negotiate YIIabc", f"token  {mine.secret}", f"Digest {mine.secret}")


def _kind(header: str) -> str:
	kind, _space, value = header.partition(" ")
	return f"{kind} …" if value else kind


@dataclass(frozen=True)
class Way:
	"""`place`: where the arguments are: params, data, json or files. `is_possible`: whether anybody can write in it."""

	label: str
	verb: str
	path: str
	place: str
	arguments: dict[str, Any]
	headers: dict[str, str] = field(default_factory=dict)
	is_possible: bool = True


def ways(household: str, alert: str, value: str) -> Iterator[Way]:
	"""Each way to write `value`: as the address of the household, the reason why the alert is dismissed, or the text of
	a new task."""
	change = {
		"doctype": "Household",
		"docnames": frappe.as_json([household]),
		"action": "update",
		"data": frappe.as_json({"address": value}),
	}
	command = change | {"cmd": BULK_UPDATE}
	dismiss = {
		"dt": "Risk Alert",
		"dn": alert,
		"method": "dismiss",
		"args": frappe.as_json({"reason": value}),
	}
	method = f"/api/method/{BULK_UPDATE}"
	for verb in VERBS:
		yield Way(f"{verb} /api/method", verb, method, _place(verb), change, is_possible=verb in CALLING)
		yield Way(
			f"{verb} a household",
			verb,
			f"/api/resource/Household/{household}",
			_place(verb),
			{"address": value},
			is_possible=verb == "PUT",
		)
	for verb in ("GET", "POST"):
		for path in ("/", "/login"):
			yield Way(f"{verb} {path} with cmd", verb, path, _place(verb), command)
		for path in ("/api/method/run_doc_method", "/api/method/frappe.handler.run_doc_method"):
			# Frappe stores nothing of a GET request that does not commit by itself.
			yield Way(f"{verb} {path}", verb, path, _place(verb), dismiss, is_possible=verb == "POST")
		yield from _by_rest("/api", "resource", verb, alert, value)
		if HAS_VERSION_2:
			yield from _by_rest("/api/v1", "resource", verb, alert, value)
			yield from _by_rest("/api/v2", "document", verb, alert, value)
			for version in ("v1", "v2"):
				path = f"/api/{version}/method/{BULK_UPDATE}"
				yield Way(f"{verb} /api/{version}/method", verb, path, _place(verb), change)
	if HAS_VERSION_2:
		for verb in ("PUT", "PATCH"):
			path = f"/api/v2/document/Household/{household}"
			yield Way(f"{verb} a household by version 2", verb, path, "json", {"address": value})
	for place in ("params", "json"):
		yield Way(f"POST with {place}", "POST", method, place, change)
		yield Way(f"POST cmd with {place}", "POST", "/", place, command)
	for path in (f"/api/resource/Household/{household}", "/app", "/api/method/ping"):
		yield Way(f"POST {path[:9]} with another cmd", "POST", path, "data", command, is_possible=False)
	for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
		for verb, instead in (("GET", "POST"), ("POST", "GET")):
			yield Way(f"{verb} with {name}", verb, method, "params", change, {name: instead})
	yield Way("GET with _method", "GET", method, "params", change | {"_method": "POST"})
	yield Way("cmd=run_doc_method", "POST", "/", "data", dismiss | {"cmd": "run_doc_method"})


def _by_rest(prefix: str, documents: str, verb: str, alert: str, value: str) -> Iterator[Way]:
	"""A new document, and a method of one."""
	is_post = verb == "POST"
	path = f"{prefix}/{documents}/ToDo"
	yield Way(f"{verb} {path}", verb, path, _place(verb), {"description": value}, is_possible=is_post)
	method = {"reason": value}
	path = f"{prefix}/{documents}/Risk Alert/{alert}"
	if documents == "document":
		path += "/method/dismiss"
	else:
		method["run_method"] = "dismiss"
	yield Way(f"{verb} a method by {prefix}", verb, path, _place(verb), method, is_possible=is_post)


def _place(verb: str) -> str:
	return "data" if verb in ("POST", "PUT", "PATCH") else "params"
