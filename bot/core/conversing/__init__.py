"""What leans on the question before: a file for what it leans on, and conversation.py with the order of the tries."""
