"""The text of a PDF, as it is searched and copied: Chinese characters, not the radicals that look like them.

Fonts draw a radical (U+2ED9 and others) and the character of the same shape with one glyph. Chromium notes the one
with the smaller code as the glyph's text, so that nobody with the name 马, 龙 or 黄 is found in the PDF.
"""

from __future__ import annotations

import io
import re
import unicodedata

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

KANGXI_RADICALS = range(0x2F00, 0x2FD6)
# Radicals, each with its character, for which Unicode's normalisation has none, or another one than simplified Chinese.
OTHER_RADICALS = (
	"⺂乛⺃乚⺅亻⺉刂⺋㔾⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺠民⺡氵⺣灬⺤爫⺦丬⺨犭⺫罒⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺹耂⺺肀⺾艹⺿艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠"
	"⻉贝⻋车⻌辶⻍辶⻎辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⺟母⻳龟⼾户"
)
CHARACTERS = {
	**{code: ord(unicodedata.normalize("NFKC", chr(code))) for code in KANGXI_RADICALS},
	**{
		ord(radical): ord(character)
		for radical, character in zip(OTHER_RADICALS[::2], OTHER_RADICALS[1::2], strict=True)
	},
}
# Of a CMap: single glyphs, and ranges of glyphs, with the text of the first one.
GLYPHS = re.compile(rb"^(?P<glyph><[0-9A-F]+>) <(?P<text>[0-9A-F]{4})>$", re.MULTILINE)
RANGES = re.compile(rb"\d+ beginbfrange\n(?P<lines>.*?)endbfrange", re.DOTALL)
RANGE = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]+)>")


def correct(content: bytes) -> bytes:
	"""The PDF with the text of its glyphs corrected; nothing that is seen changes."""
	writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
	for each in writer._objects:
		if isinstance(each, DictionaryObject) and "/ToUnicode" in each:
			stream = DecodedStreamObject()
			stream.set_data(corrected_cmap(each["/ToUnicode"].get_object().get_data()))
			each[NameObject("/ToUnicode")] = writer._add_object(stream)
	written = io.BytesIO()
	writer.write(written)
	return written.getvalue()


def corrected_cmap(cmap: bytes) -> bytes:
	"""A CMap that maps glyphs to text, with characters instead of radicals."""
	return RANGES.sub(_corrected_ranges, GLYPHS.sub(_corrected_glyph, cmap))


def _corrected_glyph(match: re.Match) -> bytes:
	code = int(match["text"], 16)
	return b"%s <%04X>" % (match["glyph"], CHARACTERS.get(code, code))


def _corrected_ranges(match: re.Match) -> bytes:
	"""The block of ranges, those with radicals as one range for each glyph."""
	lines = []
	for first, last, text in RANGE.findall(match["lines"]):
		glyphs, code = range(int(first, 16), int(last, 16) + 1), int(text, 16)
		if len(text) > 4 or not any(code + offset in CHARACTERS for offset in range(len(glyphs))):
			lines.append(b"<%s> <%s> <%s>" % (first, last, text))
			continue
		for offset, glyph in enumerate(glyphs):
			name = b"%0*X" % (len(first), glyph)
			lines.append(b"<%s> <%s> <%04X>" % (name, name, CHARACTERS.get(code + offset, code + offset)))
	return b"%d beginbfrange\n%s\nendbfrange" % (len(lines), b"\n".join(lines))
