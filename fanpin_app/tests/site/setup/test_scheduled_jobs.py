"""Every scheduled job is a Scheduled Job Type of its own: Frappe names it by the last two words of its method."""

from collections.abc import Iterator

import frappe

from fanpin_app.tests.support.base import TestCase


def scheduled_methods() -> Iterator[str]:
	for events in frappe.get_hooks("scheduler_events").values():
		for methods in events.values() if isinstance(events, dict) else [events]:
			yield from methods


class TestScheduledJobs(TestCase):
	def test_no_two_methods_share_the_name_of_a_job(self):
		methods = sorted(set(scheduled_methods()))
		names = [".".join(method.split(".")[-2:]) for method in methods]
		self.assertEqual([name for name in set(names) if names.count(name) > 1], [])

	def test_the_site_has_a_job_for_every_method_of_the_app(self):
		methods = {method for method in scheduled_methods() if method.startswith("fanpin_app.")}
		jobs = frappe.get_all("Scheduled Job Type", filters={"method": ("in", methods)}, pluck="method")
		self.assertEqual(methods - set(jobs), set())
