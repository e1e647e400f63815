from ipaddress import ip_network
from unittest import TestCase

from fanpin_app.security.accounts.client_address import client_address

LOOPBACK = [ip_network("127.0.0.0/8")]


class TestClientAddress(TestCase):
	def test_without_a_proxy_it_is_the_peer_s(self):
		self.assertEqual(client_address("203.0.113.9", [], LOOPBACK), "203.0.113.9")

	def test_the_header_of_a_direct_client_is_not_trusted(self):
		self.assertEqual(client_address("203.0.113.9", ["192.0.2.1"], LOOPBACK), "203.0.113.9")

	def test_behind_a_proxy_it_is_what_the_proxy_saw(self):
		self.assertEqual(client_address("127.0.0.1", ["192.0.2.1, 203.0.113.9"], LOOPBACK), "203.0.113.9")

	def test_behind_two_proxies_it_is_what_the_outer_one_saw(self):
		proxies = [*LOOPBACK, ip_network("10.0.0.0/8")]
		claimed = ["192.0.2.1, 203.0.113.9, 10.0.0.3"]
		self.assertEqual(client_address("127.0.0.1", claimed, proxies), "203.0.113.9")

	def test_a_header_that_is_sent_twice_is_read_as_one(self):
		self.assertEqual(client_address("127.0.0.1", ["192.0.2.1", "203.0.113.9"], LOOPBACK), "203.0.113.9")

	def test_what_is_no_address_is_not_trusted(self):
		self.assertEqual(client_address("127.0.0.1", ["192.0.2.1, unknown"], LOOPBACK), "127.0.0.1")

	def test_a_socket_on_the_same_machine_counts_as_a_proxy(self):
		self.assertEqual(client_address("", ["203.0.113.9"], LOOPBACK), "203.0.113.9")

	def test_without_trusted_proxies_no_header_is_trusted(self):
		self.assertEqual(client_address("127.0.0.1", ["203.0.113.9"], []), "127.0.0.1")

	def test_an_ipv4_address_in_ipv6_is_the_same_proxy(self):
		self.assertEqual(client_address("::ffff:127.0.0.1", ["203.0.113.9"], LOOPBACK), "203.0.113.9")
