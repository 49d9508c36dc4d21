"""Hand-over: keys pass from those who leave the committee to those who follow."""
