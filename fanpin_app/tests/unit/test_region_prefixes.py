from unittest import TestCase

from fanpin_app.permissions import scope
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	TOWN,
	VILLAGE,
)


class TestPrefixesOfRegions(TestCase):
	def test_the_significant_digits_of_a_region_are_a_prefix_of_all_regions_below(self):
		self.assertEqual(scope.prefix_of(CITY), "4499")
		self.assertEqual(scope.prefix_of(DISTRICT), "449913")
		self.assertEqual(scope.prefix_of(TOWN), "449913101")
		self.assertEqual(scope.prefix_of(VILLAGE), VILLAGE)
		self.assertEqual(scope.prefix_of(VILLAGE + "003"), VILLAGE + "003")
