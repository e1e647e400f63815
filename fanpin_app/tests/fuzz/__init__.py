"""A fuzz test of every function that clients may call: none reveals data of another village.

The functions are found in the code of all installed apps; arguments are guessed from parameter names.
`test_fuzz.py` calls some of them in the suite, `all_functions.py` calls all (`make fuzz`).
"""
