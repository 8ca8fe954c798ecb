"""Log lines without what an address may hold: whoever has a tracking code is the reporter."""

import logging
import re

_CODE_IN_ADDRESS = re.compile(r"(/t/|/done/)[^/\n]+")


class WithoutCodes(logging.Filter):
    """Django logs the address of each refused request; the code in it is left out, right or nearly right."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True always; the message is altered where need be."""
        told = record.getMessage()
        cleaned = _CODE_IN_ADDRESS.sub(r"\1…", told)
        if cleaned != told:
            record.msg, record.args = cleaned, ()
        return True
