"""Printing without a device: jobs, their journal, the ESC/POS conversation, the paper's count."""
