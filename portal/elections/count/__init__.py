"""The count: from a pile of ballot papers to who is elected, in whole numbers and by the rules."""
