"""Tried beside the tests: co-operatives invented and attacked, files and winners judged anew."""
