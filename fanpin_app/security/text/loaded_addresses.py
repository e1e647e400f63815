"""Rich text may only load uploaded pictures and sounds.

A browser requests the address of a picture with the session of whoever opens the text: any page of this
server and, if a configured content security policy allows it, of others. Links stay, because users open them
on purpose.
"""

import posixpath
import re
from html import unescape
from urllib.parse import unquote

# Frappe's sanitizer writes attributes in double quotes.
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'\s([a-zA-Z:-]+)="([^"]*)"')
_LOADED = {"src"}
# Older or rarer attributes with addresses that a page loads or reports to.
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
# Addresses in styles, and ways to hide them.
_ADDRESS_IN_STYLE = re.compile(r"url|image|element|src|@|\\", re.IGNORECASE)


def only_uploaded(html: str) -> str:
	"""The sanitized HTML without any other address that a browser would load automatically."""
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
