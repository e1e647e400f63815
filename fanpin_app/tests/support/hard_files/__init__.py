"""Files as offices really send them, some of each kind, and what must become of each.

`case` says what a case is and writes its file; the other modules hold the cases: `values` what is in the cells, `worksheets`
how tables lie on sheets, `headers` what is written above them, `units` in what they count, `texts` and
`parted` text files and what cannot be opened, `registers`
and `incomes` files of the register and of incomes. `test_hard_files.py` loads all of them, and one of each kind through the command, the desk
and the interface for systems.
"""
