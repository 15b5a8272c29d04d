"""What a crawl over every address needs: the addresses, what is foreign to whom, and a bank altered elsewhere."""
