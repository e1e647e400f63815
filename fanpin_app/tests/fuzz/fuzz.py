"""The fuzz test: every call of every caller, and what its answers reveal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import requests

from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.answers import compared, difference, text_of
from fanpin_app.tests.fuzz.calls import POST, Call
from fanpin_app.tests.fuzz.endpoints import CITYWIDE_SCREENING, Endpoint
from fanpin_app.tests.fuzz.village import FOREIGN, MISSING
from fanpin_app.tests.support.security import permission_matrix as matrix

# How often a run of hours says how far it is.
FUNCTIONS_PER_LINE = 25
# The gate's message, in the language of the test users and in English.
GATE_MESSAGES = ("开放", "is not open")


@dataclass
class Fuzz:
	"""`callers`: label → token, None for a guest.

	`officers`: label → officer; calls name that of the district.
	"""

	callers: dict[str, str | None]
	officers: dict[str, matrix.Officer]
	session: requests.Session
	leaks: list[str] = field(default_factory=list)
	oracles: list[str] = field(default_factory=list)
	changes: list[str] = field(default_factory=list)
	failures: list[str] = field(default_factory=list)
	sent: int = 0

	def __post_init__(self):
		# Caller → the DocTypes whose documents in the foreign village the caller may not read.
		self.foreign = {
			caller: [doctype for doctype in matrix.doctypes() if self._is_foreign(doctype, caller)]
			for caller in self.callers
		}

	def run(
		self,
		endpoints: list[Endpoint],
		doctypes: list[str],
		styles: tuple[str, ...],
		group_size: int,
		every: int = 1,
	) -> None:
		"""Make all calls; after every `group_size` functions, check whether foreign documents changed.

		With `every` = 3, each caller only calls for every third DocType, the next caller for the next ones.
		"""
		before = village.checksum()
		for first in range(0, len(endpoints), group_size):
			group = endpoints[first : first + group_size]
			for endpoint in group:
				for position, (caller, token) in enumerate(self.callers.items()):
					if caller == "administrator" and endpoint.name in CITYWIDE_SCREENING:
						continue
					self._call_all(endpoint, doctypes[position % every :: every], styles, caller, token)
			after = village.checksum()
			changed = [what for what in sorted({*before, *after}) if before.get(what) != after.get(what)]
			if changed:
				_note(self.changes, f"{changed} by {[endpoint.name for endpoint in group]}")
			before = after
			if first % FUNCTIONS_PER_LINE == 0:
				print(f"{first + len(group)} of {len(endpoints)} functions, {self.sent} calls", flush=True)

	def _call_all(
		self, endpoint: Endpoint, doctypes: list[str], styles: tuple[str, ...], caller: str, token: str | None
	) -> None:
		for call, missing_call in self._calls(endpoint, doctypes, styles, caller):
			try:
				if not self._is_open(call, missing_call, caller, token):
					return
			except requests.RequestException as failure:
				_note(self.failures, f"{caller}: {call.curl_command()}: {failure}")

	def _calls(
		self, endpoint: Endpoint, doctypes: list[str], styles: tuple[str, ...], caller: str
	) -> Iterator[tuple[Call, Call]]:
		if endpoint.doctype:
			chosen = [endpoint.doctype] if endpoint.doctype in matrix.doctypes() else []
		else:
			chosen = doctypes if endpoint.takes_a_doctype else doctypes[:1]
		chosen = [doctype for doctype in chosen if doctype in self.foreign[caller]]
		for style in styles:
			# The other styles call the same function, so one DocType is enough.
			for doctype in chosen if style == POST else chosen[:1]:
				yield tuple(
					Call(endpoint, village.target(doctype, place, self.officers["district"].user), style)
					for place in (FOREIGN, MISSING)
				)

	def _is_foreign(self, doctype: str, caller: str) -> bool:
		return caller not in self.officers or FOREIGN in self.officers[caller].for_doctype(doctype).outside

	def _is_open(self, call: Call, missing_call: Call, caller: str, token: str | None) -> bool:
		"""Make both calls and record what the answers reveal; False if the gate refuses the function."""
		answer = call.send(self.session, token)
		self.sent += 1
		if village.reveals_foreign(text_of(answer), call.full_text(), self.foreign[caller]):
			_note(self.leaks, f"{caller}: {call.curl_command()}")
		if answer.status_code == 403 and any(word in _refusal_text(answer) for word in GATE_MESSAGES):
			return False
		if call.names_target():
			foreign = compared(answer, _names_of(call))
			missing = compared(missing_call.send(self.session, token), _names_of(missing_call))
			self.sent += 1
			if foreign != missing:
				_note(self.oracles, f"{caller}: {difference(foreign, missing)}: {call.curl_command()}")
		return True


def _note(found: list[str], finding: str) -> None:
	"""Record the finding and print it immediately: a full run takes hours, and may be interrupted."""
	found.append(finding)
	print(finding, flush=True)


def _names_of(call: Call) -> list[str]:
	target = call.target
	return [target.address, target.file, target.row, target.name, FOREIGN, MISSING]


def _refusal_text(answer: requests.Response) -> str:
	"""The messages of a refusal, which are JSON in JSON."""
	return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), answer.text)
