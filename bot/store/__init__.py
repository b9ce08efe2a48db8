"""What must outlive the process: questions under way, topics of threads, votes. SQLite by default, through SQLAlchemy Core."""
