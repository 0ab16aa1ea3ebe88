"""What the tool writes: workbooks, documents and records, each file whole or not at all."""
