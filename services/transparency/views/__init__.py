"""What each page and each answer of the API says, put together from the read model in one consistent snapshot."""
