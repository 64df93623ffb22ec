"""What bots send in a request, checked as Discord does."""
