"""What is printed: receipts, listings, summaries, posters and letters, laid out by typst; and pictures of codes."""
