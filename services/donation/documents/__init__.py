"""What is printed: pictures and PDF pages made of data, without a database."""
