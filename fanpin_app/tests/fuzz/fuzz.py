"""The fuzz test: every call of every caller, and what its answers reveal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import requests

from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.answers import compared, difference, text_of
from fanpin_app.tests.fuzz.asking import POST, Question
from fanpin_app.tests.fuzz.endpoints import CITYWIDE_SCREENING, Endpoint
from fanpin_app.tests.fuzz.village import FOREIGN, NOWHERE
from fanpin_app.tests.support.security import permission_matrix as matrix

# The gate's message, in the language of the test users and in English.
SHUT = ("开放", "is not open")


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
	asked: int = 0

	def __post_init__(self):
		# Caller → the DocTypes whose documents in the foreign village the caller may not read.
		self.foreign = {
			caller: [doctype for doctype in matrix.doctypes() if self._is_foreign(doctype, caller)]
			for caller in self.callers
		}

	def run(
		self, endpoints: list[Endpoint], doctypes: list[str], ways: tuple[str, ...], group_size: int
	) -> None:
		"""Make all calls; after every `group_size` functions, check whether foreign documents changed."""
		before = village.checksum()
		for first in range(0, len(endpoints), group_size):
			group = endpoints[first : first + group_size]
			for endpoint in group:
				for caller, token in self.callers.items():
					if caller == "administrator" and endpoint.name in CITYWIDE_SCREENING:
						continue
					self._ask_all(endpoint, doctypes, ways, caller, token)
			after = village.checksum()
			changed = [what for what in sorted({*before, *after}) if before.get(what) != after.get(what)]
			if changed:
				_note(self.changes, f"{changed} by {[endpoint.name for endpoint in group]}")
			before = after

	def _ask_all(
		self, endpoint: Endpoint, doctypes: list[str], ways: tuple[str, ...], caller: str, token: str | None
	) -> None:
		for question, nothing in self._questions(endpoint, doctypes, ways, caller):
			try:
				if not self._is_open(question, nothing, caller, token):
					return
			except requests.RequestException as failure:
				_note(self.failures, f"{caller}: {question.curl_command()}: {failure}")

	def _questions(
		self, endpoint: Endpoint, doctypes: list[str], ways: tuple[str, ...], caller: str
	) -> Iterator[tuple[Question, Question]]:
		if endpoint.doctype:
			asked = [endpoint.doctype] if endpoint.doctype in matrix.doctypes() else []
		else:
			asked = doctypes if endpoint.takes_a_doctype else doctypes[:1]
		asked = [doctype for doctype in asked if doctype in self.foreign[caller]]
		for way in ways:
			# The other ways call the same function, so one DocType is enough.
			for doctype in asked if way == POST else asked[:1]:
				yield tuple(
					Question(endpoint, village.target(doctype, place, self.officers["district"].user), way)
					for place in (FOREIGN, NOWHERE)
				)

	def _is_foreign(self, doctype: str, caller: str) -> bool:
		return caller not in self.officers or FOREIGN in self.officers[caller].for_doctype(doctype).outside

	def _is_open(self, question: Question, nothing: Question, caller: str, token: str | None) -> bool:
		"""Make both calls and record what the answers reveal; False if the gate refuses the function."""
		answer = question.ask(self.session, token)
		self.asked += 1
		if village.reveals_foreign(text_of(answer), question.full_text(), self.foreign[caller]):
			_note(self.leaks, f"{caller}: {question.curl_command()}")
		if answer.status_code == 403 and any(word in _refusal_text(answer) for word in SHUT):
			return False
		if question.names_target():
			there = compared(answer, _names_of(question))
			nowhere = compared(nothing.ask(self.session, token), _names_of(nothing))
			self.asked += 1
			if there != nowhere:
				_note(self.oracles, f"{caller}: {difference(there, nowhere)}: {question.curl_command()}")
		return True


def _note(found: list[str], finding: str) -> None:
	"""Record the finding and print it immediately: a full run takes hours, and may be interrupted."""
	found.append(finding)
	print(finding, flush=True)


def _names_of(question: Question) -> list[str]:
	target = question.target
	return [target.address, target.file, target.row, target.name, FOREIGN, NOWHERE]


def _refusal_text(answer: requests.Response) -> str:
	"""The messages of a refusal, which are JSON in JSON."""
	return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), answer.text)
