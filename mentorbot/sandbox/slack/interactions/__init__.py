"""What people do with apps: commands, presses, forms, shortcuts; and what comes of it."""
