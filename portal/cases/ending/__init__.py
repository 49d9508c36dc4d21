"""How a case ends without a finding: put right at once, too late, told twice, passed on."""
