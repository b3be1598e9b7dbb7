"""Child processes: what they may take, how they are watched, how they and their copies end."""
