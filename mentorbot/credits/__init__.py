"""Continuing-education credits: what a credential asks for, what there is, what is missing by when."""
