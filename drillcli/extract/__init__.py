"""Question-and-answer documents, Markdown or plain text, read into items."""
