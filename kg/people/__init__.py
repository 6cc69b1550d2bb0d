"""The rights of people: to see all that is held on them, and to be taken out."""
