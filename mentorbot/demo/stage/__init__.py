"""Playing one story on either chat: who acts, what they see and fill in, whichever chat they are on."""
