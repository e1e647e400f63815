"""An officer at work over HTTP, as a browser or another program would be."""

from __future__ import annotations

import json
from typing import Any

import requests

SECONDS = 60


class Refused(Exception):
	"""The server answered with an error; the text is what it told the officer."""


class Officer:
	"""Logged in at `url` as `user`. Every method raises Refused where the server refuses."""

	def __init__(self, url: str, user: str, password: str):
		self.url = url.rstrip("/")
		self.user = user
		self.session = requests.Session()
		self._ask("POST", "/api/method/login", {"usr": user, "pwd": password})

	def list(self, doctype: str, filters: dict[str, Any], fields: list[str]) -> list[dict]:
		query = {"filters": json.dumps(filters), "fields": json.dumps(fields), "limit_page_length": 0}
		return self._ask("GET", f"/api/resource/{doctype}", query)["data"]

	def get(self, doctype: str, name: str) -> dict:
		return self._ask("GET", f"/api/resource/{doctype}/{name}")["data"]

	def create(self, doctype: str, **values: Any) -> dict:
		return self._ask("POST", f"/api/resource/{doctype}", values)["data"]

	def update(self, doctype: str, name: str, **values: Any) -> dict:
		return self._ask("PUT", f"/api/resource/{doctype}/{name}", values)["data"]

	def call(self, method: str, **arguments: Any) -> Any:
		return self._ask("POST", f"/api/method/{method}", arguments).get("message")

	def apply(self, action: str, doctype: str, name: str) -> dict:
		"""Take the action of the document's workflow."""
		doc = json.dumps(self.get(doctype, name))
		return self.call("frappe.model.workflow.apply_workflow", doc=doc, action=action)

	def _ask(self, verb: str, path: str, values: dict[str, Any] | None = None) -> dict:
		sent = {"params": values} if verb == "GET" else {"json": values}
		answer = self.session.request(verb, self.url + path, timeout=SECONDS, **sent)
		if answer.status_code >= 400:
			raise Refused(f"{self.user} {verb} {path}: {answer.status_code} {_told(answer)}")
		return answer.json()


def _told(answer: requests.Response) -> str:
	try:
		body = answer.json()
	except ValueError:
		return answer.text[:500]
	messages = json.loads(body.get("_server_messages") or "[]")
	return " ".join(json.loads(message)["message"] for message in messages) or body.get("exception", "")
