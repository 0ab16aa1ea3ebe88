"""Bytes of a file → ``Grid``: the only part of the house that knows file formats."""
