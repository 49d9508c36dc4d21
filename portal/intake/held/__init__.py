"""Asking what is held about oneself: a page for anybody, with a receipt and a clock."""
