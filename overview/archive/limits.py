"""How large an archive may be. What is larger is refused before it is read, or as soon as it shows."""

MEGABYTE = 1024 * 1024
# Of the file that is sent: the documents of a team have 200 MB at most.
MOST_BYTES = 300 * MEGABYTE
# Of all that is in it, unpacked; a zip of a few kilobytes could have terabytes.
MOST_UNPACKED = 600 * MEGABYTE
# Files in it: a team has 500 documents at most, and there are about fifty kinds of row.
MOST_FILES = 1_000
# Of the list of files at the end of a zip, which is read as a whole.
MOST_BYTES_OF_LIST = MEGABYTE // 2
MOST_BYTES_OF_MANIFEST = MEGABYTE
# Of one row. The longest that a team can make are the answers of a ballot, and what was left out of an import.
MOST_BYTES_OF_ROW = 4 * MEGABYTE
# Of one file that goes with a row, which is read as a whole.
MOST_BYTES_OF_CONTENT = 20 * MEGABYTE
# All kinds together; a team of 5,000 ideas has fewer than 100,000.
MOST_ROWS = 400_000
