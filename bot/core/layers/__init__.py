"""What each word of a question is for: a file for each kind of word, and layers.py with the order of the layers."""
