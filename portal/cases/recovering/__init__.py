"""The portal's side of the recovery ceremony: a case goes out sealed, grants come back."""
