"""The outbox and work queue in one table, and the notices that people read."""
