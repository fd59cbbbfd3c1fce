"""Many runs of one exercise and what they say together. `execute` makes the runs, `analyse` reads what they left.

DIR/study.json     which exercise, library and version
DIR/runs.journal   a line a finished run, as they come: what the answer is made of
DIR/*.csv, *.parquet, study.html   the answer, the same byte for byte however the runs were shared out
"""
