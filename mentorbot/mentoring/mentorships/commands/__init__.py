"""What people can do with their mentorships, and what the bot does for them again and again."""
