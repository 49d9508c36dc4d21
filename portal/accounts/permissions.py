"""What a signed-in person may be allowed to do."""

import enum


class Permission(enum.StrEnum):
    """One thing that terms of office and appointments allow."""

    READ_CASES = "read_cases"
    HANDLE_CASES = "handle_cases"
    DECIDE_CASES = "decide_cases"
    GRANT_KEYS = "grant_keys"
    ESCALATED_CASES = "escalated_cases"
    IMPORT_VISITS = "import_visits"
    READ_FIGURES = "read_figures"
    OPEN_PATTERNS = "open_patterns"
    PREPARE_RELEASES = "prepare_releases"
    SIGN_RELEASES = "sign_releases"
    KEEP_REGISTER = "keep_register"
    KEEP_COMMITTEE = "keep_committee"
    SIGN_FOUNDING = "sign_founding"
    DECLARE_INTERESTS = "declare_interests"
    HAND_OVER = "hand_over"
    READ_LEDGER = "read_ledger"
    SEE_ALERTS = "see_alerts"
    TAKE_INTAKE = "take_intake"
    RUN_ELECTIONS = "run_elections"
