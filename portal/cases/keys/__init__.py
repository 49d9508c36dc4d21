"""The keys of a case: who steps back, who is called in, who is given one later."""
