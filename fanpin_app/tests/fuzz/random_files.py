"""Twenty thousand tables with random layouts: `make fuzz`, some minutes."""

from fanpin_app.tests.site.discovery.test_random_files import RandomFilesTestCase


class TestManyRandomFiles(RandomFilesTestCase):
	def test_accepted_rows_are_as_intended_and_the_others_are_refused_with_a_reason(self):
		self.try_files(20_000)
