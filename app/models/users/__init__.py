"""What the page of users shows, said without Qt."""
