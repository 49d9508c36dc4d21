"""What others published about their care, beside ours."""
