"""The main loop: a report comes in, is reviewed, dispatched, handled, called back and closed."""
