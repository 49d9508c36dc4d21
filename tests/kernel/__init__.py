"""The kernel: settings, store, sessions, languages, forms, jobs."""
