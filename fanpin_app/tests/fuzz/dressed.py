"""Twenty thousand tables with random layouts: `make fuzz`, some minutes."""

from fanpin_app.tests.site.discovery.test_dressed_files import DressedFilesTestCase


class TestManyDressedFiles(DressedFilesTestCase):
	def test_what_is_accepted_is_what_is_meant_and_the_rest_is_refused_by_name(self):
		self.try_files(20_000)
