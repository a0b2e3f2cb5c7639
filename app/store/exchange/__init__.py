"""The inventory out of the console and into it: files of ours, and connections of other tools."""
