"""A call over HTTP, in each of the styles that Frappe accepts."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.tests.fuzz.endpoints import Endpoint
from fanpin_app.tests.fuzz.guesses import Target, arguments, as_sent

HAS_VERSION_2 = Path(frappe.__file__).with_name("api").is_dir()
POST, GET, CMD, VERSION_2 = "POST", "GET", "cmd", "v2"
CALL_STYLES = (POST, GET, CMD, *((VERSION_2,) if HAS_VERSION_2 else ()))
SECONDS = 60
CURL_HEADER = "Authorization: token KEY:SECRET"


@dataclass(frozen=True)
class Call:
	endpoint: Endpoint
	target: Target
	style: str = POST

	def send(self, session: requests.Session, token: str | None) -> requests.Response:
		headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
		verb, path, sent = self._request
		place = "params" if verb == "GET" else "data"
		return session.request(
			verb, get_url(path), headers=headers, timeout=SECONDS, allow_redirects=False, **{place: sent}
		)

	@cached_property
	def _arguments(self) -> dict[str, Any]:
		return arguments(self.endpoint.parameters, self.target)

	@cached_property
	def _request(self) -> tuple[str, str, dict[str, str]]:
		sent = as_sent(self._arguments)
		name = self.endpoint.name
		if self.endpoint.doctype:
			document = {
				"dt": self.target.doctype,
				"dn": self.target.name,
				"method": name,
				"args": json.dumps(sent),
			}
			name, sent = "run_doc_method", document
		if self.style == CMD:
			return "POST", "/", sent | {"cmd": name}
		version = "/v2" if self.style == VERSION_2 else ""
		return ("GET" if self.style == GET else "POST"), f"/api{version}/method/{name}", sent

	def full_text(self) -> str:
		"""All arguments and the target as text."""
		return json.dumps(self._arguments) + repr(self.target)

	def names_target(self) -> bool:
		"""Whether it names the document, a row or a file; users and words are the same for all targets."""
		text = json.dumps(self._request[2])
		return any(name in text for name in (self.target.name, self.target.row, self.target.file))

	def curl_command(self) -> str:
		"""The same call with curl."""
		verb, path, sent = self._request
		data = " ".join(f"--data-urlencode '{key}={value}'" for key, value in sent.items())
		return f"curl {'-G ' if verb == 'GET' else ''}-H '{CURL_HEADER}' {get_url(path)} {data}"
