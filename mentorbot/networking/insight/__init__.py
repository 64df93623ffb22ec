"""What has become of one's network: whom one met, by what, and what could be next."""
