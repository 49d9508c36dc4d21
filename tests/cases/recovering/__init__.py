"""The portal's side of the recovery ceremony."""
