"""The house's own API: what a worker's screens show and do, for other programs and for the phone."""
