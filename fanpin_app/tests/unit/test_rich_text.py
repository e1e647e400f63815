from unittest import TestCase

from fanpin_app.security.text.plain_text import clean_rich_text


class TestPicturesOfRichText(TestCase):
	def test_rich_text_loads_what_was_uploaded_and_nothing_else(self):
		kept = (
			'<img src="/files/a.png">',
			'<img src="/private/files/%E5%9B%BE.png?fid=1">',
			'<a href="/app/household/R1">户</a>',
			'<span style="color: red;">x</span>',
		)
		for html in kept:
			self.assertEqual(clean_rich_text(html).replace("/>", ">"), html)
		address = "api/method/logout"
		for html in (
			f'<img src="/{address}">',
			f'<img src="&#x2F;{address}">',
			f'<img src="/files/../{address}">',
			f'<img src="/files/%2e%2e/{address}">',
			f'<img src="//host/files/{address}">',
			f'<img src="http://host/{address}">',
			f'<img src="{address}">',
			f'<img srcset="/{address} 2x">',
			f'<img lowsrc="/{address}" dynsrc="/{address}" longdesc="/{address}">',
			f'<video poster="/{address}" src="/{address}"></video>',
			f'<audio><source src="/{address}"></audio>',
			f'<table background="/{address}"><tr><td background=/{address}>1</td></tr></table>',
			f'<p style="background-image:url(/{address})">x</p>',
			f'<p style="background-image:\\75rl(/{address})">x</p>',
			f'<a href="/app" ping="/{address}">x</a>',
			f'["<img src=/{address}>"]',
		):
			with self.subTest(html=html):
				self.assertNotIn(f"{address}", clean_rich_text(html))
