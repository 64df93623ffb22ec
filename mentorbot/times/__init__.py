"""When: times, days and zones as people type them. Pure."""
