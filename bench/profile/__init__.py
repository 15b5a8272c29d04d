"""What taking in and writing out what is known of customers takes."""
