"""One officer of each role in the city, and their access to the desk over HTTP."""

from __future__ import annotations

import frappe
import requests
from frappe.utils.password import update_password

from benchmark.city import CITY
from fanpin_app.demo.page_token import send_token_of_page
from fanpin_app.registry.officers.posting import ROLE_OF_DUTY

PASSWORD = "benchmark-of-the-city"
DUTIES = {
	"Village Cadre": 12,
	"Town Officer": 9,
	"District Officer": 6,
	"City Officer": 4,
	"Window Clerk": 9,
	"Agency Data Officer": 4,
	"Monitoring Administrator": 4,
}
AGENCY_DUTY = "Agency Data Officer"


def create_officers() -> dict[str, str]:
	"""An officer for each duty, posted to the city's first village, town, district or to the city: role →
	user."""
	agency = frappe.get_all("Sector Agency", limit=1, pluck="name", order_by="name asc")[0]
	village = frappe.get_all(
		"Administrative Region", filters={"level": "Village"}, limit=1, pluck="name", order_by="name asc"
	)[0]
	officers = {}
	for duty, digits in DUTIES.items():
		user = f"{frappe.scrub(duty)}@bench.example"
		if not frappe.db.exists("User", user):
			frappe.get_doc(
				doctype="User",
				email=user,
				first_name=duty,
				send_welcome_email=0,
				user_type="System User",
				language="zh",
			).insert()
			update_password(user, PASSWORD)
		if not frappe.db.exists("Officer Posting", {"user": user}):
			frappe.get_doc(
				doctype="Officer Posting",
				user=user,
				duty=duty,
				region=CITY if digits == 4 else village[:digits].ljust(12, "0"),
				agency=agency if duty == AGENCY_DUTY else None,
				from_date="2020-01-01",
			).insert()
		officers[ROLE_OF_DUTY[duty]] = user
	frappe.db.commit()
	return officers


class Desk:
	"""Sends requests of a logged-in officer in the same way as a browser."""

	def __init__(self, url: str, user: str) -> None:
		self.url = url
		self.session = requests.Session()
		self._post("login", usr=user, pwd=PASSWORD)
		send_token_of_page(self.session, f"{url}/app")

	def call(self, method: str, **arguments) -> requests.Response:
		"""Call a method. Raises RuntimeError if the answer is not 200."""
		return self._post(method, **arguments)

	def _post(self, method: str, **arguments) -> requests.Response:
		answer = self.session.post(f"{self.url}/api/method/{method}", data=arguments)
		if answer.status_code != 200:
			raise RuntimeError(f"{method}: {answer.status_code} {answer.text[-500:]}")
		return answer
