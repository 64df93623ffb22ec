"""Discord's side: the bot, how cards look there, how presses find their way, and how errors are told."""
