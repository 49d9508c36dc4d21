"""The oversight committee: terms of office, appointments, interests, keys and their hand-over."""
