"""Questions and answers kept by the centre."""
