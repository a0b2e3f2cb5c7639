"""What an editor knows of its text without Qt's help."""
