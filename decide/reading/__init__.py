"""Reading a text with a question in mind: one model that judges texts and finds the words."""
