"""What pages show of cases: lists, words, timelines and forms. The engine knows nothing of it."""
