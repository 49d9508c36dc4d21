"""What a quarter tells as it is, not as a share: hours, visits, people, and whom they met."""
