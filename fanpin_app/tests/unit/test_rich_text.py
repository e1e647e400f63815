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
		asked = "api/method/logout"
		for html in (
			f'<img src="/{asked}">',
			f'<img src="&#x2F;{asked}">',
			f'<img src="/files/../{asked}">',
			f'<img src="/files/%2e%2e/{asked}">',
			f'<img src="//host/files/{asked}">',
			f'<img src="http://host/{asked}">',
			f'<img src="{asked}">',
			f'<img srcset="/{asked} 2x">',
			f'<img lowsrc="/{asked}" dynsrc="/{asked}" longdesc="/{asked}">',
			f'<video poster="/{asked}" src="/{asked}"></video>',
			f'<audio><source src="/{asked}"></audio>',
			f'<table background="/{asked}"><tr><td background=/{asked}>1</td></tr></table>',
			f'<p style="background-image:url(/{asked})">x</p>',
			f'<p style="background-image:\\75rl(/{asked})">x</p>',
			f'<a href="/app" ping="/{asked}">x</a>',
			f'["<img src=/{asked}>"]',
		):
			with self.subTest(html=html):
				self.assertNotIn(f"{asked}", clean_rich_text(html))
