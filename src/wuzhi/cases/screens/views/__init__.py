"""The engine's screens: thin, they ask queries and call actions."""
