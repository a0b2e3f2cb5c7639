"""The pages that show servers as they are now, and as they were."""
