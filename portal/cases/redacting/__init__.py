"""Copies that leave a case: blackened by one member where it has to be, judged by another."""
