"""The demo's users: an officer of each tier, a window clerk, an agency's data officer, a helper and an administrator,
with postings and a public password."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.utils.password import update_password

from fanpin_app.demo.files.town import Town

PASSWORD = "fanpin-demo"
POSTED_SINCE = "2025-01-01"


@dataclass(frozen=True)
class Account:
	tier: str
	user: str
	name: str
	duty: str
	region: str
	roles: tuple[str, ...] = ()
	agency: str | None = None


def demo_accounts(town: Town) -> list[Account]:
	village = town.story.village
	city, district = (region.code for region in town.regions[:2])
	return [
		# First, because Frappe makes the first user of a site a System Manager.
		Account(
			"administrator",
			"admin@fanpin.example",
			"许安",
			"City Officer",
			city,
			("Monitoring Administrator", "System Manager"),
		),
		Account("village", "village@fanpin.example", "林桂香", "Village Cadre", village.code),
		Account("town", "town@fanpin.example", "郑文涛", "Town Officer", village.town.code),
		Account("district", "district@fanpin.example", "陈海燕", "District Officer", district),
		Account("city", "city@fanpin.example", "黄立群", "City Officer", city),
		Account("window", "window@fanpin.example", "吴秀珍", "Window Clerk", village.town.code),
		Account(
			"agency", "agency@fanpin.example", "蔡晓东", "Agency Data Officer", district, agency="医疗保障局"
		),
		Account("helper", "helper@fanpin.example", "杨志强", "Helper", village.code),
	]


def create_accounts(town: Town) -> list[Account]:
	"""Create the accounts with their postings; existing ones are left unchanged."""
	accounts = demo_accounts(town)
	for account in accounts:
		if frappe.db.exists("User", account.user):
			continue
		_create_user(account)
		frappe.get_doc(
			doctype="Officer Posting",
			user=account.user,
			duty=account.duty,
			region=account.region,
			agency=account.agency,
			from_date=POSTED_SINCE,
		).insert()
	_pair_helper(accounts, town)
	return accounts


def _pair_helper(accounts: list[Account], town: Town) -> None:
	"""Pair the helper with the story's household and the monitored ones of its village."""
	helper = next(account for account in accounts if account.tier == "helper")
	monitored = frappe.get_all(
		"Household", filters={"region": town.story.village.code, "monitored": 1}, pluck="name"
	)
	for household in {town.story.household, *monitored}:
		if not frappe.db.exists("Helper Pairing", {"household": household}):
			frappe.get_doc(
				doctype="Helper Pairing", household=household, helper=helper.user, from_date=POSTED_SINCE
			).insert()


def _create_user(account: Account) -> None:
	user = frappe.get_doc(
		doctype="User",
		email=account.user,
		first_name=account.name,
		language="zh",
		send_welcome_email=0,
		user_type="System User",
		roles=[{"role": role} for role in account.roles],
	)
	user.insert()
	update_password(account.user, PASSWORD)
