"""Grid + form → reading: label words found, not positions; where each field stood; what was left over."""
