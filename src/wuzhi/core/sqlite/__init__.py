"""Django's SQLite backend with one file lock before every write transaction."""
