"""Files as offices really send them, some of each kind, with the expected result.

`case` defines what a case is and writes its file; `contents` has the cases about cells and rows, `tables` those about
headers, sheets and formats, `wording` those about what titles and notes say.
`test_hard_files.py` loads all of them, and `test_hard_files_everywhere.py` one of each kind through the command, the
desk and the push endpoint.
"""
