"""The clocks of a case: started, met, given more time, and escalated when overdue."""
