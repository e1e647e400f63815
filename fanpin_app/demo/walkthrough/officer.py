"""An officer working over HTTP, as a browser or another program would."""

from __future__ import annotations

import json
from typing import Any

import requests

from fanpin_app.demo.page_token import send_token_of_page

TIMEOUT_SECONDS = 60


class RequestRefusedError(Exception):
	"""The server responded with an error; the text is its message."""


class Officer:
	"""Logged in at `url` as `user`. Every method raises RequestRefusedError if the server refuses."""

	def __init__(self, url: str, user: str, password: str):
		self.url = url.rstrip("/")
		self.user = user
		self.session = requests.Session()
		self._request("POST", "/api/method/login", {"usr": user, "pwd": password})
		send_token_of_page(self.session, f"{self.url}/me")

	def list(self, doctype: str, filters: dict[str, Any], fields: list[str]) -> list[dict]:
		query = {"filters": json.dumps(filters), "fields": json.dumps(fields), "limit_page_length": 0}
		return self._request("GET", f"/api/resource/{doctype}", query)["data"]

	def get(self, doctype: str, name: str) -> dict:
		return self._request("GET", f"/api/resource/{doctype}/{name}")["data"]

	def create(self, doctype: str, **values: Any) -> dict:
		return self._request("POST", f"/api/resource/{doctype}", values)["data"]

	def update(self, doctype: str, name: str, **values: Any) -> dict:
		return self._request("PUT", f"/api/resource/{doctype}/{name}", values)["data"]

	def call(self, method: str, **arguments: Any) -> Any:
		return self._request("POST", f"/api/method/{method}", arguments).get("message")

	def apply(self, action: str, doctype: str, name: str) -> dict:
		"""Apply the action of the document's workflow."""
		doc = json.dumps(self.get(doctype, name))
		return self.call("frappe.model.workflow.apply_workflow", doc=doc, action=action)

	def _request(self, verb: str, path: str, values: dict[str, Any] | None = None) -> dict:
		params, body = (values, None) if verb == "GET" else (None, values)
		response = self.session.request(
			verb, self.url + path, params=params, json=body, timeout=TIMEOUT_SECONDS
		)
		if response.status_code >= 400:
			raise RequestRefusedError(
				f"{self.user} {verb} {path}: {response.status_code} {_error_message(response)}"
			)
		return response.json()


def _error_message(response: requests.Response) -> str:
	try:
		body = response.json()
	except ValueError:
		return response.text[:500]
	messages = json.loads(body.get("_server_messages") or "[]")
	return " ".join(json.loads(message)["message"] for message in messages) or body.get("exception", "")
