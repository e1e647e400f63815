"""Security checks of the site, for the report Security Check and for `bench fanpin-doctor`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import frappe
from frappe import _

from fanpin_app.security.doctor import accounts, configuration, permissions, platform, settings
from fanpin_app.security.files.public_copies import count_public_copies
from fanpin_app.security.text.plain_text import count_stored_markup

IN_ORDER, NOTICE, WRONG = "In Order", "Notice", "Wrong"


@dataclass(frozen=True)
class Check:
	"""A check: `find` returns a sentence for each problem. Texts are source strings of zh.csv."""

	title: str
	find: Callable[[], list[str]]
	advice: str
	severity: str = WRONG
	# Reads whole tables, which takes minutes for a city.
	is_long: bool = False


@dataclass(frozen=True)
class Finding:
	"""A result of a check in the user's language; `finding` and `advice` are empty if there is no problem."""

	check: str
	severity: str
	finding: str = ""
	advice: str = ""


def _vulnerabilities(closed: bool) -> Callable[[], list[str]]:
	return lambda: [
		f"{hole.name}: {_(hole.what)} ({_('fixed in {0}').format(' / '.join(hole.fixed_in.values()))})"
		for hole in platform.open_vulnerabilities()
		if bool(hole.closed_by) is closed
	]


def _count(count: Callable[[], int]) -> Callable[[], list[str]]:
	return lambda: [str(found)] if (found := count()) else []


CHECKS = (
	Check(
		"Known holes of the platform", _vulnerabilities(closed=False), "Update Frappe to the version named."
	),
	Check(
		"Known holes of the platform that this app closes",
		_vulnerabilities(closed=True),
		"Update Frappe all the same, when you can.",
		NOTICE,
	),
	Check(
		"Public copies of private files",
		_count(count_public_copies),
		"Run bench migrate, which withdraws them, and look for who fetched them in the proxy's log.",
	),
	Check(
		"Markup in plain texts",
		_count(count_stored_markup),
		"Look at the texts and correct them; they came in before they were refused.",
		is_long=True,
	),
	Check(
		"Users with a duty's role but no posting in force",
		accounts.roles_without_posting,
		"Record the posting, or take the role away or disable the user.",
	),
	Check(
		"Disabled users with sessions or keys",
		accounts.traces_of_disabled_users,
		"They do not work. Delete the API key in the user, so that it does not work again when the user is enabled.",
		NOTICE,
	),
	Check(
		"System Managers",
		accounts.system_managers,
		"They may do everything, whatever the postings. Keep them few, and none for daily work.",
		NOTICE,
	),
	Check(
		"Endpoints opened beyond the app's own list",
		permissions.permitted_endpoints,
		"Disable in Permitted Endpoint what is not needed any more.",
		NOTICE,
	),
	Check(
		"DocTypes opened beyond the scope",
		permissions.unscoped_doctypes,
		"Take out of Unscoped DocType what need not be read without regard to postings.",
		NOTICE,
	),
	Check(
		"DocTypes whose permissions were customised before a role was added",
		permissions.customised_without_role,
		"Add the role in the Role Permissions Manager, or restore the permissions.",
	),
	Check(
		"DocTypes of households that are open to all or to guests",
		permissions.open_to_everybody,
		"Take the role's rights away in the Role Permissions Manager.",
	),
	Check(
		"Public forms and shares of households' documents",
		permissions.public_access,
		"Unpublish the Web Form, delete the share or the link.",
	),
	Check(
		"The site's configuration",
		configuration.dangerous_flags,
		"Take the line out of site_config.json or common_site_config.json.",
	),
	Check(
		"The site's address",
		configuration.address_without_https,
		"Put HTTPS in front and set host_name (docs/operators.md).",
		NOTICE,
	),
	Check(
		"Server scripts",
		configuration.server_scripts,
		"Let nobody write them who may not see everything.",
		NOTICE,
	),
	Check(
		"Scheduler",
		configuration.stopped_scheduler,
		"bench enable-scheduler: without it, ended postings keep their roles and nobody is warned.",
	),
	Check(
		"Mail",
		configuration.missing_mail,
		"Set up an outgoing Email Account, or nobody gets reminders and links for new passwords.",
		NOTICE,
	),
)


def findings(thorough: bool = True) -> list[Finding]:
	"""Findings of all checks, settings last; long checks only if `thorough`."""
	checks = [check for check in CHECKS if thorough or not check.is_long]
	return [finding for check in checks for finding in _findings_of(check)] + list(_settings())


def is_wrong(found: list[Finding]) -> bool:
	return any(finding.severity == WRONG for finding in found)


def _findings_of(check: Check) -> list[Finding]:
	found = [Finding(_(check.title), check.severity, each, _(check.advice)) for each in check.find()]
	return found or [Finding(_(check.title), IN_ORDER)]


def _settings() -> Iterator[Finding]:
	deviating = {setting for setting, _value in settings.deviations()}
	for setting in settings.RECOMMENDATIONS:
		if not frappe.get_meta(setting.doctype).has_field(setting.fieldname):
			continue
		is_met = setting not in deviating
		yield Finding(
			f"{_(setting.doctype)}: {settings.label(setting)}",
			IN_ORDER if is_met else WRONG,
			_("{0} (recommended: {1})").format(settings.current(setting) or 0, setting.value),
			_(setting.why),
		)
