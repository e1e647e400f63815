from unittest import TestCase
from unittest.mock import patch

import frappe

from fanpin_app.security.doctor import checks, configuration, platform, settings
from fanpin_app.tests.unit.test_translations import chinese


class TestChecksOfTheConfiguration(TestCase):
	def test_a_proxy_that_is_no_address_is_named(self):
		with patch.dict(frappe.local.conf, {"trusted_proxies": "nginx"}):
			self.assertTrue(any("nginx" in found for found in configuration.dangerous_flags()))

	def test_every_text_of_the_checks_has_its_chinese(self):
		texts = {text for check in checks.CHECKS for text in (check.title, check.advice)}
		texts |= {checks.IN_ORDER, checks.NOTICE, checks.WRONG}
		texts |= {setting.why for setting in settings.RECOMMENDATIONS}
		texts |= {hole.what for hole in platform.VULNERABILITIES} | set(configuration.FLAGS.values())
		self.assertEqual(texts - set(chinese()), set())

	def test_flags_for_developers_and_a_proxy_that_is_everybody_are_named(self):
		with patch.dict(frappe.local.conf, {"developer_mode": 1, "trusted_proxies": ["0.0.0.0/0"]}):
			found = "\n".join(configuration.dangerous_flags())
		self.assertIn("developer_mode", found)
		self.assertIn("0.0.0.0/0", found)

	def test_holes_are_those_of_the_version(self):
		def holes(version: str) -> set[str]:
			return {hole.name for hole in platform.open_vulnerabilities(version)}

		self.assertEqual(len(holes("15.0.0-dev")), 3)
		self.assertEqual(holes("15.105.0"), {"CVE-2026-44208"})
		self.assertEqual(holes("15.107.0"), set())
		self.assertEqual(holes("16.10.2"), {"CVE-2026-44208"})
		self.assertEqual(holes("17.0.0"), set())
