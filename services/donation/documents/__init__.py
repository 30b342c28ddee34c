"""What is printed, as PDF: read from the store, laid out by typst, never written back."""
