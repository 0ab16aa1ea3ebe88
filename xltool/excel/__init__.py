"""The Excel side: what puts it on a PC, and what finds out why it does not work there."""
