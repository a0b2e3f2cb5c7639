"""What the console keeps on this computer: tabs as they are typed, what ran, snippets, binds."""
