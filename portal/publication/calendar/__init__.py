"""When reports are to come out: announced beforehand, and shown when a day is missed."""
