"""The steps. One that was published is never changed."""
