"""What a page loads by itself for rich text: pictures and sounds that were uploaded, and nothing else.

The address of a picture is asked for with the session of whoever opens the text, on any page of this server and, where a
configured content security policy lets it, of others. A link is followed by hand, and stays.
"""

import posixpath
import re
from html import unescape
from urllib.parse import unquote

# Tags and attributes as Frappe's sanitizer writes them: attributes in double quotes.
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'\s([a-zA-Z:-]+)="([^"]*)"')
_LOADED = {"src"}
# Older or rarer names of addresses that a page loads or reports to.
_REFUSED = {
	*(
		"action",
		"background",
		"data",
		"dynsrc",
		"formaction",
		"longdesc",
		"lowsrc",
		"manifest",
		"ping",
		"poster",
	),
	*("profile", "srcset", "xlink:href"),
}
_FOLDERS = ("/files/", "/private/files/")
_DATA = re.compile(r"data:(?:image|audio|video)/|cid:", re.IGNORECASE)
# Addresses in styles, and the ways of writing them so that they are not found.
_ADDRESS_IN_STYLE = re.compile(r"url|image|element|src|@|\\", re.IGNORECASE)


def only_uploaded(html: str) -> str:
	"""The sanitized HTML without addresses of anything else that a browser would load by itself."""
	return _TAG.sub(_clean_tag, html)


def _clean_tag(tag: re.Match) -> str:
	return _ATTRIBUTE.sub(_clean_attribute, tag[0])


def _clean_attribute(attribute: re.Match) -> str:
	name, value = attribute[1].lower(), unescape(attribute[2])
	refused = (
		name in _REFUSED
		or (name in _LOADED and not _is_uploaded(value))
		or (name == "style" and _ADDRESS_IN_STYLE.search(value))
	)
	return "" if refused else attribute[0]


def _is_uploaded(address: str) -> bool:
	if _DATA.match(address):
		return True
	path = re.split("[?#]", unquote(address))[0]
	return path.startswith(_FOLDERS) and "\\" not in path and posixpath.normpath(path) == path
