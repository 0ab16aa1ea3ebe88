"""Parts of Office files, edited so that every part that is not meant stays as it was."""
