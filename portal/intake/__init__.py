"""The public front door: missed visits, concerns, praise, and the return with a receipt."""
