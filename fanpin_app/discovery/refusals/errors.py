"""Reasons for which rows and files are refused. The codes are stored and counted; people read their translations."""

PRECISION_LOST = "precision_lost"
BAD_ID = "bad_id"
UNKNOWN_PERSON = "unknown_person"
UNKNOWN_REGION = "unknown_region"
UNKNOWN_HOUSEHOLD = "unknown_household"
BAD_DATE = "bad_date"
BAD_AMOUNT = "bad_amount"
BAD_VALUE = "bad_value"
MISSING_VALUE = "missing_value"
MARKUP = "markup"
DUPLICATE = "duplicate"
STAND_IN = "stand_in"
WRONG_LEVEL = "wrong_level"
SKIPPED_LEVEL = "skipped_level"
REPEATED_KEY = "repeated_key"
OTHER_PERSON = "other_person"
OTHER_HOUSEHOLD = "other_household"
HEAD_LEAVES = "head_leaves"
WHOLE_HOUSEHOLD = "whole_household"
NOTHING_TO_REVERSE = "nothing_to_reverse"
SECOND_OF_RELATION = "second_of_relation"

# Rows whose subject is not registered in the regions where the sender loads files.
UNMATCHED = (UNKNOWN_PERSON, UNKNOWN_HOUSEHOLD, UNKNOWN_REGION)

NOT_A_WORKBOOK = "not_a_workbook"
EMPTY = "empty"
HAS_PASSWORD = "has_password"
BROKEN_TEXT = "broken_text"
MISSING_COLUMN = "missing_column"
AMBIGUOUS_COLUMN = "ambiguous_column"
UNKNOWN_FEED = "unknown_feed"
ALREADY_LOADED = "already_loaded"
TOO_LARGE = "too_large"
OTHER_YEAR = "other_year"
OUT_OF_SCOPE = "out_of_scope"
NOT_A_CORRECTION = "not_a_correction"
NOTHING_TO_REPLACE = "nothing_to_replace"
NO_ROW_ACCEPTED = "no_row_accepted"


class RowRefusedError(Exception):
	"""A row cannot be used; `reason` is one of the codes above, `header` the column at fault, if any, `others` the
	places of the rows that it contradicts."""

	def __init__(self, reason: str, header: str | None = None, others: str = ""):
		super().__init__(reason)
		self.reason = reason
		self.header = header
		self.others = others


class FileRefusedError(Exception):
	"""A file cannot be used; `message` says in the user's language what is wrong and what to do."""

	def __init__(self, reason: str, message: str):
		super().__init__(message)
		self.reason = reason
		self.message = message


class DecisionNeededError(Exception):
	"""A file can be used, but a person has to decide first: nothing of it is kept until then.

	`status` is the batch's status meanwhile, `values` are written on the batch for that person.
	"""

	def __init__(self, status: str, **values):
		super().__init__(status)
		self.status = status
		self.values = values
