"""What may be published: the rules, the instance, the protector and the attacker."""
