"""A concern, told one question a page."""
