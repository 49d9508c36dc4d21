"""How figures are made safe, and how they are attacked."""
