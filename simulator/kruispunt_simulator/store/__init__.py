"""The database: log, replay memory, repertories, and their migrations."""
