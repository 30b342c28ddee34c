"""What is printed: receipts, listings and summaries, as PDF: read from the store, laid out by typst."""
