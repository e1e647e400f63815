"""A fuzz over every function that clients may call: none tells of a village that is not the caller's.

Which functions there are is found in the code of all installed apps; what they are sent is guessed from the names of
their parameters. `test_fuzz.py` asks some of everything in the suite, `whole.py` asks all (`make fuzz`).
"""
