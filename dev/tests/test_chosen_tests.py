"""What TESTS chooses: folders of the app's tests by their short names, and whether a site is needed for them."""

from unittest import TestCase

from box.tests import chosen_tests, need_no_site


class TestChosenTests(TestCase):
	def test_folders_and_files_are_found_among_the_app_s_tests(self):
		for chosen, words in (
			("unit", ["fanpin_app/tests/unit"]),
			("browser site/discovery", ["fanpin_app/tests/browser", "fanpin_app/tests/site/discovery"]),
			("unit/test_cells.py::TestDates", ["fanpin_app/tests/unit/test_cells.py::TestDates"]),
			("dev/tests", ["dev/tests"]),
			("fanpin_app/tests/http", ["fanpin_app/tests/http"]),
			("-k browser", ["-k", "browser"]),
			("site -k 'unit or http' -s", ["fanpin_app/tests/site", "-k", "unit or http", "-s"]),
		):
			with self.subTest(chosen):
				self.assertEqual(chosen_tests(chosen), words)

	def test_a_site_is_needed_unless_all_places_are_in_the_folder_unit(self):
		for chosen in ("unit", "unit/test_cells.py unit/test_periods.py", "unit -k day", "tests/unit -s"):
			self.assertTrue(need_no_site(chosen), chosen)
		for chosen in ("", "site", "unit http", "unit/../http", "-k unit", "-m unit", "unit -s dev/tests"):
			self.assertFalse(need_no_site(chosen), chosen)
