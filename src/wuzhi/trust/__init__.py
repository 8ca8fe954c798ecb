"""The vault for what people write and how to reach them, and the record of who looked."""
