"""A whole team as one file that this installation, or another one, brings in as a new team.

`kinds` finds what hangs on a team, `left_out` says what stays behind and why, `writing` makes the file, `opening` and
`checking` read it before anything is kept, and `bringing_in` makes the team.
"""
