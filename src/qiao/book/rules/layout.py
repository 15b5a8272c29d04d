"""Where the book's files lie below the home folder, and how they are called."""

import hashlib

BOOK_FOLDER = "book"  # book/<table>/<folder>/<file>.parquet
QUARANTINE_FOLDER = "quarantine"  # book/quarantine/<folder>/quarantine.parquet
QUARANTINE_FILE = "quarantine.parquet"
CLOSED_FILE = "closed.parquet"  # beside it: entries of earlier quarantine files that this load settled
WHOLE_FILE = "all.parquet"
# Entries of the quarantine that one load keeps in the database for one table; all of them are in the quarantine file.
ENTRIES_KEPT_MOST = 100_000


def file_of(bucket: int | None) -> str:
    """The file's name within a table's folder: of one bucket of accounts, or of a table without buckets."""
    return WHOLE_FILE if bucket is None else f"bucket-{bucket:02d}.parquet"


def bucket_of(account_id: str) -> int:
    """The first hexadecimal digit of the id's MD5: 0 to 15."""
    return int(hashlib.md5(account_id.encode(), usedforsecurity=False).hexdigest()[0], 16)
