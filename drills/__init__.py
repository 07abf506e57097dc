"""Drills: faults done to the real service on this machine, and the state afterwards held against an undisturbed run.

``make drill`` does all; each is a program of its own as well: ``python -m drills.kill``. Nothing leaves the machine.
"""
