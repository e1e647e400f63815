import requests
from frappe.utils import get_url

from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.calls import POST
from fanpin_app.tests.fuzz.endpoints import Endpoint
from fanpin_app.tests.fuzz.fuzz import Fuzz
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.committed_data import CommittedTestCase


class FuzzCase(CommittedTestCase):
	"""A foreign village and callers with each duty."""

	maxDiff = None
	# Labels of the callers; None: one of each duty.
	callers: tuple[str, ...] | None = None

	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(village.delete)
		officers = village.create()
		cls.users = {label: officer.user for label, officer in officers.items()}
		chosen = [label for label in officers if cls.callers is None or label in cls.callers]
		session = requests.Session()
		cls.addClassCleanup(session.close)
		tokens = {label: make_token(cls.users[label]) for label in chosen}
		cls.fuzz = Fuzz({"guest": None, **tokens}, officers, session)

	def run_fuzz(
		self,
		endpoints: list[Endpoint],
		doctypes: list[str],
		styles: tuple[str, ...] = (POST,),
		group_size: int = 1,
		every: int = 1,
	) -> None:
		fuzz = self.fuzz
		fuzz.run(endpoints, doctypes, styles, group_size, every)
		found = {
			"words of the foreign village": fuzz.leaks,
			"another answer than for a missing document": fuzz.oracles,
			"a foreign document changed": fuzz.changes,
			"no answer": fuzz.failures,
			"locked out meanwhile": [caller for caller in fuzz.callers if not self.is_authenticated(caller)],
		}
		print(f"{len(endpoints)} functions, {fuzz.sent} calls")
		self.assertEqual(
			"\n".join(f"{what}:\n  {place}" for what, places in found.items() for place in places), ""
		)

	def is_authenticated(self, caller: str) -> bool:
		"""Whether the caller is still authenticated; otherwise all refusals would look like success."""
		if caller in ("guest", "expired"):
			return True
		headers = {"Authorization": self.fuzz.callers[caller]}
		answer = requests.get(get_url("/api/method/frappe.auth.get_logged_user"), headers=headers, timeout=60)
		return answer.json().get("message") == self.users[caller]
