"""The full content of an answer: body, headers and packed files."""

import io
import json
import re
import zipfile

import requests
from pypdf import PdfReader

# Keys that differ between any two answers, and the traceback for developers.
VOLATILE_KEYS = ("exc", "exception", "_exc_source", "exc_source", "_debug_messages")
ERROR_ID = re.compile(r"__frappe_exc_id\W+\w+")
CHANGING = (
	re.compile(r'"execution_time": [\d.]+'),
	ERROR_ID,
	re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?"),
	# Random names of documents, also those without a digit.
	re.compile(r'(?<="name": ")[0-9a-v]{10}(?=")'),
	re.compile(r"\b((?=[a-v]*\d)[0-9a-v]{10}|[0-9a-f]{10})\b"),
)


def text_of(answer: requests.Response) -> str:
	"""Body and headers, unpacked: the files of a workbook or a zip, the pages of a PDF."""
	headers = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
	content = answer.content
	if content.startswith(b"PK"):
		return headers + _unzipped(content)
	if content.startswith(b"%PDF"):
		return headers + "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
	# JSON escapes Chinese, in messages twice.
	return headers + answer.text


def _unzipped(content: bytes) -> str:
	with zipfile.ZipFile(io.BytesIO(content)) as packed:
		return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def compared(answer: requests.Response, names: list[str]) -> tuple[int, str]:
	"""Status and text without these names: equal for missing and unreadable documents."""
	try:
		body = {key: value for key, value in answer.json().items() if key not in VOLATILE_KEYS}
		text = json.dumps(body, ensure_ascii=False, sort_keys=True)
	except (ValueError, AttributeError):
		text = text_of(answer) if answer.status_code == 200 else ""
	for name in names:
		text = text.replace(name, "NAME")
	for changing in CHANGING:
		text = changing.sub("", text)
	return answer.status_code, text


def difference(one: tuple[int, str], other: tuple[int, str]) -> str:
	"""The place where two answers begin to differ."""
	if one[0] != other[0]:
		return f"{one[0]} against {other[0]}"
	begins = next((i for i, (a, b) in enumerate(zip(one[1], other[1], strict=False)) if a != b), 0)
	return " against ".join(text[max(0, begins - 40) : begins + 60] for text in (one[1], other[1]))
