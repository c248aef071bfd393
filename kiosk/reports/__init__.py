"""Reports for people: one visit for whoever treats a member, a month for the owner. Pure: values
in, one self-contained page out; no files, no network, no clock.
"""
