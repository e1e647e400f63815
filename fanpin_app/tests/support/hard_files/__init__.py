"""Files as offices really send them, some of each kind, with the expected result.

`case` defines what a case is and writes its file; the other modules contain the cases: `values` what is in the cells,
`worksheets` where tables are on sheets, `side_tables` tables beside others, `headers`, `header_words`, `units`,
`stated_units` and `ambiguous_text` what is above and between them, `rows_between` and `whose_figures` what revokes rows or
makes them somebody else's, `text_marks` fonts and formats, `swapped_days` exchanged days and months, `doubtful_rows` rows
and sheets that may not count, `text_files` and `split_rows` text files and files that cannot be opened, `registers`,
`incomes` and `income_titles` files of the register and of incomes.
`test_hard_files.py` loads all of them, and `test_hard_files_everywhere.py` one of each kind through the command, the
desk and the push endpoint.
"""
