"""What people can do with profiles: offer to mentor, seek a mentor, keep away from somebody."""
