"""The phone: an installable page that works without a signal. A door: it asks the API and knows no rule."""
